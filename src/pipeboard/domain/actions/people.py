"""Actions on the people of a deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeboard.domain.actions.base import Action


@dataclass(frozen=True)
class ErasePerson(Action):
    """Forget what is known of a person: `rows` are earlier ones, by id, as they are without that."""

    rows: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class NewContact:
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    links: str = ""
    """Addresses of profiles and pages, separated by blanks."""


@dataclass(frozen=True)
class AddContact(Action):
    deal: str
    contact: NewContact


@dataclass(frozen=True)
class EditContact(Action):
    """Change name, email, phone, role or links of a contact."""

    deal: str
    contact: str
    changes: Mapping[str, str]


@dataclass(frozen=True)
class RemoveContact(Action):
    deal: str
    contact: str
