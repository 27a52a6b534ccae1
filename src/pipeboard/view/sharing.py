"""A sync in words: what went where, and who did what."""

from __future__ import annotations

from collections.abc import Sequence

from pipeboard.sync.sharing import Shared
from pipeboard.sync.summary import Summary


def outcome(shared: Shared) -> str:
    """What a sync did: "Synced with origin/main: 3 of your changes sent, 5 received." """
    said = []
    if shared.committed:
        said.append(f"{shared.committed} of your changes sent")
    elif shared.sent:
        said.append("what was committed here is sent")
    if shared.received:
        said.append(f"{len(shared.received)} received")
    name = f" The board is called {shared.path.name} now." if shared.was_renamed else ""
    return f"Synced with {shared.upstream}: {', '.join(said) or 'nothing was new'}.{name}"


def story(summary: Summary) -> Sequence[tuple[str, str, str]]:
    """Who, the deal and what, author by author; a name stands once."""
    rows = []
    for by, told in summary.by_author().items():
        name, title = by, ""
        for one in told:
            rows.append((name, one.title if one.title != title else "", one.entry.text))
            name, title = "", one.title
    return rows
