"""Reading delimited text: encodings, delimiters, lines."""

from __future__ import annotations

import codecs
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.errors import BadInput
from pipeboard.exchange.tables import BATCH, Records, Row, Table, read_table

TEXT = "Name;Betrag\nMüller & Söhne;1.234,50 €\nŁódź – Ąę;5\n"


def _cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_unicode_is_read_with_and_without_a_byte_order_mark(data: bytes, encoding: str) -> None:
    """The mark goes, the letters stay, and the header's first name is clean."""
    table = read_table(data)
    assert table.encoding == encoding
    assert table.header == ("Name", "Betrag")
    assert _cells(table) == [("Müller & Söhne", "1.234,50 €"), ("Łódź – Ąę", "5")]


def test_old_windows_files_are_read_as_windows_1252() -> None:
    """What is not UTF-8 is taken for the usual Western encoding, euro sign included."""
    table = read_table("Yritys,Arvo\nPääoma Oy,5 €\nÄäni,1\n".encode("cp1252"))
    assert table.encoding == "cp1252"
    assert _cells(table) == [("Pääoma Oy", "5 €"), ("Ääni", "1")]


def test_chinese_files_of_old_spreadsheets_are_read_as_gbk() -> None:
    """Bytes in pairs with common characters are Chinese, not a row of accents."""
    table = read_table("标题,公司,阶段\n网站改版,北京科技有限公司,洽谈\n".encode("gb18030"))
    assert table.encoding == "gb18030"
    assert table.header == ("标题", "公司", "阶段")
    assert _cells(table) == [("网站改版", "北京科技有限公司", "洽谈")]


def test_bytes_of_no_encoding_still_give_a_table() -> None:
    """A byte that Windows-1252 does not know does not stop the import."""
    assert read_table(b"a,b\n\x81x,1\n").encoding == "latin-1"


