"""A real spreadsheet opens our CSV: it runs nothing, shows what was typed, and gives it back unharmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from peers.programs import needs, run
from pipeboard.cli.program import call

pytestmark = needs("soffice")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
UTF8 = "CSV:44,34,76,1"
"""As people open it: commas, quotes, UTF-8, from the first line on; what a cell is, is guessed."""
SHEET = "fods:OpenDocument Spreadsheet Flat XML"
TABLE = "csv:Text - txt - csv (StarCalc):44,34,76"
FORMULAS = ("=1+1", '=HYPERLINK("http://x.example";"y")', "@SUM(A1)", "+cmd|'/c calc'!A0", "-2+3", "＝1+1")
PLAIN = ("'=1+1", "东京 😀 Ääkkönen", 'Acme "best", Inc; & co', "5 < 6")
MEMO = 'first\n=1+1\n\n"quoted", last'


def converted(source: Path, into: str) -> Path:
    """The file as the spreadsheet saves it in another format, with a profile that is the test's own."""
    profile = (source.parent / "profile").as_uri()
    out = source.parent / "saved"
    options = ("--headless", "--norestore", f"--infilter={UTF8}", "--convert-to", into, "--outdir", out)
    run("soffice", f"-env:UserInstallation={profile}", *options, source, cwd=source.parent)
    return out / f"{source.stem}.{into.partition(':')[0]}"


def cells_of(sheet: Path) -> list[list[str]]:
    """The texts of a flat OpenDocument spreadsheet, as they are shown."""
    rows = ElementTree.parse(sheet).iter(f"{_TABLE}table-row")
    return [[text for cell in row for text in _texts(cell)] for row in rows]


def _texts(cell: ElementTree.Element) -> Iterator[str]:
    text = "\n".join("".join(_characters(line)) for line in cell.iter(f"{_TEXT}p"))
    # Equal cells are one with a count; the last one stands for the rest of the sheet.
    for _ in range(min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 200)):
        yield text


def _characters(element: ElementTree.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " * int(child.get(f"{_TEXT}c", "1")) if child.tag == f"{_TEXT}s" else ""
        yield "\t" if child.tag == f"{_TEXT}tab" else ""
        yield from _characters(child) if child.tag not in (f"{_TEXT}s", f"{_TEXT}tab") else ""
        yield child.tail or ""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The export of a board on which every text is something that a spreadsheet would run or change."""
    board = ("--file", str(tmp_path / "pipeboard.json"))
    assert call(("init", "--stages", "Lead,=2+2", *board)) == 0
    rest = ("--value", "12345.60", "--close", "2099-12-01", "--stage", "=2+2", "--tag", "=1+1", *board)
    for text in (*FORMULAS, *PLAIN):
        texts = ("--company", text, "--set", f"memo=\t{text}", "--contact", text, "--phone", "+358 40 1")
        assert call(("add", *texts, *rest, "--", text)) == 0
    assert call(("add", "Lines", "--set", f"memo={MEMO}", *board)) == 0
    path = tmp_path / "deals.csv"
    assert call(("export", "csv", "-o", str(path), *board)) == 0
    return path


def test_no_cell_is_a_formula_and_every_cell_says_what_was_typed(table: Path) -> None:
    """With the guard in front where the spreadsheet would have run it; lines stay lines of one cell."""
    sheet = converted(table, SHEET)
    assert "table:formula" not in sheet.read_text("utf-8")
    head, *rows = cells_of(sheet)
    found = {row[head.index("title")].removeprefix("'"): dict(zip(head, row, strict=False)) for row in rows}
    assert set(found) == {*FORMULAS, *PLAIN, "Lines"}
    for text in FORMULAS:
        assert found[text]["title"] == found[text]["company"] == f"'{text}"
        assert found[text]["stage"] == "'=2+2"
        assert float(found[text]["value"]) == 12345.6
        assert found[text]["close"] == "2099-12-01"
    assert found["Lines"]["custom.memo"] == MEMO


def test_a_table_that_is_not_guarded_would_be_run(tmp_path: Path) -> None:
    """So that the test above is one: the same spreadsheet makes a formula of what other programs write."""
    (tmp_path / "raw.csv").write_text("title\n=1+1\n", "utf-8")
    assert "table:formula" in converted(tmp_path / "raw.csv", SHEET).read_text("utf-8")


def test_a_table_saved_by_the_spreadsheet_comes_back_without_a_change(table: Path) -> None:
    """Opened, saved as CSV and imported: no deal is new, and none is another."""
    board = table.with_name("pipeboard.json")
    before = board.read_bytes()
    saved = converted(table, TABLE)
    assert saved.read_bytes() != table.read_bytes()
    assert call(("import", str(saved), "--file", str(board))) == 0
    assert board.read_bytes() == before
