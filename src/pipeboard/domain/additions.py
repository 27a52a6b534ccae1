"""A fold that goes on from what a deal shows, for events that only add to it.

Most of what colleagues send are calls, mails and notes. All that those touch is told by the deal, so that
its other events need not be read again for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pipeboard.domain.course import Standing, when
from pipeboard.domain.deal import Deal
from pipeboard.domain.fold import DealFold
from pipeboard.domain.ids import sort_key

ADDING: Final = frozenset(("touch.logged", "note.added", "objection.raised", "play.started", "deal.reviewed"))
"""Kinds of event that only add to a deal that boards show, if they come after all others of the deal."""


class Additions(DealFold):
    """Adds events of `ADDING` kinds to a deal that was created, is visible and has no duplicates."""

    __slots__ = ("_before",)

    def __init__(self, deal: Deal) -> None:
        super().__init__(deal.id)
        self._before = deal
        self._applied = True
        self._course.begin(Standing(when(deal.created, deal.id), deal.id, deal.stage, deal.status, ""))
        self._touches, self._last_touch, self._notes = deal.touches, deal.last_touch, deal.notes
        self._objections, self._plays, self._reviews = deal.objections, deal.plays, deal.reviews
        self._last_activity, self._revision = deal.last_activity, deal.revision

    def deal(self, absorbed: Iterable[Deal] = ()) -> Deal:
        """The deal with what was added; nothing else of it has changed."""
        return self._before._replace(
            touches=self._touches,
            last_touch=self._last_touch,
            notes=self._notes,
            objections=self._objections,
            plays=self._plays,
            reviews=self._reviews,
            last_activity=self._last_activity or self._before.last_activity,
            changed=max(self._before.changed, self.last, key=sort_key),
            revision=self._revision,
        )
