"""Tables to import, for measuring: the same in every run, and the least that any import of one must do.

`python intake.py rows FILE` does no more than that; `measured` runs it, or any other command, as a process of
its own and tells what that took.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

HEADER: Final = (
    *("Record ID", "Deal Name", "Company", "Deal Owner", "Deal Stage", "Amount", "Currency"),
    *("Create Date", "Close Date", "Lead Source", "Contact", "Email", "Region"),
)
_STAGES: Final = ("Lead", "Qualified", "Discovery", "Proposal", "Negotiation", "Won", "Lost")
_CLOSED: Final = {"Won": "deal.won", "Lost": "deal.lost"}
_WORK: Final = ("website", "webshop", "app", "audit", "migration", "training", "support", "redesign")
_SOURCES: Final = ("inbound", "referral", "cold", "warm", "existing")
_REGIONS: Final = ("North", "South", "East", "West", "")


def make_table(path: Path, rows: int, *, seed: int = 7) -> Path:
    """Write a CSV file of so many deals, each with what other systems export of one; its path.

    A third of them have a contact; owners and companies come by the hundred and by the thousand.
    """
    chance = Random(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(HEADER)
        for number in range(rows):
            company = f"Company {chance.randrange(5000)}"
            person = f"person{number}" if number % 3 == 0 else ""
            table.writerow(
                (
                    f"D-{number}",
                    f"{company} {chance.choice(_WORK)} {number}",
                    company,
                    f"Owner {chance.randrange(300)}",
                    chance.choice(_STAGES),
                    chance.randrange(100, 90000),
                    "EUR",
                    f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
                    f"2025-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
                    chance.choice(_SOURCES),
                    person.title(),
                    person and f"{person}@example.com",
                    chance.choice(_REGIONS),
                )
            )
    return path


def floor_events(path: Path) -> int:
    """Read the rows of such a table with the csv module and validate the events that an import of it writes.

    No guessing, no rules, no ids that are unique, nothing is kept or written. How many events there are.
    """
    from pipeboard.domain.events import read_event

    count = 0
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        for row in rows:
            for event in _events(row):
                read_event(event)
                count += 1
    return count


def floor_rows(path: Path) -> int:
    """The same with one model a row, of the types that the cells have: the leanest validation there is."""
    from datetime import date
    from decimal import Decimal

    from pydantic import BaseModel

    class Deal(BaseModel):
        id: str
        title: str
        company: str
        owner: str
        stage: str
        value: Decimal
        currency: str
        created: date
        closed: date
        source: str
        contact: str
        email: str
        region: str

    names = tuple(Deal.model_fields)
    count = 0
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        for row in rows:
            Deal.model_validate(dict(zip(names, row, strict=True)))
            count += 1
    return count


def _events(row: Sequence[str]) -> Iterator[dict[str, Any]]:
    key, title, company, owner, stage, value, currency, created, closed, source, contact, email, region = row
    is_closed = stage in _CLOSED
    values = {"title": title, "stage": "negotiation" if is_closed else stage.lower(), "currency": currency}
    values |= {"external_id": key, "company": company, "owner": owner, "value": value, "source": source}
    if region:
        values["custom.region"] = region
    if not is_closed:
        values["close"] = closed
    common = {"deal": "k7q4-01hk3z8q0v3x", "by": "Anna", "act": "k7q4-01hk3z8q0v3x"}
    at, closed_at = f"{created}T12:00:00Z", f"{closed}T12:00:00Z"
    yield {"do": "deal.created", **common, "at": at, "set": values, "imported": True}
    if contact:
        yield {"do": "contact.added", **common, "at": at, "set": {"name": contact, "email": email}}
    if is_closed:
        yield {"do": _CLOSED[stage], **common, "at": closed_at, "from": "negotiation"}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took."""

    cpu: float
    """Seconds of the processor, its own and the system's for it."""
    peak: int
    """The most memory that it had at once, in bytes."""


def measured(command: Sequence[str], *, env: dict[str, str] | None = None) -> Measured:
    """Run a command to its end, its output thrown away. RuntimeError if it fails."""
    with Path(os.devnull).open("w") as nowhere:
        quiet = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), fd) for fd in (1, 2)]
        pid = os.posix_spawnp(command[0], list(command), os.environ | (env or {}), file_actions=quiet)
        _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} has failed")
    unit = 1 if sys.platform == "darwin" else 1024
    return Measured(used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def floor_command(table: Path, which: str = "events") -> list[str]:
    """The command that does `floor_events` or `floor_rows` of a table as a process of its own."""
    return [sys.executable, __file__, which, str(table)]


def import_command(board: Path, table: Path) -> list[str]:
    """The command that imports such a table into a board."""
    return [sys.executable, "-m", "pipeboard", "-f", str(board), "import", str(table)]


if __name__ == "__main__":
    {"events": floor_events, "rows": floor_rows}[sys.argv[1]](Path(sys.argv[2]))