def test_a_file_that_breaks_its_own_mark_is_refused() -> None:
    """A UTF-8 mark in front of other bytes is said, not guessed around."""
    with pytest.raises(BadInput, match="save it as UTF-8"):
        read_table(codecs.BOM_UTF8 + b"a,b\n\xff,1\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    """Even where the cells hold the other delimiters."""
    rows = [("Title", "Value", "Note"), ("Acme, Inc", "1.234,50", "a;b"), ("B", "2", "x, y, z")]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    table = read_table(buffer.getvalue().encode())
    assert table.delimiter == delimiter
    assert [table.header, *_cells(table)] == rows


def test_a_separator_line_of_a_spreadsheet_is_obeyed() -> None:
    """ "sep=;" names the delimiter, is no header and keeps its line number."""
    table = read_table(b"sep=;\r\nTitle;Value\r\nA;1,5\r\n")
    assert table.header == ("Title", "Value")
    assert tuple(table.rows) == (Row(3, ("A", "1,5")),)


def test_a_single_column_is_a_table_too() -> None:
    """Without any delimiter there is one column."""
    assert _cells(read_table(b"Title\nAcme\nBeta\n")) == [("Acme",), ("Beta",)]


def test_rows_know_the_line_they_start_on() -> None:
    """Blank lines, empty rows and line breaks in quotes do not shift the numbers."""
    data = b'\n\nTitle,Note\n\nA,"two\nlines"\n,\n   ,\nB,x\r\nC,y'
    table = read_table(data)
    assert table.header == ("Title", "Note")
    assert tuple(table.rows) == (Row(5, ("A", "two\nlines")), Row(9, ("B", "x")), Row(10, ("C", "y")))


def test_ragged_rows_are_reported_and_the_others_kept() -> None:
    """Too many cells or too few are problems by line; trailing empty cells are harmless."""
    table = read_table(b"a,b\n1,2\n1,2,3\n1\n1,2,,\n5,6\n")
    assert [row.line for row in table.rows] == [2, 5, 6]
    assert table.problems == (
        (3, "The row has 3 cells where the header has 2."),
        (4, "The row has 1 cell where the header has 2."),
    )


def test_header_names_are_made_unique() -> None:
    """Repeated names are numbered, empty ones get the column's number, line breaks go."""
    table = read_table(b'Name,Name,,"Close\ndate",name,Name (2)\n1,2,3,4,5,6\n')
    assert table.header == ("Name", "Name (2)", "Column 3", "Close date", "name", "Name (2) (2)")


def test_the_guard_of_an_export_is_taken_off() -> None:
    """An apostrophe that keeps a spreadsheet from running a cell goes; other apostrophes stay."""
    table = read_table("a,b,c\n'=1+1,'tis,'＝x\n".encode())
    assert _cells(table) == [("=1+1", "'tis", "＝x")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , \n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(data: bytes) -> None:
    """There is nothing to import without a header."""
    with pytest.raises(BadInput, match="There is no header row"):
        read_table(data)


def test_a_header_alone_is_an_empty_table() -> None:
    """A file without rows imports nothing and is no error."""
    assert not read_table(b"Title,Value\n").rows


def test_an_endless_cell_is_refused() -> None:
    """A forgotten quote that swallows the file is said with its line."""
    with pytest.raises(BadInput, match="Line 2 cannot be read"):
        read_table(b'Title,Value\n"' + b"x" * 1_100_000)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=2, max_size=2
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    """Quoting is undone for any text; only blanks around a cell and the guard are not kept."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["first", "second"], *rows])
    table = read_table(buffer.getvalue().encode())
    expected = [tuple(cell.strip() for cell in row) for row in rows]
    kept = [row for row in expected if any(row)]
    assert [tuple(cell.lstrip("'") for cell in row) for row in _cells(table)] == [
        tuple(cell.lstrip("'") for cell in row) for row in kept
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_bad_input(data: bytes) -> None:
    """No file makes the reader fail in another way."""
    try:
        table = read_table(data)
    except BadInput:
        return
    assert all(len(row.cells) == len(table.header) for row in table.rows)
    assert len(set(table.header)) == len(table.header)


BINARIES = (
    b"PK\x03\x04\x14\0\0\0\x08\0\x9c" * 40,
    bytes(range(256)) * 8,
    b"\x89PNG\r\n\x1a\n\0\0",
)


@pytest.mark.parametrize("data", BINARIES)
def test_a_file_that_is_no_text_is_refused(data: bytes) -> None:
    """A spreadsheet's own format is not read as rows of rubbish; the sentence says what to do."""
    with pytest.raises(BadInput, match="save the table as CSV"):
        read_table(data)


def test_a_stray_control_character_does_not_make_a_table_binary() -> None:
    """Exports have them now and then."""
    assert read_table(b"Title,Note\nM\xfcller,a\x02" + b"x" * 200 + b"\n").header == ("Title", "Note")


def test_a_stock_tinydb_file_is_a_table_of_its_documents() -> None:
    """Of all its tables, each known by where it stands; what a document lacks is an empty cell."""
    data = json.dumps(
        {
            "_default": {
                "1": {"title": "Acme", "value": 12.5, "tags": ["web", "vip"]},
                "7": {"title": "Beta"},
            },
            "old": {"1": {"title": "Gamma", "more": {"a": None}}},
            "notes": ["no table"],
        }
    ).encode()
    table = read_table(data)
    assert table.header == ("External id", "title", "value", "tags", "more")
    assert [row.cells for row in table.rows] == [
        ("_default/1", "Acme", "12.5", "web, vip", ""),
        ("_default/7", "Beta", "", "", ""),
        ("old/1", "Gamma", "", "", '{"a": null}'),
    ]


@pytest.mark.parametrize("data", [b"{a,b}\n1,2\n", b'{"x": 1}', b"{", b'{"events": {"k7q": {}}}'])
def test_other_braces_are_no_tinydb_file(data: bytes) -> None:
    """What has no documents under numbers is read as text."""
    assert read_table(data).header[0].startswith("{")


@given(st.integers(1, 3), st.data())
def test_rows_are_kept_as_they_were_given(width: int, data: st.DataObject) -> None:
    """Whatever is in their cells, and where one batch ends."""
    cells = st.lists(st.text(max_size=3), min_size=width, max_size=width).map(tuple)
    few = data.draw(st.lists(cells, min_size=1, max_size=4))
    rows = [Row(line, few[line % len(few)]) for line in range(1, data.draw(st.integers(0, 2)) * BATCH + 3)]
    table = Table(tuple("abc"[:width]), Records(rows))
    assert list(table.rows) == rows
    assert len(table.rows) == len(rows)
    assert table.groups(*range(width)) == list(dict.fromkeys(row.cells for row in rows))
    assert table.cells(0) == list(dict.fromkeys(row.cells[0] for row in rows))
