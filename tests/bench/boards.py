"""Boards of any size for measuring: deals with a life of fifteen events each, the same in every run."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from clocks import FixedClock
from pipeboard.config.templates import as_pipeline, find_template
from pipeboard.domain.actions import SetUpBoard
from pipeboard.domain.dates import moment_text
from pipeboard.domain.ids import RANDOM_LENGTH, TIME_LENGTH, encode
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.layout import row_line
from pipeboard.workspace.workspace import Workspace

EVENTS: Final = 15
"""How many a deal of these boards has."""
OPEN: Final = 0.25
"""The share of deals that are not closed, as on a board that has been in use for a few years."""

_YEARS: Final = 2
_COMPANIES: Final = ("Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne", "Tyrell", "Wonka")
_ENDINGS: Final = ("Oy", "GmbH", "Ltd", "AB", "Inc")
_WORK: Final = ("website", "webshop", "app", "audit", "migration", "training", "support", "redesign")
_OWNERS: Final = ("Anna Korhonen", "Bob Smith", "Chen Wei", "Dora Nagy")
_SOURCES: Final = ("inbound", "referral", "cold", "warm", "existing")
_REASONS: Final = ("price", "timing", "competitor")
_REPLICAS: Final = ("k7q", "m2x", "p9d")


_STAGES: Final = ("lead", "qualified", "discovery", "proposal", "negotiation")


def make_board(path: Path, deals: int, *, now: datetime, open_share: float = OPEN, seed: int = 7) -> Path:
    """Write a board file with so many deals, made in the two years before `now`; its path."""
    state = path.parent / "making"
    setup = SetUpBoard(
        {"name": "Bench", "currency": "EUR", "timezone": "UTC"}, as_pipeline(find_template("consulting"))
    )
    clock = FixedClock(now - timedelta(days=_YEARS * 365))
    Workspace.create(path, state_dir=state, author=_OWNERS[0], setup=setup, clock=clock).close()
    chance = random.Random(seed)
    lines: list[bytes] = []
    for number in range(deals):
        started = now - timedelta(days=_YEARS * 365 * (deals - number) / (deals + 1))
        lines += _Life(number, started, now, chance).lines(is_open=chance.random() < open_share)
    BoardFile(path, state_dir=state, clock=clock).append(lines)
    return path


class _Life:
    """The events of one deal, from the first lead on."""

    def __init__(self, number: int, started: datetime, now: datetime, chance: random.Random) -> None:
        self._serial = number * EVENTS
        self._replica = chance.choice(_REPLICAS)
        self._owner = chance.choice(_OWNERS)
        self._at = started
        self._step = min((now - started) / (EVENTS + 1), timedelta(days=4))
        self._chance = chance
        self._lines: list[bytes] = []
        self._deal = ""
        self._title = f"{chance.choice(_COMPANIES)} {chance.choice(_WORK)} {number}"

    def lines(self, *, is_open: bool) -> list[bytes]:
        """Its rows, `EVENTS` of them. An open deal stays in some stage, a closed one goes through all."""
        chance, stages = self._chance, _STAGES[: _depth(self._chance) if is_open else len(_STAGES)]
        self._deal = self._write("deal.created", set=self._created())
        self._write(
            "contact.added", set={"name": f"Kim {self._title.split()[0]}", "email": "kim@example.org"}
        )
        self._write(
            "deal.qualified", set={"bant.budget": "yes", "bant.need": chance.choice(("yes", "partial"))}
        )
        step = self._write("follow_up.planned", set={"kind": "call", "due": self._day(2)})
        for number in range(1, len(_STAGES)):
            self._write(
                "touch.logged", kind=chance.choice(("call", "mail", "meeting")), text="They will tell."
            )
            if number < len(stages):
                self._write("deal.moved", **{"from": stages[number - 1], "to": stages[number]})
            else:
                self._write("note.added", text="Waits for their budget.")
        self._write("follow_up.done", follow_up=step, outcome="reached")
        self._write("deal.set", set={"value": str(chance.randrange(20, 900) * 100)})
        if is_open:
            self._write("follow_up.planned", set={"kind": "mail", "due": self._day(chance.randrange(-5, 20))})
        elif chance.random() < 0.6:
            self._write("deal.won", **{"from": stages[-1]})
        else:
            self._write("deal.lost", reason=chance.choice(_REASONS), **{"from": stages[-1]})
        return self._lines

    def _created(self) -> dict[str, Any]:
        chance = self._chance
        return {
            "title": self._title,
            "company": f"{chance.choice(_COMPANIES)} {chance.choice(_ENDINGS)}",
            "stage": _STAGES[0],
            "value": str(chance.randrange(10, 800) * 100),
            "currency": "EUR",
            "owner": self._owner,
            "source": chance.choice(_SOURCES),
            "close": self._day(90),
        }

    def _write(self, do: str, /, **fields: Any) -> str:
        """Add an event a while after the one before; its id."""
        self._at += self._step
        self._serial += 1
        milliseconds = int(self._at.timestamp() * 1000)
        event_id = (
            f"{self._replica}-{encode(milliseconds, TIME_LENGTH)}"
            f"{encode(self._serial % 32**RANDOM_LENGTH, RANDOM_LENGTH)}"
        )
        of = {"deal": self._deal or event_id}
        row = {"do": do, **of, "at": moment_text(self._at), "by": self._owner, **fields}
        self._lines.append(row_line(event_id, row))
        return event_id

    def _day(self, after: int) -> str:
        return (self._at + timedelta(days=after)).date().isoformat()


def _depth(chance: random.Random) -> int:
    """How many stages an open deal has been in: most are early."""
    return min(chance.randrange(1, 6), chance.randrange(1, 6))
