"""What has changed in a file is told from its bytes as taking it apart would tell it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clocks import FixedClock
from factories import NOW
from pipeboard.domain.erasure import ERASED
from pipeboard.domain.splitting import ARCHIVE, MOVED, dump_moved
from pipeboard.store import boardfile
from pipeboard.store import difference as compared
from pipeboard.store.boardfile import BoardFile
from pipeboard.store.cache import digest
from pipeboard.store.damage import Damage
from pipeboard.store.difference import (
    _ABOUT_ROWS,
    Basis,
    Difference,
    Expected,
    additions,
    basis_of,
    difference,
    is_grown,
    keys_of,
    lines_to_add,
)
from pipeboard.store.erased import MARK as ERASED_MARK
from pipeboard.store.files import OS_FILES
from pipeboard.store.filetext import open_board
from pipeboard.store.layout import new_file, row_id, row_line, spliced
from pipeboard.store.moved import MARK as MOVED_MARK
from pipeboard.store.parsing import parse
from pipeboard.store.store import Store
from work import peak_of

BOARD = "b-test01"
_IDS = st.builds("{}-{:08d}{:04d}".format, st.sampled_from(("k7q", "m2x", "z4z")), *[st.integers(0, 99)] * 2)
_TEXTS = st.sampled_from(("Called.", "Ä row, whose text is longer", "x" * 300))
_ROWS = st.dictionaries(_IDS, _TEXTS, max_size=12)


def lines_of(rows: Mapping[str, str]) -> dict[str, bytes]:
    """Rows as a file has them."""
    return {one: row_line(one, {"do": "note.added", "deal": "k7q-1", "text": rows[one]}) for one in rows}


def file_of(rows: Mapping[str, bytes]) -> bytes:
    """A board file of these rows."""
    return b"".join(spliced(new_file(BOARD), rows.values()))


@pytest.fixture(params=[(1, 1), (3, 300), (500, 1 << 15)], ids=["line by line", "a few lines", "as it is"])
def portions(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many lines, and so many bytes at least, are looked at together: also fewer than boards have."""
    monkeypatch.setattr(compared, "_PORTION", request.param[0])
    monkeypatch.setattr(compared, "_LEAST", request.param[1])


_in_portions = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("portions")
@_in_portions
@given(_ROWS, _ROWS)
def test_it_tells_what_taking_apart_tells(before: dict[str, str], after: dict[str, str]) -> None:
    """Whatever rows came and went, those that stay are the same."""
    there = lines_of(before)
    new = lines_of({**after, **{one: before[one] for one in after if one in before}})
    found = difference(file_of(new), Expected(BOARD, there))
    assert found is not None
    assert found.added == {one: new[one] for one in new if one not in there}
    assert set(found.vanished) == {one for one in there if one not in new}


@pytest.mark.usefixtures("portions")
@_in_portions
@given(_ROWS, st.binary(max_size=20), st.integers(0, 10_000), st.integers(0, 40))
def test_damage_is_left_to_who_takes_the_file_apart(
    rows: dict[str, str], junk: bytes, place: int, gone: int
) -> None:
    """What is told of a file that somebody has scribbled in is what its rows are."""
    there = lines_of(rows)
    data = file_of(there)
    at = place % len(data)
    broken = data[:at] + junk + data[at + gone :]
    try:
        found = difference(broken, Expected(BOARD, there))
    except Damage:
        with pytest.raises(Damage):
            parse(broken)
        return
    if found is not None:
        parsed = parse(broken)
        assert parsed.is_tidy
        assert parsed.rows == {
            key: line for key, line in {**there, **found.added}.items() if key not in found.vanished
        }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data.replace(b"Called", b"Calmed"), id="a row that is another one now"),
        pytest.param(lambda data: data.replace(b"b-test01", b"b-test02"), id="another board"),
        pytest.param(lambda data: data.replace(b'"version": 1', b'"version": 9'), id="a newer format"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="other line ends"),
        pytest.param(lambda data: data.replace(b"}}\n", b'}, "more": {}}\n'), id="another table"),
        pytest.param(lambda data: data.replace(b'"a": {},\n', b'<<<<<<< HEAD\n"a": {},\n'), id="a conflict"),
    ],
)
def test_what_is_not_plain_is_not_told(change: object) -> None:
    """Such a file is taken apart as a whole."""
    rows = lines_of({f"k7q-{at:012d}": "Called." for at in range(3)})
    assert callable(change)
    assert difference(change(file_of(rows)), Expected(BOARD, rows)) is None


