"""The minutes of a review as Markdown: what was looked at and why, decided and planned, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipeboard.domain.board import Board
from pipeboard.domain.dates import day_text
from pipeboard.domain.deal import Deal
from pipeboard.domain.meeting import day_of, is_note, whose
from pipeboard.domain.review import forces
from pipeboard.view.card import value_text
from pipeboard.view.markdown import literal

if TYPE_CHECKING:
    from pipeboard.workspace.minutes import Agreed, Decided, Minute, Minutes

PLANNED = "follow_up.planned"


def minutes_markdown(told: Minutes, board: Board, since: date, today: date) -> str:
    """The whole of it: open deals, the wins and losses, what is planned, then what belongs to no deal."""
    found = told.deals
    people = dict.fromkeys(one.review.by for minute in found for one in minute.decided)
    count = f"{len(found)} deal{'s' if len(found) != 1 else ''}"
    when = f"on {day_text(today)}" if since == today else f"from {day_text(since)} to {day_text(today)}"
    by = f", by {', '.join(literal(one) for one in people)}" if people else ""
    lines = [f"# Review: {literal(board.settings.name)}", "", f"{count} looked at {when}{by}."]
    still = [one for one in found if one.deal.is_open]
    over = [one for one in found if not one.deal.is_open]
    for title, part in (("Open deals", still), ("Closed deals", over)):
        if part:
            lines += ["", f"## {title}"]
            for minute in part:
                lines += ["", *_deal_lines(minute, board)]
    for title, listed in (
        ("What is planned", list(_planned(found))),
        ("Actions", list(_actions(told.agreed))),
        ("Notes", list(_notes(told.agreed))),
    ):
        if listed:
            lines += ["", f"## {title}", "", *listed]
    return "\n".join([*lines, ""])


def _deal_lines(minute: Minute, board: Board) -> Iterator[str]:
    yield f"### {_headline(minute.deal, board)}"
    yield ""
    if minute.reasons:
        yield f"- Why: {literal('; '.join(one.text for one in minute.reasons))}"
    for one in minute.decided:
        yield f"- **{literal(one.review.decision)}** ({literal(one.review.by)}){_words(one)}"
        yield from (f"  - {literal(entry.text)}" for entry in one.done)
    deal = minute.deal
    if deal.is_open:
        return
    known = forces(deal, board)
    drove = [one.review.drove for one in minute.decided if one.review.drove] + list(known.drove)
    blocked = [one.review.blocked for one in minute.decided if one.review.blocked] + list(known.blocked)
    for title, texts in (("Lesson", [deal.lesson]), ("What drove it", drove), ("What blocked it", blocked)):
        said = "; ".join(literal(text) for text in texts if text)
        if said:
            yield f"- {title}: {said}"


def _headline(deal: Deal, board: Board) -> str:
    reason = f"{deal.status}: {deal.reason}" if deal.reason and not deal.is_open else deal.status
    state = board.stage_of(deal).name if deal.is_open else reason
    parts = (deal.title, deal.company, value_text(deal, board.settings.currency), state, deal.owner)
    return " · ".join(literal(part) for part in parts if part)


def _words(one: Decided) -> str:
    return f": {literal(one.review.text)}" if one.review.text else ""


def _planned(found: Sequence[Minute]) -> Iterator[str]:
    """The follow-ups that were planned, each with its deal and who planned it."""
    for minute in found:
        for one in minute.decided:
            for entry in one.done:
                if entry.kind == PLANNED and entry.deal == minute.deal.id:
                    yield f"- [ ] {literal(minute.deal.title)}: {literal(entry.text)} ({literal(entry.by)})"


def _actions(agreed: Iterable[Agreed]) -> Iterator[str]:
    """What is to be done, and what was, with who does it by when."""
    for one in agreed:
        if not is_note(one.definition):
            due = day_of(one.definition, "due")
            who = whose(one.definition, day_text(due) if due is not None else "")
            sign = " " if day_of(one.definition, "done") is None else "x"
            yield f"- [{sign}] {literal(one.definition.title)} ({literal(who)})"


def _notes(agreed: Iterable[Agreed]) -> Iterator[str]:
    for one in agreed:
        if is_note(one.definition):
            yield f"- {literal(one.definition.title)} ({literal(one.by)})"
