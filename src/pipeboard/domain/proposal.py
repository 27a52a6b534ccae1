"""Proposals: offers made on a deal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

Standing: TypeAlias = Literal["draft", "sent", "accepted", "declined"]
STANDINGS: Final[tuple[Standing, ...]] = ("draft", "sent", "accepted", "declined")
PARTS: Final = ("problem", "solution", "benefits", "cost")
"""What a proposal has to speak of."""


class Proposal(NamedTuple):
    """One offer. `id` is that of the event that added it; an empty currency is the deal's."""

    id: str
    amount: Decimal
    currency: str = ""
    title: str = ""
    sent: date | None = None
    outcome: str = ""
    """`accepted` or `declined`; empty while it is not decided."""
    decided: date | None = None
    problem: bool = False
    solution: bool = False
    benefits: bool = False
    cost: bool = False

    @property
    def standing(self) -> Standing:
        """How far it is."""
        if self.outcome:
            return "accepted" if self.outcome == "accepted" else "declined"
        return "sent" if self.sent else "draft"

    @property
    def covered(self) -> tuple[str, ...]:
        """What it speaks of."""
        return tuple(part for part in PARTS if getattr(self, part))

    @property
    def missing(self) -> tuple[str, ...]:
        """What it does not speak of yet."""
        return tuple(part for part in PARTS if not getattr(self, part))


def latest(proposals: Sequence[Proposal]) -> Proposal | None:
    """The last offer that was made: sent last, else added last; None where there is none."""
    return max(proposals, key=lambda one: (one.sent or date.min, one.id), default=None)


def listed(words: Sequence[str]) -> str:
    """ "problem, solution and cost"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
