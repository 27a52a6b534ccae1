"""A file for others is written whole or not at all, and never over a board."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pipeboard.domain.errors import Refused, Unwritable
from pipeboard.exchange.outfile import write_file, write_new
from pipeboard.store.layout import new_file


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    """A new one is its owner's alone, an old one keeps its permissions."""
    path = tmp_path / "report.html"
    write_file(path, "one ä")
    assert path.read_text("utf-8") == "one ä"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    write_file(path, "two")
    assert path.read_text("utf-8") == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_board_is_never_overwritten(tmp_path: Path) -> None:
    """Not under its name, not through a link."""
    board = tmp_path / "pipeboard.json"
    board.write_bytes(new_file("b7qa"))
    link = tmp_path / "report.html"
    link.symlink_to(board)
    for path in (board, link):
        with pytest.raises(Refused, match="is a board"):
            write_file(path, "gone")
    assert board.read_bytes() == new_file("b7qa")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(Refused, match="is not a file"):
            write_file(path, "text")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing beside it."""
    path = tmp_path / "report.html"
    path.write_text("old", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="No space left"):
        write_file(path, "new")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(Unwritable, match="No such file or directory"):
        write_file(tmp_path / "nowhere" / "report.html", "text")


def test_a_new_file_goes_over_nothing(tmp_path: Path) -> None:
    """What is there keeps its name, whatever it is; the same text is not written twice."""
    first = write_new([tmp_path], "review.md", "one ä")
    assert first == tmp_path / "review.md"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert write_new([tmp_path], "review.md", "one ä") == first
    (tmp_path / "review-2.md").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "review-3.md")
    assert write_new([tmp_path], "review.md", "two") == tmp_path / "review-4.md"
    assert first.read_text("utf-8") == "one ä"
    assert not (tmp_path / "nowhere").exists()


def test_a_new_file_goes_into_the_first_folder_that_takes_it(tmp_path: Path) -> None:
    """Where none does, each is named with its reason."""
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    assert write_new([tmp_path / "nowhere", tmp_path], "review.md", "text") == tmp_path / "review.md"
    with pytest.raises(Unwritable, match=r"nowhere \(No such file.*\) or .*file \(Not a directory\)"):
        write_new([tmp_path / "nowhere", file], "review.md", "text")


def test_a_new_file_that_cannot_be_filled_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody finds half of it."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="No space left"):
        write_new([tmp_path], "review.md", "text")
    assert list(tmp_path.iterdir()) == []
