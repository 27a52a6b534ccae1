"""The review over the board: the deals that need it one by one, and the keys to decide on the spot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, MoveDeals, Redo, ReopenDeals, ReviewDeals, StepDeals, Undo
from pipeboard.domain.errors import PipeBoardError
from pipeboard.domain.review import LEARNED, closed, decided, latest, reasons, waiting
from pipeboard.tui.screens.desk import Desk, DeskDialog
from pipeboard.view import review as view
from pipeboard.view.card import Row
from pipeboard.view.dialog import GOOD, LATE, Box, framed, hint_rows, paragraph, window
from pipeboard.view.review import Card

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal, Review
    from pipeboard.domain.query import Query
    from pipeboard.view.form import FormSpec

WIDTH: Final = 112
_ROWS: Final = 40
_GLANCE: Final = 10
"""Rows for the deal at a glance, where there is room for them."""
_SAID: Final = 2
_LEAST: Final = 3
"""Rows that the list keeps."""


class ReviewDialog(DeskDialog):
    """Ends with the id of the deal to go to on the board, or None.

    The walk keeps its order: a deal that was decided stays in its place, so that one can go back to it.
    """

    def __init__(self, desk: Desk, write: Callable[[], str], query: Query | None = None) -> None:
        """`write` puts the minutes of the day into a file and tells where; with `query`, only its deals."""
        super().__init__(desk)
        self._write = write
        self._query = query
        # Moments are kept in whole seconds: what is decided in this one counts.
        self._since = desk.now().replace(microsecond=0)
        self._of_closed = False
        self._all_keys = False
        self._walks: dict[bool, list[str]] = {False: [], True: []}
        self._at = self._first = 0
        self._take_in()

    @property
    def cards(self) -> tuple[Card, ...]:
        """The deals of the part that is shown."""
        return self._cards

    @property
    def card(self) -> Card | None:
        """The highlighted one."""
        return self._cards[self._at] if self._cards else None

    # Following the board

    @property
    def day(self) -> date:
        return self._today

    def refresh_from_board(self) -> None:
        """Take in how the board is now; the cursor stays with its deal."""
        before = self.card.deal.id if self.card else ""
        self._take_in()
        ids = [card.deal.id for card in self._cards]
        self._at = ids.index(before) if before in ids else max(min(self._at, len(ids) - 1), 0)
        self.redraw()

    def _take_in(self) -> None:
        board, query = self._desk.read(), self._query
        self._today = self._desk.now().date()
        keep = None if query is None else lambda deal: query.matches(deal, board)
        for part, found in (
            (False, waiting(board, self._today, keep=keep)),
            (True, closed(board, self._today, keep=keep)),
        ):
            elsewhere = set(self._walks[not part])
            walk = self._walks[part]
            walk += [one.deal.id for one in found if one.deal.id not in {*walk, *elsewhere}]
        why = reasons(board, self._today)
        there = (board.deals.get(deal) for deal in self._walks[self._of_closed])
        self._cards = tuple(
            Card(deal, why(deal) if deal.is_open else (), self._decision(deal))
            for deal in there
            if deal is not None and deal.is_visible
        )

    def _decision(self, deal: Deal) -> Review | None:
        """What was decided about a deal since the review began."""
        last = latest(deal)
        return last if last is not None and last.at >= self._since else None

    # Drawing

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        card = self.card
        keys = view.hints(card, closed=self._of_closed, everything=self._all_keys)
        rows = room.rows + 1 - (len(hint_rows(keys, room.inner)) if self._all_keys else 1)
        done = sum(one.decision is not None for one in self._cards)
        aside = f"{done} of {len(self._cards)} decided" if self._cards else ""
        title = "Review: won and lost" if self._of_closed else "Review"
        if card is None:
            others = len(self._walks[not self._of_closed])
            body = view.nothing_rows(room.inner, closed=self._of_closed, others=others)
            return framed(title, [*body, (), *self._said(room)], keys, room, all_hints=self._all_keys)
        said = self._said(room)
        below = max(min(_GLANCE, rows - _LEAST - 1 - len(said)), 1)
        space = max(min(rows - below - 1 - len(said), len(self._cards)), 1)
        self._first = window(len(self._cards), space, self._at, self._first)
        shown = self._cards[self._first : self._first + space]
        board = self._desk.read()
        listed = view.list_rows(shown, self._at - self._first, board, room.inner)
        left = max(rows - space - 1 - len(said), 0)
        at_a_glance = view.glance(card, board, self._today, room.inner, left)
        blank: list[Row] = [()] * max(left - len(at_a_glance), 0)
        body = [*listed, (), *at_a_glance, *blank, *said]
        below_it = len(self._cards) - self._first - space
        return framed(title, body, keys, room, below=below_it, aside=aside, all_hints=self._all_keys)

    def _said(self, room: Box) -> list[Row]:
        """What is said below it all, always on as many rows."""
        sentence, role = self._remark
        told = paragraph(f"! {sentence}" if role == LATE else sentence, room.inner, role, most=_SAID)
        return [*([()] * (_SAID - len(told))), *told]

    # Keys

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 8, "pageup": -8}
        if key in steps:
            self._go(self._at + steps[key])
        elif key in ("g", "home", "G", "end"):
            self._go(0 if key in ("g", "home") else len(self._cards) - 1)
        elif key in ("tab", "shift+tab"):
            self._turn()
        elif key in ("q", "R"):
            self.back()
        elif key == "?":
            self._all_keys = not self._all_keys
            self.redraw()
        elif key == "w":
            self._write_minutes()
        elif key == "a":
            self._agree()
        elif key in ("u", "U", "ctrl+r"):
            self.do(Undo() if key == "u" else Redo())
        elif self.card is not None:
            self._act(key, self.card.deal)

    def _act(self, key: str, deal: Deal) -> None:
        """What the keys do to the highlighted deal: those of the board."""
        ids = (deal.id,)
        if key == "enter":
            self.dismiss(deal.id)
        elif key == "space":
            self._next()
        elif key in _SIDEWAYS:
            self.do(StepDeals(ids, _SIDEWAYS[key]))
        elif key == "O":
            self.do(ReopenDeals(ids))
        elif key == "m":
            self._pick_stage(deal)
        elif key in ("W", "X") and not deal.is_open:
            self.say(f"{deal.title} is {deal.status}; O reopens it.", LATE)
        else:
            spec = self._form(key, deal)
            if spec is not None:
                self.fill(spec)

    def _form(self, key: str, deal: Deal) -> FormSpec | None:
        """The form that a key opens; None for all other keys."""
        # Here because the forms take as long to import as all the rest (20 ms).
        from pipeboard.domain.followup import local_day
        from pipeboard.view.forms import activity
        from pipeboard.view.forms.close import close_deals
        from pipeboard.view.forms.deal import change_field, edit_deal, known_values
        from pipeboard.view.forms.review import decide

        board, now = self._desk.read(), self._desk.now()
        match key:
            case "f":
                step = deal.next_follow_up
                if step is not None and local_day(step.due, board.zone) <= self._today:
                    return activity.finish_follow_up(deal, step, now, board)
                return activity.plan_follow_up((deal,), now, board)
            case "s" if deal.next_follow_up is not None:
                return activity.snooze_follow_up(deal, deal.next_follow_up, now)
            case "c":
                return activity.log_activity((deal,), board)
            case "E":
                return activity.write_note((deal,))
            case "d":
                return change_field(deal, "close", now, known_values(()))
            case "e":
                return edit_deal(deal, now, known=known_values(board.visible_deals()))
            case "W":
                return close_deals((deal,), board, now)
            case "X":
                return close_deals((deal,), board, now, "disqualified")
            case "r":
                return decide(deal)
        return None

    def submit(self, action: Action) -> str | None:
        """Carry out an action, with the decision that it amounts to."""
        card = self.card
        return super().submit(action if card is None else decided(action, card.deal.id))

    def _next(self) -> None:
        """Leave the deal as it is, if nothing was decided, and go to the next one that waits."""
        card = self.card
        if card is not None and card.decision is None:
            self.do(ReviewDeals((card.deal.id,), "keep" if card.deal.is_open else LEARNED))
        left = [at for at, one in enumerate(self._cards) if one.decision is None]
        if left:
            self._at = next((at for at in left if at > self._at), left[0])
            self.redraw()
        else:
            other = "the open deals" if self._of_closed else "won and lost"
            self.say(f"All of them are decided. w writes the minutes, Tab turns to {other}.", GOOD)

    def _pick_stage(self, deal: Deal) -> None:
        from pipeboard.tui.screens.picker import Picker
        from pipeboard.view.picker import Option

        board = self._desk.read()
        here = board.stage_of(deal)
        options = [
            Option(one.id, one.name) for one in board.stages_in(here.pipeline) if one.phase == here.phase
        ]

        def done(stage: str | None) -> None:
            if stage is not None:
                self.do(MoveDeals((deal.id,), stage))

        picker = Picker("Move to", options, cursor=here.id, verb="move", aside=deal.title, at_once=True)
        self.app.push_screen(picker, done)

    def _write_minutes(self) -> None:
        try:
            self.say(self._write(), GOOD)
        except PipeBoardError as error:
            self.say(error.sentence, LATE)

    def _agree(self) -> None:
        """Show what is agreed on that belongs to no deal, to add to it and to tick it."""
        from pipeboard.domain.meeting import ACTION
        from pipeboard.tui.screens.definitions import DefinitionsEditor

        read, now = self._desk.read, self._desk.now
        pane = DefinitionsEditor(read, self.submit, now, only=ACTION, title="Actions and notes of the review")
        self.app.push_screen(pane)

    def _turn(self) -> None:
        self._of_closed = not self._of_closed
        self._remark = ("", GOOD)
        self._at = self._first = 0
        self._take_in()
        self.redraw()

    def _go(self, at: int) -> None:
        self._remark = ("", GOOD)
        self._at = max(min(at, len(self._cards) - 1), 0)
        self.redraw()


_SIDEWAYS: Final = {"L": 1, ">": 1, "shift+right": 1, "H": -1, "<": -1, "shift+left": -1}
