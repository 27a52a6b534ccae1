"""Follow-ups in words."""

from __future__ import annotations

from pipeboard.domain.board import Board
from pipeboard.domain.cadences import place_of
from pipeboard.domain.dates import show_span
from pipeboard.domain.followup import FollowUp


def again(step: FollowUp, board: Board) -> str:
    """How it goes on by itself: "↻ every 30d", "2 of 7 First contact"; "" for one that stands alone."""
    return place_of(step, board) or (f"↻ every {show_span(step.every)}" if step.every else "")


def step_words(step: FollowUp, board: Board) -> str:
    """How a follow-up goes on, and what it is about: "↻ every 30d: Ask them"."""
    return ": ".join(one for one in (again(step, board), step.text) if one)
