"""Actions on deals in words before they are done: "Move to Qualified", "Set owner to Bob"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any, Final

from pipeboard.domain import actions as a
from pipeboard.domain.board import Board
from pipeboard.domain.conflicts import in_words
from pipeboard.domain.dates import show_moment, show_span
from pipeboard.domain.fields import CUSTOM, DEAL
from pipeboard.domain.money import show_money
from pipeboard.domain.values import Value

_CLOSED: Final = {"won": "Win", "lost": "Close as lost", "disqualified": "Disqualify"}
_LONG: Final = 60
"""Characters of a text that are told."""


def action_words(action: a.Action, board: Board, today: date) -> str:
    """What an action on deals does to each of them, in a few words."""
    if isinstance(action, a.Together):
        return ", ".join(action_words(one, board, today) for one in action.actions)
    tell = _WORDS.get(type(action))
    return tell(action, _Known(board, today)) if tell else "Change"


class _Known:
    """What the words are looked up in."""

    def __init__(self, board: Board, today: date) -> None:
        self.board = board
        self.today = today
        self.zone: tzinfo = board.zone

    def stage(self, stage_id: str) -> str:
        return self.board.stage(stage_id).name


def _move(action: a.MoveDeals, known: _Known) -> str:
    return f"Move to {known.stage(action.stage)}{_past(action.override)}"


def _step(action: a.StepDeals, known: _Known) -> str:
    return f"Move one stage {'on' if action.by > 0 else 'back'}{_past(action.override)}"


def _close(action: a.CloseDeals, known: _Known) -> str:
    return f"{_CLOSED.get(action.status, action.status)}{_said(action.reason)}{_past(action.override)}"


def _reopen(action: a.ReopenDeals, known: _Known) -> str:
    return f"Reopen in {known.stage(action.stage)}" if action.stage else "Reopen"


def _edit(action: a.EditDeals, known: _Known) -> str:
    said = [_set(name, value) for name, value in action.changes.items()]
    said += [f"discount to {action.discount}%"] if action.discount is not None else []
    return f"Set {', '.join(said)}"


def _set(name: str, value: Value) -> str:
    title = DEAL[name].title if name in DEAL else name.removeprefix(CUSTOM)
    said = show_money(value) if isinstance(value, Decimal) else in_words(value)
    return f"{title.lower()} to {said or 'nothing'}"


def _tag(action: a.TagDeals, known: _Known) -> str:
    return " ".join(["Tag", *(f"+{tag}" for tag in action.add), *(f"-{tag}" for tag in action.remove)])


def _assign(action: a.AssignDeals, known: _Known) -> str:
    return f"Give to {action.owner or 'nobody'}"


def _plan(action: a.PlanFollowUp, known: _Known) -> str:
    every = f", every {show_span(action.every)}" if action.every else ""
    when = show_moment(action.due, known.today, known.zone)
    return f"Plan a {action.kind} for {when}{every}{_said(action.text)}"


def _snooze(action: a.SnoozeDeals, known: _Known) -> str:
    return f"Snooze the next follow-up until {show_moment(action.due, known.today, known.zone)}"


def _cadence(action: a.StartCadence, known: _Known) -> str:
    one = known.board.definitions("cadence").get(action.cadence)
    return f"Start {one.title if one else action.cadence}"


def _play(action: a.StartPlay, known: _Known) -> str:
    return f"Start {known.board.name_of('play', action.play)}"


def _object(action: a.RaiseObjection, known: _Known) -> str:
    title = action.title or known.board.name_of("objection", action.objection)
    return f"They object{_said(title)}"


def _qualify(action: a.QualifyDeals, known: _Known) -> str:
    said = [f"{name} {answer}" for name, answer in action.answers.items()]
    said += [f"a note on {name}" for name in action.notes]
    return f"Qualify: {', '.join([*said, *(mark.upper() for mark in action.marks)]) or action.framework}"


def _said(text: str) -> str:
    text = " ".join(text.split())
    return f": {text if len(text) <= _LONG else f'{text[: _LONG - 1]}…'}" if text else ""


def _past(override: str) -> str:
    return f", past what holds it{_said(override)}" if override else ""


_WORDS: Final[Mapping[type[a.Action], Callable[[Any, _Known], str]]] = {
    a.MoveDeals: _move,
    a.StepDeals: _step,
    a.CloseDeals: _close,
    a.ReopenDeals: _reopen,
    a.EditDeals: _edit,
    a.TagDeals: _tag,
    a.AssignDeals: _assign,
    a.ArchiveDeals: lambda _action, _known: "Archive",
    a.RestoreDeals: lambda _action, _known: "Restore",
    a.DeleteDeals: lambda _action, _known: "Delete",
    a.LogTouch: lambda action, _known: f"Log a {action.kind}{_said(action.text)}",
    a.AddNote: lambda action, _known: f"Note{_said(action.text)}",
    a.PlanFollowUp: _plan,
    a.SnoozeDeals: _snooze,
    a.StartCadence: _cadence,
    a.StartPlay: _play,
    a.RaiseObjection: _object,
    a.StopCadence: lambda _action, _known: "End the cadence",
    a.NurtureDeals: lambda action, _known: f"Nurture: a {action.kind} every {show_span(action.every)}",
    a.StopNurturing: lambda _action, _known: "Stop nurturing",
    a.QualifyDeals: _qualify,
}
