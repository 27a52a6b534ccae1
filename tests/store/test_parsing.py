"""A file is read as the board it is, or refused with one sentence; never as a smaller board."""

from __future__ import annotations

import json
import time

import pytest

from pipeboard.domain.errors import DamagedFile
from pipeboard.store.damage import Damage
from pipeboard.store.files import Known
from pipeboard.store.layout import new_file, row_line
from pipeboard.store.parsing import parse, parse_known, rows_within
from store.disk import BOARD, sample_file, sample_rows, splice

ROWS = sample_rows(5) | sample_rows(3, "m2x9", seed=1)
SAMPLE = sample_file(ROWS)
UNKNOWN = '"later": {"1": {"x": 12345678901234567890123, "y": 1.50, "z": "\\u00e9"}}'


def code_of(data: bytes) -> str:
    with pytest.raises(Damage) as caught:
        parse(data)
    assert str(caught.value).endswith(".")
    return caught.value.code


def test_every_row_of_a_proper_file_is_read_as_it_stands() -> None:
    """Ids and bytes of all rows, board and version; nothing to tidy up."""
    parsed = parse(SAMPLE)
    assert parsed.rows == ROWS
    assert (parsed.board, parsed.version, parsed.read_only) == (BOARD, 1, False)
    assert parsed.quarantined == ()
    assert parsed.laid_out(SAMPLE) is SAMPLE


@pytest.mark.parametrize("rows", [{}, ROWS, {**ROWS, "k7q9-01hk8z8q0f00": b'"k7q9-01hk8z8q0f00": {},'}])
def test_a_tidy_file_that_is_known_is_taken_apart_in_the_same_way(rows: dict[str, bytes]) -> None:
    """With its openers, and with a row that says nothing."""
    data = sample_file(rows)
    parsed = parse(data)
    assert parsed.is_tidy
    head, tail = len(parsed.head), len(parsed.tail)
    known = parse_known(
        data, Known(head, tail, len(parsed.rows), lambda: rows_within(data, head, tail, parsed.rows))
    )
    assert (known, known.rows) == (parsed, parsed.rows)


def test_what_is_set_aside_or_out_of_order_makes_a_file_untidy() -> None:
    """Its ids alone do not say which line is whose."""
    first, *rest = SAMPLE.splitlines(keepends=True)
    for data in (
        splice(SAMPLE, [b'"foreign": {"do": "x"},']),
        SAMPLE.replace(b"\n", b"\r\n"),
        b"".join([first, rest[0], *reversed(rest[1:-2]), *rest[-2:]]),
    ):
        assert parse(data).rows.keys() == ROWS.keys()
        assert not parse(data).is_tidy


def test_a_board_without_events_is_a_board() -> None:
    """An empty table of events is not damage, with or without openers."""
    assert parse(new_file(BOARD)).rows == {}
    bare = b'{"pipeboard": {"format": {"version": 1, "board": "b-1"}},\n"events": {\n"~": {}\n}}\n'
    assert parse(bare).rows == {}
    assert parse(splice(bare, ROWS.values())).rows == ROWS


def test_a_file_cut_off_at_any_byte_is_refused() -> None:
    """No truncation passes for a board, apart from the loss of the final newline."""
    for length in range(len(SAMPLE) - 1):
        assert code_of(SAMPLE[:length]) in ("empty", "truncated"), length
    assert parse(SAMPLE[:-1]).rows == ROWS


WRONG = [(0xFF, 1), (0xFF, 0x20), (0xFF, 0x80), *((0, byte) for byte in b' \n"{},:\\0x\0')]
"""Which bits of a byte stay, and which are then turned over."""


