"""Actions of the playbook on deals."""

from __future__ import annotations

from pipeboard.domain.actions.base import OnDeals


class StartPlay(OnDeals):
    """Plan the steps of a play (by its id), counted from today."""

    play: str


class RaiseObjection(OnDeals):
    """Note what was said against deals: an objection of the playbook (by its id), with their own words.

    With `title` it is a new one, which the playbook keeps under that name.
    """

    objection: str
    text: str = ""
    title: str = ""
