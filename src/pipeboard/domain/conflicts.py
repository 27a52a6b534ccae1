"""Concurrent change: two authors changed one thing without seeing each other's change.

Each event carries what its author saw (`was`, `from`). When that differs from what the log says at that
point, both values are kept: the later one shows, the other stands beside it until someone picks. Picking is
an ordinary change that says which events it decides over (`over`): to go on with one's own branch of the
history settles nothing, nor does a pick settle what its author could not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import ClassVar, Final, NamedTuple, TypeAlias, TypeVar

from pipeboard.domain.deal import Conflict
from pipeboard.domain.frameworks import DEFAULT
from pipeboard.domain.readings import load_id
from pipeboard.domain.values import Value

UNLISTED: Final = frozenset({"rank", "revisit"})
"""Fields whose last value simply stands: nobody could choose between two fractional ranks, and a close names
the day to look again, too."""
DEFAULTS: Final[Mapping[str, Value]] = {"title": "(untitled)", "priority": "normal", "framework": DEFAULT}
"""What an empty field of a deal shows, and so what its next author sees."""

Writer: TypeAlias = tuple[str, str, "datetime | None"]
"""Who wrote something, with which event, and when that was."""
_T = TypeVar("_T")


class Written(NamedTuple):
    """A value as one event wrote it."""

    value: Value
    by: str
    id: str
    at: datetime | None


class Record:
    """The fields of one thing (a deal, a contact, a stage), and what stands beside their values."""

    __slots__ = ("_made", "_others", "_undone", "_writers", "values")
    usual: ClassVar[Mapping[str, Value]] = DEFAULTS
    """What empty fields show."""
    unites: ClassVar[bool] = True
    """Whether a set, such as the tags, is what each author added to it and took away."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        """What each field holds; None, or no entry, for nothing."""
        self._made: Writer = ("", "", None)
        self._writers: dict[str, Writer] = {}
        self._others: dict[str, list[Written]] = {}
        self._undone: dict[str, dict[Value, Value]] = {}

    def value(self, name: str) -> Value:
        """What a field holds; None if nothing."""
        return self.values.get(name)

    def writer(self, name: str) -> Writer:
        """Who wrote a field's value."""
        return self._writers.get(name, self._made)

    def fill(self, loaded: dict[str, Value], by: str, event_id: str, at: datetime) -> None:
        """The values that the thing was made with."""
        self._made = (by, event_id, at)
        self.values = {**loaded, **self.values} if self.values else loaded

    def write(
        self,
        loaded: Mapping[str, Value],
        saw: Mapping[str, Value] | None,
        by: str,
        event_id: str,
        at: datetime,
        over: Collection[str] = (),
    ) -> None:
        """Change fields. `saw` is what the author saw, None if the event does not say."""
        values = self.values
        for name, value in loaded.items():
            if saw is not None and name in values:
                stood, seen = values[name], saw.get(name)
                if self.unites and (isinstance(stood, tuple) or isinstance(value, tuple)):
                    value = merged(stood, seen, value)
                elif (seen != stood or name in self._others) and name not in UNLISTED:
                    self._weigh(name, Written(stood, *self.writer(name)), value, seen, over)
            values[name] = value
            self._writers[name] = (by, event_id, at)

    def take_back(self, loaded: Mapping[str, Value], saw: Mapping[str, Value]) -> None:
        """Remember a change that was undone: its readers saw its value where now the one before stands."""
        for name, value in loaded.items():
            self._undone.setdefault(name, {})[self._plain(name, value)] = self._plain(name, saw.get(name))

    def _weigh(self, name: str, stood: Written, new: Value, saw: Value, over: Collection[str]) -> None:
        beside = self._others.pop(name, [])
        stands, wrote = self._plain(name, stood.value), self._plain(name, new)
        seen = traced(self._plain(name, saw), stands, self._undone.get(name))
        if seen != stands and wrote != stands:
            beside = [*beside, stood]
        # An author who saw a value and wrote another has replaced it.
        left = [
            one for one in beside if one.id not in over and self._plain(name, one.value) not in (seen, wrote)
        ]
        if left:
            self._others[name] = left

    def conflicts(self, label: str = "", of: str = "") -> Iterator[Conflict]:
        """Every value that stands beside the one shown. `of` names the part of the deal or board."""
        for name, others in self._others.items():
            shown, (by, _, at) = self.values[name], self.writer(name)
            for other in others:
                words = in_words(shown), by, in_words(other.value), other.by
                yield Conflict(label + name, *words, other.id, of, at, other.at, shown, other.value)

    def _plain(self, name: str, value: Value) -> Value:
        """A value for comparing: an empty text or a flag that is off is nothing, and nothing is the usual."""
        return self.usual.get(name) if value is None or value is False or value in ("", ()) else value


def load_over(row: Mapping[str, object]) -> tuple[str, ...]:
    """The events that the author has seen and decided against; ValueError if that is malformed."""
    over = row.get("over", [])
    if not isinstance(over, list):
        raise ValueError("`over` is not a list of events")
    return tuple(load_id(one) for one in over)


def traced(seen: _T, stands: _T, undone: Mapping[_T, _T] | None) -> _T:
    """What an author would have seen had the undone changes never been made."""
    for _ in range(len(undone) if undone else 0):
        if undone is None or seen == stands or seen not in undone:
            break
        seen = undone[seen]
    return seen


def merged(stood: Value, saw: Value, wrote: Value) -> tuple[str, ...]:
    """A set with what an author, who saw it as it was then, added to it and took away."""
    before, after = _members(saw), _members(wrote)
    return tuple(sorted((_members(stood) - (before - after)) | (after - before)))


def _members(value: Value) -> set[str]:
    return set(value) if isinstance(value, tuple) else set()


def in_words(value: object) -> str:
    """A field's value as text; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value if part)
    return str(value)
