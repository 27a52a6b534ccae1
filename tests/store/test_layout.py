"""Rows are written in one canonical form and put at their places without touching others."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.ids import ALPHABET
from pipeboard.store import layout
from pipeboard.store.layout import MANY, new_file, opener, place_of, row_id, row_line, row_lines, spliced
from pipeboard.store.parsing import parse
from store.disk import BOARD, sample_file, sample_rows, splice

ANY_TEXT = st.text(max_size=30)
HOSTILE = st.text(
    st.sampled_from(
        '\x00\x1b\x7f\x85\x9b\xad\u200b\u200d\u2028\u2029\u202e\u2066\ufeff\ud800\U000e0041\\"\n{},'
    ),
    max_size=20,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | ANY_TEXT | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(ANY_TEXT, VALUES, max_size=4).map(lambda rest: {"do": "x", **rest})
IDS = st.builds(
    lambda replica, rest: f"{replica}-{rest}",
    st.sampled_from(["k7q", "k7q4", "m2x", "zz9", "000"]),
    st.text(ALPHABET, min_size=12, max_size=12),
)


@given(DOCUMENTS)
def test_a_row_says_what_its_document_said(document: dict[str, object]) -> None:
    """Whatever text a document holds, reading its row gives the same document."""
    line = row_line("k7q-01hk3z8q0v3x", document)
    assert json.loads(b"{" + line[:-1] + b"}") == {"k7q-01hk3z8q0v3x": document}
    assert row_id(line) == "k7q-01hk3z8q0v3x"


@given(DOCUMENTS)
def test_a_row_is_one_line_of_harmless_text(document: dict[str, object]) -> None:
    """No control, bidi, zero-width or line-breaking character gets into the file raw."""
    text = row_line("k7q-01hk3z8q0v3x", document).decode("utf-8")
    assert len(text.splitlines()) == 1
    assert {c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} == set()
    assert not set(text) & set("\xad\u061c\u200b\u200e\u202a\u202e\u2066\u2069\ufeff\U000e0041")


def test_a_row_is_written_as_documented() -> None:
    """Keys keep their order, separators are `, ` and `: `, letters stay readable, escapes are lower case."""
    line = row_line(
        "k7q-01hk3z8q0v3x", {"do": "note", "by": "Žofia", "text": "a\x1b[0m\u202eb\U000e0041\U0001f600"}
    )
    expected = (
        '"k7q-01hk3z8q0v3x": {"do": "note", "by": "Žofia", '
        '"text": "a\\u001b[0m\\u202eb\\udb40\\udc41\U0001f600"},'
    )
    assert line.decode() == expected


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_row_never_holds_what_json_lacks(number: float) -> None:
    """NaN and the infinities are refused, not written."""
    with pytest.raises(ValueError, match="JSON"):
        row_line("k7q-01hk3z8q0v3x", {"do": "x", "value": number})


def test_a_new_file_is_the_documented_one() -> None:
    """Head, 32 openers, sentinel, closing braces, final newline."""
    lines = new_file(BOARD).decode().split("\n")
    assert lines[0] == '{"pipeboard": {"format": {"version": 1, "board": "b-9f3k2m"}},'
    assert lines[1:4] == ['"events": {', '"0": {},', '"1": {},']
    assert lines[-4:] == ['"z": {},', '"~": {}', "}}", ""]
    assert len(lines) == 2 + 32 + 3
    assert json.loads(new_file(BOARD))["events"]["0"] == {}


@pytest.mark.parametrize("many", [0, 2, MANY])
@given(st.dictionaries(IDS, DOCUMENTS, max_size=12), st.sets(IDS, max_size=12), st.data())
def test_splicing_is_sorting_and_joining(
    many: int, documents: dict[str, dict[str, object]], others: set[str], data: st.DataObject
) -> None:
    """Putting rows in, at once or bit by bit, to few places or to many, is sorting all of them."""
    lines = {key: row_line(key, document) for key, document in documents.items()}
    lines |= {key: row_line(key, {"do": "y"}) for key in others if key not in lines}
    everything = list(lines.values())
    replicas = {key.partition("-")[0] for key in lines}
    body = sorted({*everything, *(opener(key) for key in {*ALPHABET, *replicas})})
    start, _, end = new_file(BOARD).partition(b'"0": {},\n')
    expected = start + b"".join(line + b"\n" for line in body) + b'"~": {}\n}}\n'
    assert end.endswith(b'"~": {}\n}}\n')
    cut = data.draw(st.integers(0, len(everything)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "MANY", many)
        once = splice(new_file(BOARD), everything)
        assert once == expected
        assert splice(splice(new_file(BOARD), everything[cut:]), everything[:cut]) == expected
        assert splice(once, everything[:cut]) == expected
        assert len(spliced(once, everything[:cut])) == 1
    assert parse(once).rows == lines


def test_an_import_is_spliced_like_single_rows() -> None:
    """Thousands of rows at once go where they would go one by one, around lines that are no rows."""
    rows = list(sample_rows(MANY + 10).values())
    data = sample_file(sample_rows(3, "m2x9", seed=1)).replace(b'"n": {},\n', b'"n": {},\n!broken\n')
    one_by_one = data
    for start in range(0, len(rows), 500):
        one_by_one = splice(one_by_one, rows[start : start + 500])
    assert splice(data, rows) == one_by_one
    assert b'"n": {},\n!broken\n' in one_by_one
    assert splice(one_by_one, rows) == one_by_one
    assert len(spliced(one_by_one, rows)) == 1
    bare = b'{"pipeboard": {"format": {"version": 1, "board": "b-1"}},\n"events": {\n"~": {}\n}}\n'
    assert parse(splice(bare, rows)).rows == sample_rows(MANY + 10)


@pytest.mark.parametrize(
    ("there", "most"),
    [(slice(0), 2), (slice(None), 2), (slice(None, None, 2), MANY)],
    ids=["none is there", "all are there", "half are there"],
)
def test_few_places_are_looked_for(there: slice, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that stand together have one place, those that are there need none, and too many are sorted."""
    rows = list(sample_rows(3 * MANY).values())
    data = splice(new_file(BOARD), rows[there])
    looked = 0

    def counted(*args: Any) -> tuple[int, bool]:
        nonlocal looked
        looked += 1
        return place_of(*args)

    monkeypatch.setattr(layout, "place_of", counted)
    assert splice(data, rows) == splice(new_file(BOARD), rows)
    assert looked <= most + 2


