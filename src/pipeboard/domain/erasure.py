"""Erasing what is known of a person: the one event after which earlier rows are not what they were.

`data.erased` holds the rows as they are from then on, without the personal data. Wherever a file is read,
they stand in the place of the old ones: should a merge bring an old row back, it is overwritten again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pipeboard.domain.errors import NotFound, Refused
from pipeboard.domain.ids import is_event_id
from pipeboard.domain.quotes import quoted
from pipeboard.domain.seen import Row

ERASED: Final = "data.erased"
"""The kind of event."""
WORD: Final = "erased"
"""Stands where a name, an address or a number was."""

_OWN: Final = ("name", "email", "phone", "links")
"""What a contact's rows hold of a person; their role on the deal stays."""
_KEPT: Final = frozenset(
    (
        *("do", "deal", "contact", "follow_up", "proposal", "stage", "pipeline", "definition"),
        *("at", "by", "act", "of", "into", "from", "to", "over", "owner"),
    )
)
"""Keys that name things, and members of the team."""
_LEAST: Final = 3
"""Characters of a word that is looked for in texts; shorter ones are parts of others."""


class Person(NamedTuple):
    """Who is to be erased: the contacts that they are, and everything they were ever called."""

    contacts: set[str]
    values: dict[str, set[str]]
    """Field -> all values that it ever had."""

    @property
    def words(self) -> list[str]:
        """What is looked for in texts, the longest first."""
        found = {one for name in _OWN for value in self.values.get(name, ()) for one in _words(name, value)}
        return sorted(found, key=lambda word: (-len(word), word))

    def is_called(self, text: str) -> bool:
        """Whether this is their id, name, mail address or phone number."""
        wanted = text.strip().casefold()
        known = {value.casefold() for name in _OWN for value in self.values.get(name, ())}
        return wanted in self.contacts or (bool(wanted) and wanted in known)


def load_erased(row: Row) -> dict[str, Row]:
    """The rows that an erasure holds, by id; ValueError if it is malformed."""
    rows = row.get("rows")
    if not isinstance(rows, list) or not all(isinstance(one, list) and len(one) == 2 for one in rows):
        raise ValueError("it does not say which rows it erases")
    if not all(isinstance(key, str) and is_event_id(key) for key, _ in rows):
        raise ValueError("what it erases is no row")
    if not all(isinstance(one, dict) and isinstance(one.get("do"), str) for _, one in rows):
        raise ValueError("what it leaves is no row")
    return dict(rows)


def dump_erased(rows: Mapping[str, Row]) -> list[list[object]]:
    """Rows as an erasure holds them: in pairs, so that none of them looks like a row of the file."""
    return [[event_id, dict(row)] for event_id, row in rows.items()]


def find_person(rows: Iterable[tuple[str, Row]], text: str) -> Person:
    """The person with this name, mail address, phone number or contact id, now or in the past.

    NotFound if there is none; Refused if people of several mail addresses have that name.
    """
    contacts: dict[str, Person] = {}
    for event_id, row in rows:
        if row.get("do") not in ("contact.added", "contact.set"):
            continue
        contact = event_id if row["do"] == "contact.added" else str(row.get("contact", ""))
        one = contacts.setdefault(contact, Person({contact}, {}))
        for name in _OWN:
            for values in (row.get("set"), row.get("was")):
                value = values.get(name) if isinstance(values, Mapping) else None
                if isinstance(value, str) and value and value != WORD:
                    one.values.setdefault(name, set()).add(value)
    found = [one for one in contacts.values() if one.is_called(text)]
    if not found:
        raise NotFound(f"There is no contact {quoted(text)}; give a name, a mail address or a contact's id.")
    addresses = sorted({value.casefold() for one in found for value in one.values.get("email", ())})
    if len(addresses) > 1 and text.strip().casefold() not in addresses and len(found) > 1:
        named = ", ".join(addresses[:5])
        raise Refused(f"Several people are called {quoted(text)}: {named}; erase them by their addresses.")
    # Who is reached at one of their addresses is the same person, on whatever deal.
    found += [
        one
        for one in contacts.values()
        if one not in found and any(value.casefold() in addresses for value in one.values.get("email", ()))
    ]
    whole = Person(set(), {})
    for one in found:
        whole.contacts.update(one.contacts)
        for name, known in one.values.items():
            whole.values.setdefault(name, set()).update(known)
    return whole


def without(person: Person, rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row that tells of a person, as it is without that."""
    words = "|".join(map(re.escape, person.words))
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None
    for event_id, row in rows:
        new = dict(row)
        if row.get("do") == ERASED:  # an earlier erasure, of somebody else
            held = load_erased(row)
            new["rows"] = dump_erased({**held, **dict(without(person, held.items()))})
        elif event_id in person.contacts or row.get("contact") in person.contacts:
            for key in ("set", "was"):
                if isinstance(row.get(key), Mapping):
                    new[key] = {name: _blank(name, value) for name, value in row[key].items()}
        if pattern is not None and row.get("do") != ERASED:
            new = {key: value if key in _KEPT else _cleaned(value, pattern) for key, value in new.items()}
        if new != row:
            yield event_id, new


def _blank(name: str, value: object) -> object:
    if name not in _OWN or not value:
        return value
    return WORD if name == "name" else ""


def _cleaned(value: object, pattern: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return pattern.sub(WORD, value)
    if isinstance(value, list):
        return [_cleaned(one, pattern) for one in value]
    if isinstance(value, Mapping):
        return {key: one if key in _KEPT else _cleaned(one, pattern) for key, one in value.items()}
    return value


def _words(name: str, value: str) -> Iterator[str]:
    for word in value.split() if name == "links" else (value,):
        if len(word.strip()) >= _LEAST:
            yield word.strip()
