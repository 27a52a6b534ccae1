"""Changes by somebody else, with another program, to a board that is open here."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson

from bench.scratch import Place
from pipeboard.domain.clock import SystemClock
from pipeboard.domain.dates import moment_text
from pipeboard.domain.ids import RANDOM_LENGTH, TIME_LENGTH, encode
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.layout import row_line


def foreign_rows(board: Path, count: int) -> list[bytes]:
    """So many notes of a colleague on as many deals of a board."""
    events = orjson.loads(board.read_bytes())["events"].values()
    deals = list(islice((one["deal"] for one in events if one.get("do") == "deal.created"), count))
    now = datetime.now(UTC)
    milliseconds = int(now.timestamp() * 1000)
    rows: list[bytes] = []
    for number in range(count):
        random = secrets.randbelow(32**RANDOM_LENGTH)
        event_id = f"z4z-{encode(milliseconds + number, TIME_LENGTH)}{encode(random, RANDOM_LENGTH)}"
        fields = {"do": "touch.logged", "deal": deals[number % len(deals)], "kind": "call", "text": "Asked."}
        rows.append(row_line(event_id, {**fields, "at": moment_text(now), "by": "Dora Nagy"}))
    return rows


def append_foreign(place: Place, count: int) -> None:
    """Write that many rows to the file of a place."""
    others = place.folder / "colleague"
    rows = foreign_rows(place.board, count)
    BoardFile(place.board, state_dir=others, clock=SystemClock()).append(rows)
