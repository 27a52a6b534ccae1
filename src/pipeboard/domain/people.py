"""People on a deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ROLES: Final = ("decision maker", "champion", "user", "blocker")
"""Buying roles; a contact may have none."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on the customer's side. `id` is that of the event that added them."""

    id: str
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    links: str = ""
    """Addresses of profiles and pages, separated by blanks."""
