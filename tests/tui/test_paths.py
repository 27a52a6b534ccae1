"""The path of a file while it is typed: what may follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.tui.paths import suggest
from pipeboard.view.edit import Edit

ENDINGS = (".csv", ".vcf")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("Deals.csv", "demo.VCF", "notes.md", ".hidden.csv", "work/april/x.csv", "work/a b.csv"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "work"))
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["Deals.csv", "demo.VCF", "work/"]),
        ("de", ["Deals.csv", "demo.VCF"]),
        ("work/", ["a b.csv", "april/"]),
        ("work/april/", ["x.csv"]),
        ("~", ["~/"]),
        ("~/a", ["a b.csv", "april/"]),
        (".h", [".hidden.csv"]),
        ("notes", []),
        ("nowhere/", []),
        ("Deals.csv", []),
        ("\0/", []),
    ],
)
def test_folders_and_files_that_can_be_read_are_offered(folder: Path, typed: str, offered: list[str]) -> None:
    """Those that begin so, in any case of letters; hidden ones once their dot is there."""
    found = suggest(typed, len(typed), folder, ENDINGS)
    assert [one.text for one in found.completion.candidates] == offered


def test_an_absolute_path_goes_on_as_well(folder: Path) -> None:
    """Whatever the folder."""
    typed = f"{folder}/wo"
    found = suggest(typed, len(typed), Path("/"), ENDINGS)
    assert found.taken(Edit(typed)).text == f"{folder}/work/"


def test_what_is_taken_stands_before_what_follows(folder: Path) -> None:
    """And no blank comes after it: a folder goes on, a file is whole."""
    typed = Edit("work/aXX", 6)
    assert suggest(typed.text, typed.at, folder, ENDINGS).taken(typed) == Edit("work/a b.csvXX", 12)