def test_the_opener_of_a_replica_comes_with_its_first_row() -> None:
    """The first row of a clone brings the empty row that keeps its shard apart."""
    rows = sample_rows(2, "m2x9")
    data = sample_file(rows)
    assert data.count(b'"m2x9": {},\n') == 1
    assert data.index(b'"m2x9": {},\n') < data.index(next(iter(rows.values())))
    assert data.index(b'"m": {},\n') < data.index(b'"m2x9": {},\n') < data.index(b'"n": {},\n')


def test_a_line_that_is_no_row_stays_behind_the_row_above_it() -> None:
    """New rows go around a damaged line; it is neither moved nor changed."""
    rows = sample_rows(4)
    first, second, third, fourth = rows.values()
    data = sample_file({"a": first, "d": fourth}).replace(first + b"\n", first + b"\n!broken\n!too\n")
    result = splice(data, [second, third])
    assert first + b"\n!broken\n!too\n" + second + b"\n" + third + b"\n" + fourth in result


SEPARATORS = st.text('":,{}[] \\\x7f', max_size=3)
"""Texts that look like what stands between texts."""
ENTRIES = st.recursive(
    SEPARATORS | st.sampled_from(["Acme", "Žofia", "\u202e", "\ud800", None, True, 5]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SEPARATORS, inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(IDS, DOCUMENTS | st.dictionaries(SEPARATORS, ENTRIES, max_size=3), max_size=3))
def test_many_rows_are_written_as_each_of_them_is(documents: dict[str, dict[str, object]]) -> None:
    """An import writes the same bytes as one change after the other."""
    assert row_lines(documents) == [row_line(key, document) for key, document in documents.items()]
