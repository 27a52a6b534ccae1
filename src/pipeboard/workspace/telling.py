"""Actions told in a few words: for the sentence after an undo, and for lists of actions."""

from __future__ import annotations

from pipeboard.domain.log import Log


def told_act(log: Log, act: str) -> str:
    """What an action did, and to which deals: "Acme website: Moved from Lead to Offer and 2 more"."""
    from pipeboard.domain.events import read_event  # pydantic: 80 ms, which reading a board can do without
    from pipeboard.domain.rules.plan import counted
    from pipeboard.domain.timeline import entry

    members = dict(log.readable(log.members(act)))
    known = {event_id: row for event_id, row in members.items() if event_id not in log.unknown}
    if not known:
        return "a change that this version cannot read"
    event_id, row = next(iter(known.items()))
    deals = {row["deal"]: row for row in known.values() if "deal" in row}
    if any(row.get("imported") for row in deals.values()):
        return f"the import of {counted(len(deals), 'deal')}"
    first = entry(event_id, read_event(row), log.board)
    title = f"{_title(log, first.deal)}: " if first.deal else ""
    return f"{title}{first.text}{f' and {len(deals) - 1} more' if len(deals) > 1 else ''}"


def _title(log: Log, deal_id: str) -> str:
    """What a deal is called, also one whose creation was taken back."""
    deal = log.board.deals.get(deal_id)
    made = next((row for _, row in log.rows_of(deal_id) if row["do"] == "deal.created"), {})
    return deal.title if deal else str(made.get("set", {}).get("title", "a deal"))