@pytest.mark.parametrize(("stay", "turn"), WRONG)
def test_one_wrong_byte_harms_the_row_it_is_in_alone(stay: int, turn: int) -> None:
    """Whatever byte is wrong: the file is refused, or every row but the damaged ones is there as it was."""
    for at, right in enumerate(SAMPLE[:-1]):
        wrong = right & stay ^ turn
        data = SAMPLE[:at] + bytes([wrong]) + SAMPLE[at + 1 :]
        try:
            parsed = parse(data)
        except DamagedFile:
            continue
        harmed = SAMPLE[SAMPLE.rfind(b"\n", 0, at) + 1 : SAMPLE.index(b"\n", at + 1)].split(b"\n")
        assert parsed.rows.items() >= {key: line for key, line in ROWS.items() if line not in harmed}.items()
        kept = [*parsed.rows.values(), *(one.line for one in parsed.quarantined)]
        for line in harmed:
            if line in ROWS.values():
                # Not silently: what is left of it is still there, as a row or set aside.
                assert any(line[20:30] in other or line[40:50] in other for other in kept), (at, wrong)
        again = parse(splice(parsed.laid_out(data), sample_rows(1, "zz9x").values()))
        assert again.rows.items() >= parsed.rows.items(), (at, wrong)
        assert set(again.quarantined) >= set(parsed.quarantined), (at, wrong)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "blank"),
        (b"\xef\xbb\xbf\n", "blank"),
        (b"\0" * 4096, "nul"),
        (SAMPLE[:500] + b"\0" * 512, "nul"),
        (SAMPLE + b"\0\0\0", "nul"),
        (SAMPLE.decode().encode("utf-16"), "utf-16"),
        (SAMPLE.decode().encode("utf-16-be"), "utf-16"),
        (json.dumps(json.loads(SAMPLE) | {"x": "é"}, ensure_ascii=False).encode("latin-1"), "encoding"),
        (SAMPLE + b"garbage", "trailing"),
        (SAMPLE + SAMPLE.replace(b"b-9f3k2m", b"b-other"), "two-boards"),
        (SAMPLE + SAMPLE[:900], "two-documents"),
        (SAMPLE.replace(b"\n", b"") * 2, "two-documents"),
        (b"[1, 2]", "not-object"),
        (b"null", "not-object"),
        (b"{}", "foreign"),
        (b'{"name": "x", "dependencies": {}}', "foreign"),
        (b'{"_default": {"1": {"title": "Acme"}}}', "tinydb"),
        (b'{"_default": {}}', "tinydb"),
        (b'{"deals": {"1": {"title": "Acme"}, "2": {"title": "B"}}}', "tinydb"),
        (b'{"pipeboard": {"format": {"version": 1, "board": "b-1"}}}', "no-events"),
        (b'{"pipeboard": {"format": {"version": 1, "board": "b-1"}}, "events": []}', "no-events"),
        (SAMPLE.replace(b'"version": 1', b'"version": "one"'), "head"),
        (SAMPLE.replace(b'"version": 1', b'"version": 0'), "head"),
        (SAMPLE.replace(b'"version": 1', b'"version": true'), "head"),
        (SAMPLE.replace(b'"b-9f3k2m"', b'""'), "head"),
        (SAMPLE.replace(b'"format"', b'"farmat"'), "head"),
        (
            json.dumps(json.loads(SAMPLE), indent=1).replace("{", "{\n<<<<<<< HEAD", 1).encode(),
            "conflict",
        ),
        (b'{"pipeboard": {"format": {"version": 1, "board": "b-2"}},\n' + SAMPLE, "two-boards"),
        (SAMPLE.replace(b"\n}}\n", b'\n},\n"events": {}}\n'), "twice"),
        (SAMPLE.replace(b'"events": {', b'"events": {},\n"events": {'), "twice"),
        (SAMPLE.replace(b"\n}}\n", b'\n},\n"pipeboard": {}}\n'), "twice"),
        (b"[" * 100_000, "depth"),
        (b'{"pipeboard": ' + b'{"a":' * 100_000, "depth"),
        (b'{"pipeboard": {"format": NaN}, "events": {}}', "json"),
        (b'{"pipeboard": {"format": 1e999}, "events": {}}', "json"),
        (b'{"pipeboard": {"format": ' + b"9" * 5_000 + b'}, "events": {}}', "json"),
    ],
)
def test_what_is_no_board_is_refused_by_name(data: bytes, code: str) -> None:
    """Each kind of damage has its own code and sentence; none becomes an empty board."""
    before = time.process_time()
    assert code_of(data) == code
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + SAMPLE,
        SAMPLE.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + SAMPLE.replace(b"\n", b"\r\n"),
        json.dumps(json.loads(SAMPLE), indent=2).encode(),
        json.dumps(json.loads(SAMPLE), indent="\t").replace("\n", "\r\n").encode(),
        json.dumps(json.loads(SAMPLE), separators=(",", ":")).encode(),
        SAMPLE.replace(b'"0": {},\n', b'\n\n"0": {},\n'),
    ],
)
def test_a_file_in_another_layout_is_brought_back(data: bytes) -> None:
    """BOM, CRLF and formatters change nothing: same rows, and the next save restores the layout."""
    parsed = parse(data)
    assert parsed.rows == ROWS
    assert parsed.laid_out(data) == SAMPLE


