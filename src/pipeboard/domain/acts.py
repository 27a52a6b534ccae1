"""Actions in a few words, read off a log: what an event alone cannot say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeboard.domain.log import Log
from pipeboard.domain.seen import Row

if TYPE_CHECKING:
    from pipeboard.domain.timeline import TimelineEntry


def entry_of(log: Log, event_id: str, row: Row) -> TimelineEntry:
    """The timeline's line for an event of the log; of an undo, with what it took back.

    Raises ValueError for an event that cannot be read.
    """
    # Here because this takes 25 ms: see `told.timeline`.
    from pipeboard.domain.events import Undone, read_event
    from pipeboard.domain.timeline import entry

    event = read_event(row)
    line = entry(event_id, event, log.board)
    if not isinstance(event, Undone) or not log.members(event.of):
        return line
    of, back = event.of, False
    while of in log.undos:
        of, back = log.undos[of], not back
    return replace(line, text=f"{'Brought' if back else 'Took'} back {action_in_words(log, of)}")


def action_in_words(log: Log, act: str) -> str:
    """An action in a few words: "Acme website: Moved from Lead to Qualified and 2 more"."""
    from pipeboard.domain.rules.plan import counted

    members = dict(log.readable(log.members(act)))
    known = {event_id: row for event_id, row in members.items() if event_id not in log.unknown}
    if not known:
        return "a change that this version cannot read"
    event_id, row = next(iter(known.items()))
    deals = {row["deal"]: row for row in known.values() if "deal" in row}
    if any(row.get("imported") for row in deals.values()):
        return f"the import of {counted(len(deals), 'deal')}"
    first = entry_of(log, event_id, row)
    title = f"{title_of(log, first.deal) or 'a deal'}: " if first.deal else ""
    # A note is its own text, which alone would not say that it is one.
    title += "Note: " if first.kind == "note.added" else ""
    return f"{title}{first.text}{f' and {len(deals) - 1} more' if len(deals) > 1 else ''}"


def title_of(log: Log, deal_id: str) -> str:
    """What a deal is called, also one whose creation was taken back; empty where nobody knows."""
    deal = log.board.deals.get(deal_id)
    if deal is not None:
        return deal.title
    made = next((row for _, row in log.rows_of(deal_id) if row["do"] == "deal.created"), {})
    return str(made.get("set", {}).get("title", ""))
