"""What is shown of an action on several deals before it is done: what changes, what is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.rules.plan import counted
from pipeboard.domain.rules.preview import Effect, HeldBack, Preview
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, SOFT, TEXT, padded, paragraph
from pipeboard.view.text import cells, clean, cut, fit

_TITLES: Final = 30
"""Cells for the titles of deals, where there is room."""


def effect_text(effect: Effect, board: Board) -> str:
    """What would happen to a deal, as its timeline would tell it: "Moved from Lead to Qualified"."""
    from pipeboard.domain.events import read_event  # 25 ms, which the board can do without
    from pipeboard.domain.timeline import told

    # A manual place that is forgotten is no news: it goes with every move. A reason that is kept in the
    # team's list is not the deal's.
    rows = [row for _, row in effect.rows if row.get("deal") and list(row.get("set", ())) != ["rank"]]
    return "; ".join(told(read_event(row), board) for row in rows)


@dataclass(frozen=True, slots=True)
class Listed:
    """A preview as a list: first what is held back, then what changes, then what is like that already."""

    preview: Preview
    board: Board

    def __len__(self) -> int:
        plan = self.preview
        return len(plan.held) + len(plan.effects) + len(plan.same)

    def rows(self, width: int, first: int, count: int) -> list[Row]:
        """So many of its rows, from one on; only those are put together."""
        plan = self.preview
        held, effects = len(plan.held), len(plan.effects)
        rows: list[Row] = []
        for at in range(first, min(first + count, len(self))):
            if at < held:
                rows.append(self._held(plan.held[at], width))
            elif at < held + effects:
                one = plan.effects[at - held]
                rows.append(self._effect(one.deal, effect_text(one, self.board), TEXT, width))
            else:
                rows.append(self._effect(plan.same[at - held - effects], "is like that already", SOFT, width))
        return rows

    def _held(self, one: HeldBack, width: int) -> Row:
        """The deal, and the reason without its name."""
        deal = self.board.deals.get(one.deal)
        title = deal.title if deal else one.deal
        reason = one.what or one.why.removeprefix(f"{title} ")
        if reason == one.why:
            return padded(((f"! {clean(one.why)}", LATE),), width)
        room = self._title_room(width)
        return (("! ", LATE), (fit(title, room), LATE), (f"  {cut(reason, max(width - room - 4, 1))}", LATE))

    def _title_room(self, width: int) -> int:
        return min(_TITLES, max(width // 2 - 3, 6))

    def _effect(self, deal_id: str, text: str, role: str, width: int) -> Row:
        deal = self.board.deals.get(deal_id)
        room = self._title_room(width)
        title = fit(deal.title if deal else deal_id, room)
        return (("  ", role), (title, role), (f"  {cut(text, max(width - room - 4, 1))}", SOFT))


def summary_rows(preview: Preview, width: int) -> list[Row]:
    """How many change, and how many do not."""
    held, same = len(preview.held), len(preview.same)
    said = (
        [f"{counted(len(preview.effects), 'deal')} will change"] if preview.effects else ["No deal changes"]
    )
    said += [f"{same} {'is' if same == 1 else 'are'} like that already"] if same else []
    rows = paragraph(f"{', '.join(said)}.", width, TEXT)
    if held:
        stays = "is held back and stays as it is" if held == 1 else "are held back and stay as they are"
        rows += paragraph(f"! {held} {stays}.", width, LATE)
    return rows


def widest(preview: Preview, board: Board) -> int:
    """Cells that its longest row wishes, of those that are looked at."""
    reasons = [_TITLES + 4 + cells(clean(one.what or one.why)) for one in preview.held[:20]]
    effects = [_TITLES + 4 + cells(clean(effect_text(one, board))) for one in preview.effects[:20]]
    return max([44, *reasons, *effects])
