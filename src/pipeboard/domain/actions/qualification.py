"""Actions that say what is known of a deal."""

from __future__ import annotations

from collections.abc import Mapping

from pipeboard.domain.actions.base import OnDeals
from pipeboard.domain.frozen import NOTHING


class QualifyDeals(OnDeals):
    """Say what is known of deals, criterion by criterion: answers, notes (empty takes one away) and marks.

    `framework` becomes the deals' framework, unless it does not switch; empty for the one that each has.
    """

    framework: str = ""
    answers: Mapping[str, str] = NOTHING
    notes: Mapping[str, str] = NOTHING
    marks: tuple[str, ...] = ()
    switches: bool = True
