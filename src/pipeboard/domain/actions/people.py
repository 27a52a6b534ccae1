"""Actions on the people of a deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeboard.domain.actions.base import Action


@dataclass(frozen=True)
class NewContact:
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


@dataclass(frozen=True)
class AddContact(Action):
    deal: str
    contact: NewContact


@dataclass(frozen=True)
class EditContact(Action):
    """Change name, email, phone or role of a contact."""

    deal: str
    contact: str
    changes: Mapping[str, str]


@dataclass(frozen=True)
class RemoveContact(Action):
    deal: str
    contact: str