@pytest.mark.parametrize("gap", [b" ", b"", b"\t "])
def test_rows_that_share_a_line_are_told_apart(gap: bytes) -> None:
    """Wherever a line break got lost, no row hides behind its neighbour, and the next save parts them."""
    lines = SAMPLE.split(b"\n")
    for at in range(2, len(lines) - 3):
        data = b"\n".join([*lines[: at - 1], lines[at - 1] + gap + lines[at], *lines[at + 1 :]])
        parsed = parse(data)
        assert parsed.rows == ROWS, at
        assert parsed.quarantined == ()
        assert parsed.laid_out(data) == SAMPLE, at


def test_whole_rows_out_of_the_frame_belong_to_the_board() -> None:
    """What git makes of a file that both sides added, told to unite lines: every row is there, once."""
    more = sample_rows(2, "zz9x", seed=3)
    other = splice(SAMPLE, more.values())
    for data in (SAMPLE + other + SAMPLE, SAMPLE + other[other.index(b'"c": {}') :]):
        parsed = parse(data)
        assert parsed.rows == ROWS | more
        assert parsed.quarantined == ()
        assert parsed.laid_out(data) == other
    broken = SAMPLE + other.replace(b'"d": {},', b'"d": {}')
    assert code_of(broken) == code_of(SAMPLE + other[:-3]) == "two-documents"


def test_a_formatter_changes_no_value() -> None:
    """Escapes, large and precise numbers and unknown tables come through a formatter as they were written."""
    line = b'"k7q-01hk3z8q0v3x": {"do": "x", "a": 1.50, "b": 12345678901234567, "c": "\\u00e9 \\ud83d: ,"},'
    data = splice(new_file(BOARD), [line])[:-3].decode() + "},\n" + UNKNOWN + "}\n"
    spread = data.replace(", ", " ,\n   ").replace('": ', '"  :\t').replace(":\t ,\n   ", ": ,")
    parsed = parse(spread.encode())
    assert parsed.rows == {"k7q-01hk3z8q0v3x": line}
    assert parsed.laid_out(spread.encode()).decode() == data


def test_tables_and_header_keys_of_other_versions_stay() -> None:
    """What this version does not know is written back byte for byte."""
    data = SAMPLE.replace(b'"board": "b-9f3k2m"}', b'"board": "b-9f3k2m", "new": 1.0}, "more": {"a": [1,2]}')
    data = data[:-3] + b"},\n" + UNKNOWN.encode() + b"}\n"
    parsed = parse(data)
    assert parsed.rows == ROWS
    assert parsed.laid_out(data) is data
    new = sample_rows(1, "zz9x")
    assert splice(data, new.values()).replace(b'"zz9x": {},\n', b"").replace(*_removal(new)) == data


def _removal(rows: dict[str, bytes]) -> tuple[bytes, bytes]:
    (line,) = rows.values()
    return line + b"\n", b""


