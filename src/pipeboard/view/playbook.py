"""The playbook in words: what an entry says, and what came up on a deal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeboard.domain.board import Board
from pipeboard.domain.dates import days_after, show_due
from pipeboard.domain.deal import STATUSES, Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.playbook import CHECK, Record, offered, steps_of
from pipeboard.view.card import OFFERED


def facts(
    one: Definition, board: Board, record: Record | None, start: date | None = None
) -> Iterator[tuple[str, str]]:
    """All that an entry says: a name and a text each; `record` is what came of it.

    With `start` the steps of a play have their days, if it is started then.
    """
    if one.kind == "play":
        yield "Offered when", one.text("when")
        yield from _told("Guidance", one.text("guidance"))
        for place, step in enumerate(steps_of(one.id, board)):
            yield "" if place else "Steps", step_text(step, board, start)
    elif one.kind == "objection":
        yield from _told("Answer", one.text("answer"))
    else:
        yield from _told("For", one.text("use"))
        yield from _told("How", one.text("how"))
        yield from _told("When not to", one.text("avoid"))
    if record is not None:
        yield "Started on" if one.kind == "play" else "Raised on", record_text(record)


def _told(label: str, text: str) -> Iterator[tuple[str, str]]:
    if text:
        yield label, text


def step_text(step: Definition, board: Board, start: date | None = None) -> str:
    """A step of a play: "call, at once: Ask what is missing", "checklist: ..."; with `start`, its day."""
    days = step.number("days")
    kind = step.text("kind") or "task"
    if kind == CHECK:
        return f"checklist: {step.text('text')}"
    if start is not None:
        when = show_due(days_after(start, days), start, board.zone)
    else:
        when = "at once" if not days else f"after {days} day{'s' if days != 1 else ''}"
    return f"{kind}, {when}: {step.text('text')}"


def record_text(record: Record) -> str:
    """On how many deals something came up, and what became of them: "3 deals: 1 won, 2 open"."""
    ends = ", ".join(f"{count} {status}" for status in STATUSES if (count := record.ended(status)))
    return f"{record.count} deal{'s' if record.count != 1 else ''}: {ends}"


def offered_text(deal: Deal, board: Board, today: date) -> str:
    """The plays on offer for a deal, by their titles; "" for none."""
    return "; ".join(one.title for one in offered(deal, board, today))


def deal_facts(deal: Deal, board: Board, today: date) -> Iterator[tuple[str, str]]:
    """The plays on offer for a deal, those that were started, and what was said against it; "" for none."""
    on_offer = offered_text(deal, board, today)
    yield "Play offered", f"{OFFERED} {on_offer}" if on_offer else ""
    started = dict.fromkeys(board.name_of("play", one.of) for one in deal.plays)
    yield "Play started", "; ".join(started)
    said = dict.fromkeys(board.name_of("objection", one.of) for one in deal.objections)
    yield "Objections", "; ".join(said)
