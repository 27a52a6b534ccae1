"""Cadences and recurring follow-ups: what comes after a follow-up by itself, once it is done.

Each step of a cadence is an ordinary follow-up that knows its place; only the open one is planned. The steps
are read from the definitions as they are when the one before is done, so a changed cadence changes what is
still to come, and one that was removed ends with its open step.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

from pipeboard.domain.board import Board
from pipeboard.domain.dates import days_after, show_span
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.followup import FollowUp, When, local_day


class Place(Protocol):
    """What tells how a follow-up goes on by itself."""

    @property
    def every(self) -> int: ...
    @property
    def cadence(self) -> str: ...
    @property
    def step(self) -> int: ...


class Following(NamedTuple):
    """A follow-up to be planned."""

    kind: str
    due: When
    text: str = ""
    owner: str = ""
    every: int = 0
    cadence: str = ""
    step: int = 0


def steps_of(cadence: str, board: Board) -> tuple[Definition, ...]:
    """The steps of a cadence (by its id), in order; none for one that is not defined."""
    if cadence not in board.definitions("cadence"):
        return ()
    steps = board.definitions("cadence-step").values()
    return tuple(one for one in steps if one.text("cadence") == cadence)


def first_step(cadence: str, board: Board, start: date, owner: str = "") -> Following | None:
    """The first step of a cadence that starts on a day; None for one without steps."""
    steps = steps_of(cadence, board)
    return _as_following(steps, 0, start, owner) if steps else None


def following(step: FollowUp, board: Board, done: date) -> Following | None:
    """What comes after a follow-up that is done on that day; None where nothing comes by itself.

    The next step of a cadence is due so many days after the one before was done. A recurring follow-up is due
    so many days after the day that it was due or done, whichever was later, at the same time of day.
    """
    if step.cadence:
        steps = steps_of(step.cadence, board)
        if step.step < len(steps):
            return _as_following(steps, step.step, done, step.owner)
        if steps and board.definitions("cadence")[step.cadence].flag("repeat"):
            return _as_following(steps, 0, done, step.owner)
    if step.every:
        due = _later(step, board, done)
        return Following(step.kind, due, step.text, step.owner, step.every)
    return None


def prompt_step(prompt: Definition, today: date) -> Following:
    """The follow-up that a prompt makes."""
    due = days_after(today, prompt.number("days"))
    return Following(prompt.text("kind") or "task", due, prompt.text("text"))


def in_cadence(deal: Deal) -> FollowUp | None:
    """The open step of the cadence that the deal is in; None if it is in none."""
    return next((step for step in deal.follow_ups if step.cadence), None)


def title_of(cadence: str, board: Board) -> str:
    """What people call a cadence, also one that was removed."""
    return next((one.title for one in board.defined_in("cadence") if one.id == cadence), cadence)


def place_of(step: Place, board: Board) -> str:
    """Where a step stands: "2 of 7 First contact"; "" for a follow-up of no cadence."""
    if not step.cadence:
        return ""
    title, steps = title_of(step.cadence, board), steps_of(step.cadence, board)
    return f"{step.step} of {len(steps)} {title}" if step.step <= len(steps) else f"step {step.step} {title}"


def recurrence(step: Place, board: Board) -> str:
    """That it goes on by itself: "2 of 7 First contact", "every 30d"; "" for one that stands alone."""
    return place_of(step, board) or (f"every {show_span(step.every)}" if step.every else "")


def _as_following(steps: tuple[Definition, ...], at: int, day: date, owner: str) -> Following:
    one = steps[at]
    due = days_after(day, one.number("days"))
    return Following(one.text("kind") or "task", due, one.text("text"), owner, 0, one.text("cadence"), at + 1)


def _later(step: FollowUp, board: Board, done: date) -> When:
    zone = board.zone
    day = days_after(max(local_day(step.due, zone), done), step.every)
    if not isinstance(step.due, datetime):
        return day
    return datetime.combine(day, step.due.astimezone(zone).time(), zone).astimezone(UTC)
