"""Actions on the people of a deal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeboard.domain.actions.base import Action


class ErasePerson(Action):
    """Forget what is known of a person: `rows` are earlier ones, by id, as they are without that."""

    rows: Mapping[str, Mapping[str, Any]]


class NewContact(NamedTuple):
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    links: str = ""
    """Addresses of profiles and pages, separated by blanks."""


class AddContact(Action):
    deal: str
    contact: NewContact


class EditContact(Action):
    """Change name, email, phone, role or links of a contact."""

    deal: str
    contact: str
    changes: Mapping[str, str]


class RemoveContact(Action):
    deal: str
    contact: str