@pytest.mark.usefixtures("portions")
def test_lines_out_of_order_are_not_told() -> None:
    """Wherever they are, and whether they are known or not: places are looked for in files in order alone."""
    rows = lines_of({f"k7q-{at:012d}": "Called." for at in range(6)})
    lines = file_of(rows).splitlines(keepends=True)
    for at in range(2, len(lines) - 3):
        data = b"".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]])
        for count in range(len(rows) + 1):
            there = dict(list(rows.items())[:count])
            assert difference(data, Expected(BOARD, there)) is None, (at, count)


NOTES = {f"k7q-{at:012d}": f"k7q-{at % 2:012d}" for at in range(6)}
"""Notes, and the deals that they are of."""
MADE = "m2x-000000000001"


def note(key: str, text: str = "Called.") -> bytes:
    """One of the notes."""
    return row_line(key, {"do": "note.added", "deal": NOTES[key], "text": text})


def erasure(key: str, *notes: str) -> dict[str, bytes]:
    """A row after which these notes say nothing."""
    held = [[one, {"do": "note.added", "deal": NOTES[one], "text": "erased"}] for one in notes]
    return {key: row_line(key, {"do": ERASED, "rows": held})}


def move(key: str, *notes: str) -> dict[str, bytes]:
    """A row after which these notes are in an archive."""
    return {key: row_line(key, {"do": MOVED, "archive": MADE, "rows": dump_moved(notes)})}


@st.composite
def files_about_rows(draw: st.DrawFn) -> dict[str, bytes]:
    """The rows of a file in which some may be erased, and some in an archive."""
    some = st.lists(st.sampled_from(sorted(NOTES)), unique=True, max_size=3)
    rows = {key: note(key, draw(st.sampled_from(("Called.", "erased")))) for key in draw(some) + draw(some)}
    for number, about in enumerate((erasure, move, erasure)):
        if draw(st.booleans()):
            rows |= about(f"z4z-{number:012d}", *draw(some))
    if draw(st.integers(0, 3)) == 0:
        rows[MADE] = row_line(MADE, {"do": ARCHIVE})
    return rows


@pytest.mark.usefixtures("portions")
@_in_portions
@given(files_about_rows(), files_about_rows(), st.booleans())
def test_of_erased_and_moved_rows_it_tells_what_taking_apart_tells(
    before: dict[str, bytes], after: dict[str, bytes], same: bool
) -> None:
    """Whatever the file brings back: what is told leaves it out."""
    if same:  # the rows about others stay, which is what mostly happens
        after = {key: line for key, line in after.items() if key in NOTES}
        after |= {key: line for key, line in before.items() if key not in NOTES}
    there = dict(parse(file_of(before)).rows)
    found, parsed = difference(file_of(after), Expected(BOARD, there)), parse(file_of(after))
    if found is not None:
        assert parsed.is_tidy
        rows = {key: line for key, line in {**there, **found.added}.items() if key not in found.vanished}
        assert rows == parsed.rows
    old = file_of(there)
    known = parse(old)
    grown = file_of({**after, **there})
    more = additions(grown, basis(old), list(known.rows), most=12) if known.is_tidy else None
    if more is not None:
        assert parse(grown).is_tidy
        assert list(more.rows.items()) == list(parse(grown).rows.items())


def test_rows_about_other_rows_are_not_told() -> None:
    """What was erased or moved to an archive need not be as its own line says."""
    assert ERASED_MARK.startswith(_ABOUT_ROWS)
    assert MOVED_MARK.startswith(_ABOUT_ROWS)
    first, second = list(NOTES)[:2]
    rows = {first: note(first)}
    archive = {MADE: row_line(MADE, {"do": ARCHIVE})}
    for about in (erasure("z4z-000000000001", second), move("z4z-000000000001", second), archive):
        assert difference(file_of(rows | about), Expected(BOARD, rows)) is None
        assert difference(file_of(rows), Expected(BOARD, rows | about)) is None


