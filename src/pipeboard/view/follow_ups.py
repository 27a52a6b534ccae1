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
    """What a follow-up is about, and how it goes on: "Ask them (↻ every 30d)"."""
    goes_on = again(step, board)
    if not goes_on:
        return step.text
    return f"{step.text} ({goes_on})" if step.text else goes_on
