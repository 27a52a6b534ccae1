"""Rows that were erased are read as their erasure left them, wherever the old ones come back from."""

from __future__ import annotations

import orjson
import pytest

from pipeboard.domain.erasure import ERASED
from pipeboard.store.layout import row_line
from pipeboard.store.parsing import parse, parse_as_is
from store.disk import sample_file, sample_rows, splice

ROWS = sample_rows(4)
FIRST, SECOND, EVENT, LATER = ROWS
CLEAN = ROWS[FIRST].replace(b"Deal 0", b"erased")


def erasure(event: str, *lines: bytes) -> bytes:
    rows = [list(pair) for line in lines for pair in orjson.loads(b"{%b}" % line[:-1]).items()]
    return row_line(event, {"do": ERASED, "at": "2026-11-22T12:00:00Z", "by": "Ann", "rows": rows})


def file(*lines: bytes) -> bytes:
    """A file with these lines, also where two have one id."""
    data = sample_file({FIRST: lines[0]})
    data = data.replace(lines[0] + b"\n", b"\n".join(lines[:-1]) + b"\n") if len(lines) > 2 else data
    return splice(data, lines[-1:])


@pytest.mark.parametrize(
    "there",
    [(ROWS[FIRST],), (CLEAN,), (ROWS[FIRST], CLEAN), (CLEAN, ROWS[FIRST])],
    ids=["old", "erased", "both", "both-turned"],
)
def test_the_erased_row_is_the_only_one(there: tuple[bytes, ...]) -> None:
    """Shown, counted and written by the next save; the old one is not even set aside."""
    event = erasure(EVENT, CLEAN)
    data = file(*there, event)
    parsed = parse(data)
    assert parsed.rows == {FIRST: CLEAN, EVENT: event}
    assert parsed.quarantined == ()
    assert parsed.laid_out(data) == sample_file({FIRST: CLEAN, EVENT: event})
    assert parsed.brought_back == (() if there == (CLEAN,) else (FIRST,))
    assert ROWS[FIRST] not in parsed.laid_out(data)
    again = parse(parsed.laid_out(data))
    assert (again.body, again.brought_back) == (None, ())


def test_a_row_that_is_gone_does_not_come_back() -> None:
    """An erasure adds nothing."""
    event = erasure(EVENT, CLEAN)
    assert parse(sample_file({EVENT: event})).rows == {EVENT: event}


def test_the_later_erasure_has_the_last_word() -> None:
    """It was made by somebody who saw the first."""
    later = erasure(LATER, CLEAN.replace(b"erased", b"gone"))
    data = sample_file({FIRST: ROWS[FIRST], EVENT: erasure(EVENT, CLEAN), LATER: later})
    assert parse(data).rows[FIRST] == CLEAN.replace(b"erased", b"gone")


def test_a_malformed_erasure_changes_nothing() -> None:
    """The log tells of it."""
    broken = row_line(EVENT, {"do": ERASED, "at": "2026-11-22T12:00:00Z", "by": "Ann", "rows": [[FIRST, 1]]})
    assert parse(sample_file({FIRST: ROWS[FIRST], EVENT: broken})).rows[FIRST] == ROWS[FIRST]


def test_an_erasure_does_not_slow_the_reading_of_the_file_down() -> None:
    """Its rows stand in pairs: the lines of the file are told apart at a glance, as without it."""
    event = erasure(EVENT, CLEAN)
    data = sample_file({FIRST: CLEAN, EVENT: event})
    assert parse_as_is(data).body is None
    assert event.count(b'": {"do": "') == 1
