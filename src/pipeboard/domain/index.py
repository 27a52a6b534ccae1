"""The events of a log: the file's lines by id, what each concerns, and which actions were taken back.

Lines are kept as the bytes of the file and read again when they are asked for, which costs a tenth of the
memory that event objects would.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime

from pipeboard.domain.dates import moment_text
from pipeboard.domain.erasure import load_erased
from pipeboard.domain.ids import sort_key
from pipeboard.domain.readings import load_at, load_id, load_text
from pipeboard.domain.rows import About, act_of, happened, read_row, read_rows, subject_of
from pipeboard.domain.seen import Row
from pipeboard.domain.splitting import MOVED, load_moved
from pipeboard.domain.undo import Turns


class EventIndex:
    """All events by id, to be read.

    `problems` (event id -> why its row was left out) and `unknown` (ids of events of kinds this version does
    not know) are for reading, too.
    """

    def __init__(self) -> None:
        self._forget_rows()

    def _forget_rows(self) -> None:
        self.problems: dict[str, str] = {}
        self.unknown: set[str] = set()
        self._lines: MutableMapping[str, bytes] = {}
        self._unreadable: set[str] = set()
        self._order: list[str] = []
        self._deals: dict[str, list[str]] = {}
        self._outline: list[str] = []
        self._members: dict[str, list[str]] = {}
        self._undos: dict[str, str] = {}
        self._undone: dict[str, str] = {}
        self._turned: dict[str, Turns] = {}
        self._links: dict[str, set[str]] = {}
        self._latest: dict[str, str] = {}
        """Deals -> when the latest of their events happened, as far as somebody has asked."""

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._lines

    @property
    def order(self) -> Sequence[str]:
        """Event ids in recorded order."""
        return self._order

    @property
    def newest(self) -> Iterator[str]:
        """Event ids, the latest recorded first."""
        return reversed(self._order)

    @property
    def undos(self) -> Mapping[str, str]:
        """Every undo's id -> the action it names."""
        return self._undos

    @property
    def undone(self) -> Mapping[str, str]:
        """Actions that are taken back -> the undo that does it."""
        return self._undone

    def row(self, event_id: str) -> Row:
        """One event as the parsed object of its row; KeyError if it is not in the log."""
        return read_row(self._lines[event_id])

    def readable(self, event_ids: Iterable[str]) -> Iterator[tuple[str, Row]]:
        """The events among these that make sense, in the same order, those that were taken back included."""
        for event_id in event_ids:
            if event_id in self._lines and event_id not in self.problems:
                yield event_id, read_row(self._lines[event_id])

    def outline(self) -> Iterator[tuple[str, Row]]:
        """The readable events of settings, pipelines, stages and definitions, in recorded order."""
        return self.readable(self._outline)

    def rows_of(self, deal_id: str) -> Iterator[tuple[str, Row]]:
        """A deal's readable events, in recorded order, those that were taken back included."""
        event_ids = self._deals.get(deal_id, [])
        if self.problems:
            event_ids = [event_id for event_id in event_ids if event_id not in self.problems]
        rows = read_rows(event_ids, self._lines)
        return iter(rows.items()) if rows is not None else self.readable(event_ids)

    def members(self, act: str) -> list[str]:
        """The events of an action."""
        first = [act] if act in self._lines else []
        return first + sorted(self._members.get(act, ()), key=sort_key)

    def acts_of(self, author: str) -> Iterator[str]:
        """The author's actions, the latest first."""
        before = None
        for event_id, row in self.readable(self.newest):
            act = act_of(event_id, row)
            if row.get("by") == author and act != before:
                before = act
                yield act

    def later(self, moment: datetime) -> dict[str, set[str]]:
        """Deals to which something happened at or after a moment -> the events that say so."""
        limit, lines, latest = moment_text(moment), self._lines, self._latest
        for deal_id in self._deals.keys() - latest.keys():
            latest[deal_id] = max(happened(lines[one]) for one in self._deals[deal_id])
        return {
            deal_id: {one for one in event_ids if happened(lines[one]) >= limit}
            for deal_id, event_ids in self._deals.items()
            if latest[deal_id] >= limit
        }

    def _subjects_of(self, event_ids: Iterable[str]) -> set[str | About]:
        """What these events concern."""
        readable = (event_id for event_id in event_ids if event_id not in self._unreadable)
        return {subject_of(read_row(self._lines[event_id])) for event_id in readable}

    def _index(self, event_id: str) -> str | About:
        """Read a new row and note what it concerns, or why it cannot be read."""
        try:
            row = read_row(self._lines[event_id])
            subject, act = subject_of(row), act_of(event_id, row)
            if subject is About.UNKNOWN:
                self.unknown.add(event_id)
            elif subject is About.ERASURE:
                load_at(row["at"])
                load_text(row["by"])
                load_erased(row)
            elif subject is About.MOVE:
                load_at(row["at"])
                load_text(row["by"])
                if row["do"] == MOVED:
                    load_moved(row)
            elif subject is About.UNDO:
                load_at(row["at"])
                load_text(row["by"])
                self._undos[event_id] = load_id(row["of"])
        except (ValueError, KeyError) as error:
            self._unreadable.add(event_id)
            self.problems[event_id] = f"The row cannot be read: {error}."
            return About.UNKNOWN
        if isinstance(subject, str):
            insort(self._deals.setdefault(subject, []), event_id, key=sort_key)
            into = row.get("into")
            if row["do"] == "deal.merged" and isinstance(into, str):
                self._links.setdefault(subject, set()).add(into)
                self._links.setdefault(into, set()).add(subject)
        elif subject is About.OUTLINE:
            self._outline.append(event_id)
        if act != event_id:
            self._members.setdefault(act, []).append(event_id)
        return subject

    def _take_out(self, gone: Collection[str]) -> set[str | About]:
        """Forget these rows; what they concerned. What is taken back is for the log to find out anew."""
        subjects, acts = set[str | About](), set[str]()
        for event_id in gone:
            line = self._lines.pop(event_id)
            self.problems.pop(event_id, None)
            self.unknown.discard(event_id)
            self._undos.pop(event_id, None)
            if event_id in self._unreadable:
                self._unreadable.remove(event_id)
            else:
                row = read_row(line)
                subjects.add(subject_of(row))
                acts.add(act_of(event_id, row))
        for deal_id in {one for one in subjects if isinstance(one, str)}:
            self._latest.pop(deal_id, None)
            _leave_out(gone, self._deals, deal_id)
        for act in acts:
            _leave_out(gone, self._members, act)
        self._order = [one for one in self._order if one not in gone]
        self._outline = [one for one in self._outline if one not in gone]
        return subjects


def _leave_out(gone: Collection[str], lists: dict[str, list[str]], key: str) -> None:
    """Take events out of one of these lists, which is a new one then, and no more there when it is empty."""
    left = [one for one in lists.get(key, ()) if one not in gone]
    if left:
        lists[key] = left
    else:
        lists.pop(key, None)
