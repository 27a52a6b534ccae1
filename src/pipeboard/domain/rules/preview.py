"""What an action would do to each of its deals, and what a rule holds back: worked out without writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeboard.domain.actions import Action, deal_by_deal, narrowed
from pipeboard.domain.errors import Held, NotFound, Refused
from pipeboard.domain.rules import apply
from pipeboard.domain.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Effect:
    """What would happen to a deal."""

    deal: str
    rows: tuple[tuple[str, Mapping[str, Any]], ...]
    """The rows that would be written, by ids that nobody keeps."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why a deal would be left as it is."""

    deal: str
    why: str
    """A sentence that names the deal."""
    overridable: bool
    """Whether a reason gets it past what holds it."""
    what: str = ""
    """What is against it: "'Budget known' is open", "Proposal would hold 5 of 4"."""


@dataclass(frozen=True, slots=True)
class Preview:
    """An action, deal by deal."""

    action: Action | None
    """The action on all deals that nothing holds back; None when every deal is held back."""
    effects: tuple[Effect, ...]
    same: tuple[str, ...]
    """Deals that are as the action would have them."""
    held: tuple[HeldBack, ...]

    @property
    def overridable(self) -> bool:
        """Whether a reason would take more deals along."""
        return any(one.overridable for one in self.held)


def preview(action: Action, trial: Callable[[], Plan]) -> Preview:
    """What an action on deals would do. `trial` makes a plan that is thrown away.

    BadInput for what is wrong with the action itself; Refused or NotFound where the same stands against
    each of its deals.
    """
    effects: list[Effect] = []
    same: list[str] = []
    held: list[HeldBack] = []
    refusals: dict[str, Refused | NotFound] = {}
    for deal, alone in deal_by_deal(action).items():
        plan = trial()
        try:
            apply(alone, plan)
        except (Refused, NotFound) as error:
            if isinstance(error, Held):
                one = HeldBack(deal, f"{error.fact}.", overridable=True, what=error.what)
            else:
                one = HeldBack(deal, error.sentence, overridable=False)
            refusals[one.why] = error
            held.append(one)
        else:
            if plan.rows:
                effects.append(Effect(deal, tuple(plan.rows)))
            else:
                same.append(deal)
    if len(refusals) == 1 and not (effects or same):
        raise refusals.popitem()[1]
    left = narrowed(action, {*(one.deal for one in effects), *same})
    return Preview(left, tuple(effects), tuple(same), tuple(held))