def test_a_board_on_which_rows_were_erased_and_moved_is_told_as_any_other() -> None:
    """As long as none of these comes back, and none that others wait for goes."""
    first, second, third, fourth, *_ = NOTES
    about = erasure("z4z-000000000001", first, second) | move("z4z-000000000002", third)
    rows = {first: note(first, "erased")} | about
    new = {fourth: note(fourth)}
    assert difference(file_of(rows | new), Expected(BOARD, rows)) == Difference(new, (), 11)
    assert difference(file_of(rows), Expected(BOARD, rows | new)) == Difference({}, (fourth,), 11)
    assert additions(file_of(rows | new), basis(file_of(rows)), sorted(rows), most=1) is not None
    for back in ({first: note(first)}, {second: note(second)}, {third: note(third)}):
        assert difference(file_of(rows | back), Expected(BOARD, rows)) is None
        assert difference(file_of(rows | new | back), Expected(BOARD, rows)) is None
        if not back.keys() & rows.keys():
            assert additions(file_of(rows | back), basis(file_of(rows)), sorted(rows), most=1) is None
    # The note of somebody who had not seen the move holds a deal back, as long as it is there.
    late, held = "k7q-000000000005", {third: note(third), fourth: note(fourth)}
    assert NOTES[late] == NOTES[fourth]
    moved = held | move("z4z-000000000002", fourth)
    assert parse(file_of(moved | {late: note(late)})).rows == moved | {late: note(late)}
    assert difference(file_of(moved), Expected(BOARD, moved | {late: note(late)})) is None


def test_a_file_that_is_the_same_differs_in_nothing() -> None:
    """Whatever its date says."""
    rows = lines_of({"k7q-000000000001": "Called."})
    found = difference(file_of(rows), Expected(BOARD, rows))
    assert found is not None
    assert found == Difference({}, (), found.tail)


def test_what_is_the_same_is_compared_where_it_is(tmp_path: Path) -> None:
    """A large file is there once: neither its rows nor what is expected are put together beside it."""
    there = lines_of({f"k7q-{at:012d}": "x" * 300 for at in range(20_000)})
    lines = list(there.values())
    data = file_of(there)
    expected = Expected(BOARD, {key: line for key, line in there.items() if line not in lines[7_000:7_010]})
    path = tmp_path / "pipeboard.json"
    path.write_bytes(data)

    def told() -> None:
        with open_board(path, OS_FILES) as (text, _):
            assert difference(text, expected) == difference(data, expected)

    assert peak_of(told) < len(data) / 4


def test_what_differs_in_many_places_is_looked_into_piece_by_piece(tmp_path: Path) -> None:
    """What lies between two changes is not held beside the rows, however far apart they are."""
    there = lines_of({f"k7q-{at:012d}": "x" * 300 for at in range(20_000)})
    data = file_of(there)
    gone = {key for number, key in enumerate(there) if number % 1_999 == 7}
    expected = Expected(BOARD, {key: line for key, line in there.items() if key not in gone})
    path = tmp_path / "pipeboard.json"
    path.write_bytes(data)

    def told() -> None:
        with open_board(path, OS_FILES) as (text, _):
            found = difference(text, expected)
            assert found is not None
            assert found.added.keys() == gone

    assert peak_of(told) < len(data) / 4


def test_the_changes_of_others_are_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is not taken apart again for them, also while rows of one's own are not in it yet."""
    path, clock = tmp_path / "pipeboard.json", FixedClock(NOW)
    store = Store.create(path, state_dir=tmp_path / "mine", clock=clock)
    rows = lines_of({f"k7q-{at:012d}": "Called." for at in range(50)})
    store.append(rows)
    store.flush()
    assert store.poll() is None
    other = BoardFile(path, state_dir=tmp_path / "other", clock=clock)
    new = lines_of({"m2x-000000000001": "Mailed.", "k7q-00000000020z": "Met."})
    other.append([line for line in new.values() if row_id(line) not in rows])
    monkeypatch.setattr(boardfile, "parse", lambda _: pytest.fail("it was taken apart"))
    changes = store.poll()
    assert changes is not None
    assert set(changes.added) == {row_id(line) for line in new.values()} - rows.keys()
    assert not changes.vanished
    assert store.poll() is None
    store.close()


def basis(data: bytes) -> Basis:
    """What is known of a file."""
    parsed = parse(data)
    assert parsed.frame is not None
    return basis_of(parsed.rows, digest(data), len(data), parsed.frame)


