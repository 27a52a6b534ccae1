"""Rows whose personal data was erased: kept erased in every place where rows are kept.

An erasure is a row of the log that holds others as they are from then on (see `domain.erasure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from pipeboard.domain.erasure import ERASED, load_erased
from pipeboard.domain.ids import sort_key
from pipeboard.domain.rows import read_row
from pipeboard.store.layout import Parsed, body_of, key_of, marked, row_line

MARK: Final = b'": {"do": "%b", ' % ERASED.encode()
"""How an erasure's row goes on after its id."""


def erased_lines(rows: Mapping[str, bytes], keys: Iterable[str] | None = None) -> dict[str, bytes]:
    """The rows that erasures among `rows` speak of, as they are to be; the later one has the last word.

    `keys` are ids of rows that may be erasures, where it is known that no others are.
    """
    lines: dict[str, bytes] = {}
    found = rows.items() if keys is None else [(key, rows[key]) for key in keys if key in rows]
    for key in sorted((key for key, line in found if MARK in line[:60]), key=sort_key):
        with suppress(ValueError):  # a malformed one is told by the log
            held = load_erased(read_row(rows[key]))
            lines |= {event_id: row_line(event_id, row) for event_id, row in held.items()}
    return lines


def without_erased(parsed: Parsed, data: bytes) -> Parsed:
    """The board that was read from `data`, with the rows that were erased as their erasure left them."""
    keys = marked(data, MARK) if parsed.body is None else None  # a search that takes no time
    return with_lines(parsed, data, erased_lines(parsed.rows, keys))


def with_lines(parsed: Parsed, data: bytes, lines: Mapping[str, bytes]) -> Parsed:
    """The board that was read from `data`, with these lines in the place of the rows with their ids."""
    if not lines:
        return parsed
    body = body_of(parsed, data)
    wrong = {key for line in body if (key := key_of(line)) in lines and lines[key] != line}
    if not wrong:
        return parsed
    kept = [line for line in body if key_of(line) not in wrong]
    rows = {key: lines[key] if key in wrong else line for key, line in parsed.rows.items()}
    return parsed._replace(
        apart=lambda: rows,
        quarantined=tuple(one for one in parsed.quarantined if key_of(one.line) not in wrong),
        body=[*kept, *(lines[key] for key in wrong)],
        brought_back=tuple(sorted(wrong)),
    )
