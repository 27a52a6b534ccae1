"""Cells that keep a value exactly: what our own CSV writes, and the reading that gives the value back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.readings import Field, load_at
from pipeboard.domain.values import Value

BESIDE: Final = ("pipeline", "stage", "status", "created", "closed", "reason", "lesson", "contacts")
"""Columns of our own CSV that are no fields of a deal in the log."""
_FORMULA: Final = r"'*[=+\-@\t\r\n＝＋－＠]"
_TO_GUARD = re.compile(rf"\A{_FORMULA}")
_GUARDED = re.compile(rf"\A'(?={_FORMULA})")


def is_own(header: Sequence[str]) -> bool:
    """Whether a table is one that PipeBoard wrote, in whatever order its columns are by now."""
    names = set(header)
    return len(names) == len(header) and {*BESIDE, "external_id"} <= names


def guarded(text: str) -> str:
    """A text that no spreadsheet runs as a formula: with `'` before what it would run, or would unguard."""
    return f"'{text}" if _TO_GUARD.match(text) else text


def unguarded(cell: str) -> str:
    """The text as it was before `guarded`."""
    return _GUARDED.sub("", cell)


def cell_of(field: Field, value: Value) -> str:
    """The cell for the value of a field; empty for none."""
    if value is None or value in ("", ()):
        return ""
    raw = field.dump(value)
    if isinstance(raw, list):
        return guarded(record(raw))
    # Numbers by type stay numbers in a spreadsheet, the ones below zero as well.
    return guarded(raw) if isinstance(raw, str) else str(raw)


def value_of(field: Field, cell: str) -> Value:
    """The value that such a cell was written for. ValueError where it was not written for this field."""
    if field.kind == "number":
        return field.load(int(cell))
    if field.kind == "list":
        return field.load(next(iter(records(cell)), []))
    return field.load(cell)


def moment_of(cell: str) -> datetime:
    """The moment that a cell was written for. ValueError for anything else."""
    return load_at(cell)


def record(texts: Sequence[str]) -> str:
    """Texts as one record of comma-separated values, without a line end."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(texts)
    return out.getvalue().removesuffix("\r\n")


def records(cell: str) -> list[list[str]]:
    """The records in a cell, one a line. ValueError where quotes do not fit."""
    try:
        return [one for one in csv.reader(io.StringIO(cell, newline="")) if one]
    except csv.Error as error:
        raise ValueError(str(error)) from error
