"""Event ids: `<replica>-<time><random>` in lower-case Crockford base32.

The replica names the clone that wrote the event, so two clones never write the same line. The time is a
hybrid logical clock in milliseconds: never behind anything the author has seen, whatever the wall clock
says. Nine characters of time last until the year 3084; three of chance keep two apps of one clone apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache

from pipeboard.domain.clock import Clock

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_LENGTH = 9
RANDOM_LENGTH = 3
REPLICA_LENGTH = 4
AHEAD_MS = 24 * 60 * 60 * 1000
"""A time in the log further ahead of the wall clock than this is a broken clock and is not followed."""

_TIME = slice(-TIME_LENGTH - RANDOM_LENGTH, -RANDOM_LENGTH)
_TIME_END = -RANDOM_LENGTH - 1
_ROUGH_TIME = slice(_TIME.start, _TIME_END)
_LAST_MS = 32**TIME_LENGTH - 1
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_ID = re.compile(rf"[{ALPHABET}]{{3,12}}-[{ALPHABET}]{{{TIME_LENGTH + RANDOM_LENGTH}}}")
_IDS = re.compile(rf"(?:{_ID.pattern}\n)*")


def encode(number: int, length: int) -> str:
    """`number` in `length` base32 characters, most significant first."""
    text = ""
    for _ in range(length):
        text = ALPHABET[number & 31] + text
        number >>= 5
    return text


@lru_cache(maxsize=16)
def _head(replica: str, time: int) -> str:
    """An id up to the last character of its time."""
    return f"{replica}-{encode(time, TIME_LENGTH - 1)}"


def _id(replica: str, time: int, chance: int) -> str:
    head, last = _head(replica, time >> 5), ALPHABET[time & 31]  # ids that count on from each other share it
    return f"{head}{last}{ALPHABET[chance >> 10]}{ALPHABET[chance >> 5 & 31]}{ALPHABET[chance & 31]}"


def decode(text: str) -> int:
    """The number that `text` writes in base32; KeyError for a foreign character."""
    number = 0
    for character in text:
        number = number * 32 + _VALUES[character]
    return number


def is_event_id(text: str) -> bool:
    """Whether `text` has the form of an event id (openers and sentinels do not)."""
    return _ID.fullmatch(text) is not None


def are_event_ids(texts: Iterable[str]) -> bool:
    """Whether all of them have that form: in a third of the time of one after the other."""
    return _IDS.fullmatch("\n".join((*texts, ""))) is not None


def time_of(event_id: str) -> int:
    """When the event was recorded, in milliseconds since 1970 of the hybrid clock."""
    return _rough_time(event_id[_ROUGH_TIME]) | _VALUES[event_id[_TIME_END]]


@lru_cache(maxsize=16)
def _rough_time(text: str) -> int:
    """The time of an id up to its last character, which ids that count on from each other share."""
    return decode(text) << 5


def sort_key(event_id: str) -> str:
    """Recorded order: by time, then by id. Base32 text sorts as its number does."""
    return event_id[_TIME] + event_id


def new_replica(clock: Clock) -> str:
    """A fresh name for a clone."""
    return "".join(ALPHABET[clock.chance(32)] for _ in range(REPLICA_LENGTH))


class Minter:
    """Makes the ids of one writer; each id sorts after everything this writer has seen."""

    def __init__(self, replica: str, clock: Clock) -> None:
        self._replica = replica
        self._clock = clock
        self._last = 0

    def seen(self, event_id: str) -> None:
        """Take note of an id in the log, so that later ids sort after it."""
        time = time_of(event_id)
        if time > self._last and time <= _milliseconds(self._clock.now()) + AHEAD_MS:
            self._last = time

    def begin(self, now: datetime) -> Callable[[str], str]:
        """Begin an action of this moment. What it returns makes its ids, each one to sort after an event.

        They count on from the moment, or from the last id where that is later. Chance is drawn anew: two
        processes that share a past share nothing of what comes.
        """
        self._last = max(self._last, _milliseconds(now) - 1)
        replica, chances = self._replica, self._clock.chances(32**RANDOM_LENGTH)

        def mint(after: str) -> str:
            self._last = time = self._last + 1
            chance = next(chances)
            event_id = _id(replica, time, chance)
            if after and after[_TIME] >= event_id[_TIME]:  # as numbers in base32 sort, so do their texts
                # A broken clock has dated it years ahead: this one follows, the ids to come do not.
                event_id = _id(replica, min(time_of(after) + 1, _LAST_MS), chance)
            return event_id

        return mint

    def mint(self, after: str = "") -> str:
        """The id of an event that is an action by itself. It sorts after the event `after`."""
        return self.begin(self._clock.now())(after)


def moment_of(event_id: str) -> datetime:
    """When the event was recorded, to the second, in UTC."""
    return _second(time_of(event_id) // 1000)


@lru_cache(maxsize=64)
def _second(since_1970: int) -> datetime:
    """A moment in UTC: that of many events of one action."""
    return datetime.fromtimestamp(since_1970, UTC)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def shortest_tails(ids: list[str], least: int = 4) -> dict[str, str]:
    """Each id with the shortest tail, of `least` characters or more, that no other id ends with."""
    tails: dict[str, str] = {}
    waiting = ids
    length = least
    while waiting:
        groups: dict[str, list[str]] = {}
        for one in waiting:
            groups.setdefault(one[-length:], []).append(one)
        waiting = []
        for tail, members in groups.items():
            if len(members) == 1 or length >= len(members[0]):
                tails.update(dict.fromkeys(members, tail))
            else:
                waiting.extend(members)
        length += 1
    return tails