def test_a_table_of_another_version_that_looks_like_ours_stays() -> None:
    """A later table may be laid out as the events are, with a sentinel of its own."""
    data = SAMPLE[:-3] + b'},\n"archive": {\n' + next(iter(ROWS.values())) + b'\n"~": {}\n}}\n'
    parsed = parse(data)
    assert parsed.rows == ROWS
    new = sample_rows(1, "zz9x")
    again = parse(splice(data, new.values()))
    assert again.rows == ROWS | new
    assert again.tail == parsed.tail


def test_a_newer_format_is_read_but_not_written() -> None:
    """A newer version is shown read-only."""
    parsed = parse(SAMPLE.replace(b'"version": 1', b'"version": 2'))
    assert parsed.read_only
    assert parsed.rows == ROWS


def test_rows_out_of_order_are_sorted_at_the_next_save() -> None:
    """A merge may leave rows anywhere; the board is the same and the order comes back."""
    lines = SAMPLE.split(b"\n")
    shuffled = b"\n".join([*lines[:2], *reversed(lines[2:-3]), *lines[-3:]])
    parsed = parse(shuffled)
    assert parsed.rows == ROWS
    assert parsed.laid_out(shuffled) == SAMPLE


def test_the_same_row_twice_counts_once() -> None:
    """A merge may repeat a row; the next save drops the copy."""
    line = next(iter(ROWS.values()))
    doubled = SAMPLE.replace(line, line + b"\n" + line)
    parsed = parse(doubled)
    assert parsed.rows == ROWS
    assert parsed.quarantined == ()
    assert parsed.laid_out(doubled) == SAMPLE


def test_two_rows_with_one_id_are_both_kept() -> None:
    """Every clone shows the same one of two rows with one id, whatever their order, and keeps the other."""
    key, line = next(iter(ROWS.items()))
    other = row_line(key, {"do": "deal.gone"})
    for pair in ((line, other), (other, line)):
        data = SAMPLE.replace(line, b"\n".join(pair))
        parsed = parse(data)
        assert parsed.rows[key] == min(line, other)
        assert [one.line for one in parsed.quarantined] == [max(line, other)]
        assert parsed.laid_out(data).count(line) == parsed.laid_out(data).count(other) == 1


@pytest.mark.parametrize(
    "line",
    [
        b'"not an id": {"do": "x"},',
        b'"k7q-short": {"do": "x"},',
        b'"K7Q-01hk3z8q0v3x": {"do": "x"},',
        b'"01hk3z8q0v3x": {"do": "x"},',
        b'"k7q": {"do": "x"},',
        '"k7qé-01hk3z8q0v3": {},'.encode(),
    ],
)
def test_a_row_without_an_events_id_is_set_aside(line: bytes) -> None:
    """Such a row is reported and stays in the file as it is."""
    data = SAMPLE.replace(b'"m": {},\n', b'"m": {},\n' + line + b"\n")
    parsed = parse(data)
    assert parsed.rows == ROWS
    assert [one.line for one in parsed.quarantined] == [line]
    assert line + b"\n" in splice(parsed.laid_out(data), sample_rows(1, "zz9x").values())


def test_a_row_of_an_unknown_shape_is_a_row() -> None:
    """Whether `do` comes first, or at all, is not for the layout to judge."""
    line = b'"k7q-01hk3z8q0v3x": {"x": [1, {"do": "y"}]},'
    data = splice(SAMPLE, [line])
    assert parse(data).rows == {**ROWS, "k7q-01hk3z8q0v3x": line}


def test_our_layout_in_another_encoding_is_refused_by_name() -> None:
    """Names with umlauts are not lost row by row; one wrong byte alone is no other encoding."""
    rows = {key: row_line(key, {"do": "note", "by": "Väinö"}) for key in list(ROWS)[:3]}
    data = sample_file(rows)
    assert parse(data).rows == rows
    assert code_of(data.decode().encode("latin-1")) == "encoding"
    assert set(parse(data.replace("ä".encode(), b"\xe4", 1)).rows) == set(rows)
