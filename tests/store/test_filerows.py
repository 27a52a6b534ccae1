"""Rows that are found in the bytes of a file are those that it holds."""

from __future__ import annotations

from collections.abc import MutableMapping
from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.store import filerows
from pipeboard.store.filerows import FileRows
from pipeboard.store.files import Known
from pipeboard.store.layout import new_file, row_line, spliced
from pipeboard.store.parsing import parse

_IDS = st.builds("{}-{:08d}{:04d}".format, st.sampled_from(("k7q", "m2x", "k7q9")), *[st.integers(0, 9)] * 2)
_ROWS = st.dictionaries(_IDS, st.text(max_size=9), max_size=20)


def line_of(key: str, text: str) -> bytes:
    """A row as a file has it."""
    return row_line(key, {"do": "note.added", "text": text})


def file_rows(rows: dict[str, bytes]) -> FileRows:
    """The same rows in a file that is known."""
    data = b"".join(spliced(new_file("b-test01"), rows.values()))
    parsed = parse(data)
    assert parsed.frame is not None
    assert parsed.rows == rows
    return FileRows(data, Known(*parsed.frame, len(rows), lambda: dict(parsed.rows)))


def fitting(found: MutableMapping[str, bytes], rows: dict[str, bytes]) -> bool:
    """Whether they are these, whichever way they are asked for."""
    return (
        len(found) == len(rows)
        and all(found[key] == line and key in found for key, line in rows.items())
        and found.get("k7q-000000990000") is None
        and "k7q" not in found
        and "" not in found
    )


@given(_ROWS, _ROWS, st.sets(_IDS), st.sampled_from((0, 3, 1_000)))
def test_they_are_those_of_the_file_and_what_was_set(
    there: dict[str, str], more: dict[str, str], gone: set[str], few: int
) -> None:
    """One by one and all at once, before and after they are told apart; a copy is left alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filerows, "_FEW", few)
        rows = {key: line_of(key, text) for key, text in there.items()}
        found = file_rows(rows)
        before, kept = dict(rows), copy(found)
        assert fitting(found, rows)
        new = {key: line_of(key, text) for key, text in more.items()}
        found.update(new)
        rows |= new
        assert fitting(found, rows)
        twin, at_twin = copy(found), dict(rows)
        for key in gone & rows.keys():
            del found[key], rows[key]
        assert fitting(found, rows)
        assert list(found) == sorted(rows.keys() & before.keys()) + [key for key in rows if key not in before]
        assert dict(found.items()) == dict(zip(found.keys(), found.values(), strict=True)) == rows
        assert fitting(twin, at_twin)
        assert dict(kept) == before


def test_a_few_are_found_without_telling_all_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants more gets them all in one go."""
    monkeypatch.setattr(filerows, "_FEW", 3)
    rows = {key: line_of(key, "") for key in (f"k7q-{at:012d}" for at in range(9))}
    told: list[str] = []

    def apart() -> dict[str, bytes]:
        told.append("apart")
        return dict(rows)

    data = b"".join(spliced(new_file("b-test01"), rows.values()))
    frame = parse(data).frame
    assert frame is not None
    found = FileRows(data, Known(*frame, len(rows), apart))
    for key in list(rows)[:3]:
        assert found[key] == rows[key]
    assert len(found) == 9
    assert told == []
    assert [found[key] for key in rows] == list(rows.values())
    assert told == ["apart"]
