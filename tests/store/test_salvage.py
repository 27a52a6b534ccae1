"""What is whole in a damaged file is found again, whatever happened to the rest."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.store.layout import row_line
from pipeboard.store.salvage import salvage
from store.disk import BOARD, sample_file, sample_rows

ROWS = sample_rows(12)
FILE = sample_file(ROWS)


def test_a_sound_file_gives_all_its_rows() -> None:
    """And the name of its board."""
    assert salvage(FILE) == (BOARD, ROWS)


def test_a_file_cut_off_anywhere_gives_every_row_before_the_cut() -> None:
    """Each row as it stands, and none that is not of the file."""
    for length in range(len(FILE)):
        cut = FILE[:length]
        found = salvage(cut)
        whole = {key: line for key, line in ROWS.items() if line[:-1] in cut}
        assert found.rows == whole, length
        assert found.board in ("", BOARD)


def test_a_laid_out_file_cut_off_gives_its_rows_too() -> None:
    """As a formatter had left it; the bytes are those of our own layout again."""
    pretty = json.dumps(json.loads(FILE), indent=2).encode()
    for length in range(0, len(pretty), 37):
        found = salvage(pretty[:length]).rows
        assert found.items() <= ROWS.items()
    assert salvage(pretty[: len(pretty) - 12]).rows == ROWS


@pytest.mark.parametrize(
    "damaged",
    [
        FILE.replace(b"\n", b"\n<<<<<<< ours\n", 40),
        b"\0" * 4096 + FILE,
        FILE + FILE,
        FILE[FILE.index(b"\n") :],
        FILE.decode().encode("utf-16"),
        FILE.decode().encode("utf-16-le"),
        FILE.decode().encode("utf-16-be"),
        FILE.replace(b"}}\n", b""),
        FILE.replace(b"\n", b"\n\x80", 1),
    ],
    ids=["markers", "zeros", "twice", "no-head", "utf-16", "utf-16-le", "utf-16-be", "no-end", "bad-byte"],
)
def test_every_kind_of_damage_leaves_the_rows(damaged: bytes) -> None:
    """All that are whole."""
    assert salvage(damaged).rows.items() >= ROWS.items()


def test_a_file_in_latin_1_is_read_as_such() -> None:
    """No name loses its letters."""
    rows = {key: row_line(key, {"do": "note", "by": "Väinö"}) for key in ROWS}
    assert salvage(sample_file(rows).decode().encode("latin-1")).rows == rows


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_wrong_byte_costs_one_row_at_most(place: int, byte: int) -> None:
    """The others are there as they were."""
    at = place % len(FILE)
    flipped = FILE[:at] + bytes([byte]) + FILE[at + 1 :]
    found = salvage(flipped).rows
    assert sum(found.get(key) != line for key, line in ROWS.items()) <= 1


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"pipeboard": ' + b"[" * 200_000,
        b'"k7q4-01hk3z8q0v3x": {"a": "' * 40_000,
        b'"k7q4-01hk3z8q0v3x": {' * 40_000,
        b'{"events": {"k7q4-01hk3z8q0v3x": {"n": ' + b"9" * 1_000_000,
        random.Random(1).randbytes(300_000),
    ],
    ids=["depth", "unclosed-texts", "unclosed-objects", "digits", "noise"],
)
def test_a_hostile_file_costs_bounded_work(hostile: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row is made up, and the search gives up after so many pieces that were looked at in vain."""
    looked = []
    decode = json.JSONDecoder.raw_decode

    def spy(self: json.JSONDecoder, text: str, idx: int = 0) -> tuple[object, int]:
        looked.append(len(text))
        return decode(self, text, idx)

    monkeypatch.setattr(json.JSONDecoder, "raw_decode", spy)
    assert salvage(hostile).rows == {}
    assert sum(looked) < 60_000_000
