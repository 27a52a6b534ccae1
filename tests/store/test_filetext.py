"""A file on the disk is read like its bytes in memory, a window at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeboard.store import filetext
from pipeboard.store.files import OS_FILES
from pipeboard.store.filetext import FileText, copied
from pipeboard.store.layout import new_file, spliced, splices
from store.disk import BOARD, sample_file, sample_rows


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somewhere to write, with windows and blocks that are smaller than any text."""
    monkeypatch.setattr(filetext, "_WINDOW", 16)
    monkeypatch.setattr(filetext, "BLOCK", 5)
    return tmp_path


@contextmanager
def on_disk(folder: Path, data: bytes) -> Iterator[FileText]:
    path = folder / "text"
    path.write_bytes(data)
    fd = os.open(path, os.O_RDONLY)
    try:
        yield FileText(OS_FILES, fd, len(data))
    finally:
        os.close(fd)


_TEXTS = st.text("ab\n", max_size=90).map(str.encode)
_PLACES = st.integers(0, 90)
_settings = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@_settings
@given(_TEXTS, st.text("ab\n", min_size=1, max_size=4).map(str.encode), _PLACES, _PLACES)
def test_it_is_searched_like_bytes(folder: Path, data: bytes, what: bytes, start: int, end: int) -> None:
    """From the front and from the back, across the edges of windows."""
    end = min(end, len(data))
    with on_disk(folder, data) as text:
        assert text[start:end] == data[start:end]
        assert text.rfind(what, start, end) == data.rfind(what, start, end)
        if data.find(what, start, end) >= 0:
            assert text.index(what, start, end) == data.index(what, start, end)
        else:
            with pytest.raises(EOFError):
                text.index(what, start, end)


@_settings
@given(st.integers(0, 8), st.integers(0, 8))
def test_rows_are_put_into_it_as_into_bytes(folder: Path, there: int, new: int) -> None:
    """Whether they are there already or not."""
    rows = sample_rows(8)
    data = sample_file(dict(list(rows.items())[:there]))
    lines = [*list(rows.values())[new:], *sample_rows(1, "m2x9", seed=1).values()]
    tail = len(new_file(BOARD)) - new_file(BOARD).index(b'"~"')
    with on_disk(folder, data) as text:
        assert b"".join(copied(text, splices(text, lines, tail))) == b"".join(spliced(data, lines))


def test_a_file_that_was_cut_is_noticed(folder: Path) -> None:
    """What is missing is never taken for an empty rest."""
    with on_disk(folder, b"abcdef") as text:
        os.truncate(folder / "text", 4)
        with pytest.raises(EOFError):
            text[1:6]
