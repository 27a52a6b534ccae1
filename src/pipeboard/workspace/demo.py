"""The sample board: a studio of three, with three months of honest sales work behind it.

Everything in `sample.toml` is dated relative to the present moment, so there is always something overdue,
something for today, something stuck, and a win of this week.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any, Final, cast

from pipeboard.domain import actions
from pipeboard.domain.actions import Action, NewContact, SetUpBoard
from pipeboard.domain.checklist import CLOSING, items_of
from pipeboard.domain.clock import Clock
from pipeboard.domain.frameworks import MARKS
from pipeboard.domain.values import Value
from pipeboard.workspace.workspace import Workspace

_FIELDS: Final = ("title", "company", "owner", "source", "channel", "currency", "priority")
_REVISIT: Final = -120
"""Disqualified deals are looked at again after this many days."""
_TALK: Final = (
    ("call", "Short call: they described the problem in their own words."),
    ("mail", "Sent the summary and two questions."),
    ("meeting", "Met the people who live with it every day."),
    ("message", "Asked for the missing figures."),
    ("call", "They are comparing; asked what would decide it."),
    ("mail", "Answered the open question and sent a reference."),
)


def make_demo(
    path: Path, *, state_dir: Path, setup: SetUpBoard, author: str, clock: Clock | None = None
) -> Workspace:
    """A new board at `path` with the sample on it; `author` is who goes on working with it.

    `setup` holds the stages of the consulting template.
    """
    workspace = Workspace.create(path, state_dir=state_dir, author=author, setup=setup, clock=clock)
    fill(workspace)
    return workspace


def fill(workspace: Workspace) -> None:
    """Put the sample deals on an empty board, each with its history in the order in which it happened."""
    sample = tomllib.loads((files(__package__) / "sample.toml").read_text("utf-8"))
    now = workspace.now()
    talk = cycle(_TALK)
    author = workspace.author
    for deal in sample["deals"]:
        workspace.author = deal["owner"]
        deal_id = workspace.do(_add(deal, now)).changed[0]
        for action in sorted(_later(deal, deal_id, now, talk), key=_moment):
            if isinstance(action, actions.MoveDeals) or getattr(action, "status", "") == "won":
                _tick(workspace, deal_id, _moment(action))
            workspace.do(action)
        _tick(workspace, deal_id, now, deal.get("checks", 0))
        _tick(workspace, deal_id, now, deal.get("closing", 0), CLOSING)
    workspace.author = author
    workspace.flush()


def _tick(workspace: Workspace, deal_id: str, at: datetime, count: int | None = None, name: str = "") -> None:
    """Tick the first items of a list, all of them for None: nobody here goes on with a list half done."""
    board = workspace.board
    listed = [one.id for one in items_of(board.deals[deal_id], board, name) if not one.done]
    if listed[:count]:
        workspace.do(actions.CheckItems(deal_id, tuple(listed[:count]), at=at))


def _add(deal: Mapping[str, Any], now: datetime) -> Action:
    stage, day = next(iter(deal["stages"].items()))
    fields: dict[str, Value] = {name: deal[name] for name in _FIELDS if name in deal}
    fields |= {"stage": stage, "tags": tuple(sorted(deal.get("tags", ())))}
    if "value" in deal:
        fields["value"] = Decimal(deal["value"])
    if "close" in deal:
        fields["close"] = _day(now, deal["close"])
    contacts: tuple[NewContact, ...] = ()
    if "contact" in deal:
        name = deal["contact"]["name"]
        mailbox = name.removeprefix("Dr. ").replace(" ", ".").lower()
        host = "".join(letter for letter in deal["company"].lower() if letter.isascii() and letter.isalnum())
        role = deal["contact"].get("role", "")
        contacts = (NewContact(name, f"{mailbox}@{host}.example", "", role),)
    return actions.AddDeal(fields, contacts, at=_past(now, day, 9))


def _later(
    deal: Mapping[str, Any], deal_id: str, now: datetime, talk: Iterator[tuple[str, str]]
) -> Iterator[Action]:
    """What happened after the deal was added."""
    deals = (deal_id,)
    days = list(deal["stages"].values())
    end = deal.get("end")
    start, last = days[0], end["day"] if end else min(days[-1], 3)
    for stage, day in list(deal["stages"].items())[1:]:
        yield actions.MoveDeals(deals, stage, at=_past(now, day, 11))
    touches = deal.get("touches", 0)
    for number in range(1, touches + 1):
        kind, text = next(talk)
        day = round(start - (start - last) * number / (touches + 1))
        yield actions.LogTouch(deals, kind, text, at=_past(now, day, 13))
    if "note" in deal:
        yield actions.AddNote(deals, deal["note"], at=_past(now, last + 1, 15))
    yield from _qualified(deal, deals, days[-1], now)
    if end:
        revisit = _day(now, _REVISIT) if end["status"] == "disqualified" else None
        yield actions.CloseDeals(
            deals, end["status"], end["reason"], end.get("lesson", ""), revisit, at=_past(now, end["day"], 16)
        )
    if "next" in deal:
        yield _planned(deal["next"], deals, start, now)


def _qualified(deal: Mapping[str, Any], deals: tuple[str, ...], day: int, now: datetime) -> Iterator[Action]:
    """The marks, each on its day; what was found out stands once the deal was in its last stage."""
    for mark in (mark for mark in MARKS if mark in deal):
        yield actions.QualifyDeals(deals, marks=(mark,), at=_past(now, deal[mark], 10))
    if "answers" in deal:
        framework, notes = deal.get("framework", ""), deal.get("notes", {})
        yield actions.QualifyDeals(deals, framework, deal["answers"], notes, at=_past(now, day, 14))


def _planned(step: Mapping[str, Any], deals: tuple[str, ...], start: int, now: datetime) -> Action:
    """The next step; one that is overdue was planned some days before it was due."""
    due: date = _day(now, step["day"])
    if "at" in step:
        due = datetime.combine(due, time.fromisoformat(step["at"]), now.tzinfo)
    planned = step["day"] + 3 if step["day"] > 0 else 1
    return actions.PlanFollowUp(
        deals, step["kind"], due, step["text"], at=_past(now, min(planned, start), 17)
    )


def _day(now: datetime, before: int) -> date:
    return now.date() - timedelta(days=before)


def _past(now: datetime, days: int, hour: int) -> datetime:
    """An hour of a day before today, and never later than now."""
    return min(datetime.combine(_day(now, days), time(hour, 20), now.tzinfo), now)


def _moment(action: Action) -> datetime:
    return cast("datetime", action.at)