@given(_ROWS, _ROWS)
def test_what_was_added_to_a_file_is_told_from_its_ids_alone(
    before: dict[str, str], more: dict[str, str]
) -> None:
    """Wherever it stands, and with the openers of writers that are new."""
    there = lines_of(before)
    after = {**lines_of(more), **there}
    old, data = file_of(there), file_of(after)
    found = additions(data, basis(old), list(parse(old).rows), most=12)
    if after == there:
        assert found is None
    else:
        assert found is not None
        assert list(found.rows.items()) == list(parse(data).rows.items())
        assert set(keys_of(found.lines)) == after.keys() - there.keys()


@given(_ROWS, _ROWS, st.binary(max_size=20), st.integers(0, 10_000), st.integers(0, 40))
def test_what_was_not_only_added_to_is_left_to_who_takes_the_file_apart(
    before: dict[str, str], more: dict[str, str], junk: bytes, place: int, gone: int
) -> None:
    """A row that is gone or another one, a line that is no row, damage: what is told is what is there."""
    old = file_of(lines_of(before))
    data = file_of({**lines_of(more), **lines_of(before)})
    at = place % len(data)
    broken = data[:at] + junk + data[at + gone :]
    found = additions(broken, basis(old), list(parse(old).rows), most=12)
    if found is not None:
        assert parse(broken).is_tidy
        assert list(found.rows.items()) == list(parse(broken).rows.items())
        assert set(keys_of(found.lines)) == parse(broken).rows.keys() - before.keys()


def test_more_than_was_asked_for_is_not_looked_for() -> None:
    """Where much has come, taking the file apart is as cheap."""
    rows = lines_of({f"k7q-{number:012d}": "Called." for number in range(5)})
    old = file_of({})
    assert additions(file_of(rows), basis(old), [], most=4) is None
    found = additions(file_of(rows), basis(old), [], most=5)
    assert found is not None
    assert found.rows == rows


@given(_ROWS, _ROWS)
def test_a_file_is_told_to_have_grown_by_lines_that_are_known(
    before: dict[str, str], more: dict[str, str]
) -> None:
    """By all of them and no others."""
    there = lines_of(before)
    new = {key: line for key, line in lines_of(more).items() if key not in there}
    old, data = basis(file_of(there)), file_of({**there, **new})
    lines = lines_to_add(new, old)
    assert is_grown(data, old, lines)
    assert not is_grown(data, old, [*lines, b'"z4z-999999999999": {"do": "x"},'])
    assert not lines or not is_grown(data, old, lines[1:])


@given(_ROWS, _ROWS, st.binary(max_size=20), st.integers(0, 10_000), st.integers(0, 40))
def test_a_file_that_has_changed_in_another_way_has_not_grown(
    before: dict[str, str], more: dict[str, str], junk: bytes, place: int, gone: int
) -> None:
    """Whatever else is in it, also as many bytes as there should be."""
    there = lines_of(before)
    new = {key: line for key, line in lines_of(more).items() if key not in there}
    old, data = basis(file_of(there)), file_of({**there, **new})
    at = place % len(data)
    for broken in (data[:at] + junk + data[at + gone :], data[:at] + junk + data[at + len(junk) :]):
        assert is_grown(broken, old, lines_to_add(new, old)) == (broken == data)


def test_lines_count_only_where_the_layout_has_them() -> None:
    """A file in which they stand elsewhere is another one, although it holds the same rows."""
    rows = lines_of({f"k7q-{number:012d}": "Called." for number in range(5)})
    new = lines_of({"k7q-000000000002z": "Met."} | {f"m2x-{at:012d}": "Met." for at in range(2)})
    old = basis(file_of(rows))
    lines = lines_to_add(new, old)
    data = file_of({**rows, **new})
    for line in lines:
        rest = data.replace(line + b"\n", b"")
        for other in (b'"k7q": {},\n', b'"0": {},\n', b'"~": {}\n'):
            assert not is_grown(rest.replace(other, line + b"\n" + other), old, lines)


def test_rows_about_others_are_none_to_add() -> None:
    """What they do to the others is for who takes the file apart."""
    row = row_line("k7q-000000000002", {"do": "data.erased", "rows": []})
    assert lines_to_add({"k7q-000000000002": row}, basis(file_of({}))) == []
