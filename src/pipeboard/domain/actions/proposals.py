"""Actions on the proposals of a deal."""

from __future__ import annotations

from pipeboard.domain.actions.base import Action
from pipeboard.domain.values import Changes


class AddProposal(Action):
    """A new offer. `fields` holds at least `amount`; the currency is the deal's unless given.

    With `take_value` the amount becomes the deal's value in the same step.
    """

    deal: str
    fields: Changes
    take_value: bool = False


class EditProposal(Action):
    """Change a proposal; to send it, or to say how it was decided, is a change of `sent` or `outcome`.

    The day of a decision is the day of the action unless given. `reopen` takes back how it was decided.
    """

    deal: str
    proposal: str
    changes: Changes
    reopen: bool = False
    take_value: bool = False


class RemoveProposal(Action):
    deal: str
    proposal: str
