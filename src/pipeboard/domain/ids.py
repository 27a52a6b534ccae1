"""Event ids: `<replica>-<time><random>` in lower-case Crockford base32.

The replica names the clone that wrote the event, so two clones never write the same line. The time is a
hybrid logical clock in milliseconds: never behind anything the author has seen, whatever the wall clock
says. Nine characters of time last until the year 3084; three of chance keep two apps of one clone apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from pipeboard.domain.clock import Clock

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_LENGTH = 9
RANDOM_LENGTH = 3
REPLICA_LENGTH = 4
AHEAD_MS = 24 * 60 * 60 * 1000
"""A time in the log further ahead of the wall clock than this is a broken clock and is not followed."""

_TIME_START = -TIME_LENGTH - RANDOM_LENGTH
_TIME_END = -RANDOM_LENGTH
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


_encoded = lru_cache(maxsize=16)(encode)


def _three(number: int) -> str:
    """`number` in three characters, which are all that differ from one id to the next."""
    return ALPHABET[number >> 10] + ALPHABET[number >> 5 & 31] + ALPHABET[number & 31]


def _stamp(time: int) -> str:
    """A time in milliseconds, as it stands in ids."""
    high, low = divmod(time, 32**3)
    return _encoded(high, TIME_LENGTH - 3) + _three(low)  # `high` stays the same for half a minute


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
    return _IDS.fullmatch("".join([f"{text}\n" for text in texts])) is not None


def time_of(event_id: str) -> int:
    """When the event was recorded, in milliseconds since 1970 of the hybrid clock."""
    return decode(event_id[_TIME_START:_TIME_END])


def sort_key(event_id: str) -> str:
    """Recorded order: by time, then by id. Base32 text sorts as its number does."""
    return event_id[_TIME_START:_TIME_END] + event_id


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

    def mint(self, after: str = "") -> str:
        """The next id. It sorts after the event `after`, even one that a broken clock dated years ahead."""
        time = self._last = max(int(self._clock.now().timestamp() * 1000), self._last + 1)
        stamp = _stamp(time)
        if after and after[_TIME_START:_TIME_END] >= stamp:  # as numbers in base32 sort, so do their texts
            stamp = _stamp(min(time_of(after) + 1, _LAST_MS))
        return f"{self._replica}-{stamp}{_three(self._clock.chance(32**RANDOM_LENGTH))}"


def moment_of(event_id: str) -> datetime:
    """When the event was recorded, to the second, in UTC."""
    return datetime.fromtimestamp(time_of(event_id) // 1000, UTC)


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
