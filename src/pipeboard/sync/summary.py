"""Who did what to which deals, told from some events of the log: after a pull, in the message of a commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeboard.domain.acts import entry_of, title_of
from pipeboard.domain.ids import sort_key
from pipeboard.domain.log import Log
from pipeboard.domain.rows import act_of
from pipeboard.domain.timeline import TimelineEntry

_PHRASES: Final = 3
"""How many kinds of things a sentence tells of one author."""
_AUTHORS: Final = 3
_SUBJECT: Final = 72
"""Characters that the first line of a commit's message should keep to."""
_LISTED: Final = 200
"""Lines of a message; an import can bring thousands."""

_VERBS: Final[Mapping[str, str]] = {
    "deal.won": "won",
    "deal.lost": "lost",
    "deal.disqualified": "disqualified",
    "deal.created": "added",
    "deal.moved": "moved",
    "deal.reopened": "reopened",
    "deal.merged": "merged",
    "deal.deleted": "deleted",
    "deal.archived": "archived",
    "deal.restored": "restored",
    "proposal.added": "made an offer on",
    "play.started": "started a play on",
    "objection.raised": "noted an objection on",
    "touch.logged": "was in touch on",
    "deal.reviewed": "reviewed",
    "note.added": "wrote a note on",
    "follow_up.planned": "planned a step on",
    "follow_up.done": "finished a step on",
}
"""How kinds of events are told, the weightiest first; all others of a deal are edits."""
_EDITED: Final = "edited"
_BOARD: Final = "changed the board's set-up"
_OF_BOARD: Final[Mapping[str, str]] = {
    "undo": "took back an action",
    "data.erased": "erased what was known of a person",
    "data.moved": "moved deals to an archive",
}


class Told(NamedTuple):
    """One event of the summary."""

    entry: TimelineEntry
    title: str
    """Of the deal; empty for what concerns the board."""
    stage: str = ""
    """Where a move took the deal."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Events by author, in the order in which they were recorded; what was taken back is left out."""

    told: tuple[Told, ...] = ()

    def by_author(self) -> dict[str, list[Told]]:
        """Author -> what they did."""
        found: dict[str, list[Told]] = {}
        for one in self.told:
            found.setdefault(one.entry.by, []).append(one)
        return found

    def sentence(self) -> str:
        """ "Bob: moved 2 deals, added Beta; Chen: won Acme website." Empty when there is nothing to tell."""
        authors = [(by, phrases(told)) for by, told in self.by_author().items()]
        said = [f"{by}: {_joined(some)}" for by, some in authors[:_AUTHORS]]
        said += [f"{len(authors) - _AUTHORS} more"] if len(authors) > _AUTHORS else []
        return f"{'; '.join(said)}." if said else ""

    def message(self) -> str:
        """The message of a commit: a subject, and a line for each event below it."""
        authors = [(by, phrases(told)) for by, told in self.by_author().items()]
        if not authors:
            return "Update the board\n"
        subject = "; ".join(f"{by}: {', '.join(some)}" for by, some in authors)
        for count in range(_PHRASES, 0, -1):
            if len(subject) <= _SUBJECT:
                break
            subject = "; ".join(f"{by}: {_joined(some, count)}" for by, some in authors)
        if len(subject) > _SUBJECT:
            subject = f"{subject[: _SUBJECT - 1].rstrip()}…"
        lines = [f"{f'{one.title}: ' if one.title else ''}{one.entry.text}" for one in self.told]
        more = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
        body = "".join(f"- {_one_line(line)}\n" for line in (*lines[:_LISTED], *more))
        return f"{_one_line(subject)}\n\n{body}"


def summary_of(log: Log, event_ids: Collection[str]) -> Summary:
    """The summary of those of these events that are in the log and can be read."""
    told: list[Told] = []
    acts: set[str] = set()
    board = log.board
    for event_id, row in log.readable(sorted(event_ids, key=sort_key)):
        act = act_of(event_id, row)
        if event_id in log.unknown or act in log.undone or row.get("of") in event_ids:
            continue
        deal = str(row.get("deal", ""))
        if not deal and act in acts:
            continue  # a template brings a hundred definitions at once
        acts.add(act)
        stage = board.stages.get(str(row.get("to", ""))) if row["do"] == "deal.moved" else None
        with suppress(ValueError):
            one = entry_of(log, event_id, row)
            told.append(Told(one, title_of(log, deal) if deal else "", stage.name if stage else ""))
    return Summary(tuple(told))


def phrases(told: Iterable[Told]) -> list[str]:
    """What one author did, the weightiest first: ["won Acme website", "moved 2 deals"]."""
    deals: dict[str, dict[str, Told]] = {}
    others: dict[str, None] = {}
    added: set[str] = set()
    for one in told:
        kind, deal = one.entry.kind, one.entry.deal
        if not deal:
            others[_OF_BOARD.get(kind, _BOARD)] = None
            continue
        verb = _VERBS.get(kind, _EDITED)
        added.update((deal,) if kind == "deal.created" else ())
        # What was done to a deal while it was made needs no word of its own.
        if verb == _EDITED and deal in added:
            continue
        deals.setdefault(verb, {})[deal] = one
    order = [*_VERBS.values(), _EDITED]
    said = [_phrase(verb, list(deals[verb].values())) for verb in order if verb in deals]
    return [*said, *others]


def _phrase(verb: str, told: list[Told]) -> str:
    if len(told) > 1:
        return f"{verb} {len(told)} deals"
    one = told[0]
    return f"{verb} {one.title or 'a deal'}{f' to {one.stage}' if one.stage else ''}"


def _joined(said: list[str], count: int = _PHRASES) -> str:
    left = len(said) - count
    return ", ".join([*said[:count], *([f"{left} more"] if left > 0 else [])])


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
