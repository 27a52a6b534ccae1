"""Git's conflict markers in a board file: every row of every side is there, and the markers go."""

from __future__ import annotations

import pytest

from pipeboard.store.damage import Damage
from pipeboard.store.layout import Side
from pipeboard.store.parsing import parse
from store.disk import BOARD, sample_file, sample_rows, splice

BASE = sample_rows(4)
OURS = sample_rows(2, "m2xa", seed=1)
THEIRS = sample_rows(3, "m2xb", seed=2)
FILE = sample_file(BASE)
UNITED = sample_file(BASE, OURS, THEIRS)
PLACE = b'"n": {},\n'


def lines(rows: dict[str, bytes], opener: bytes = b"") -> bytes:
    return opener + b"".join(line + b"\n" for line in rows.values())


OUR_LINES = lines(OURS, b'"m2xa": {},\n')
THEIR_LINES = lines(THEIRS, b'"m2xb": {},\n')


def conflicting(hunk: bytes) -> bytes:
    """The file with a hunk that git could not merge."""
    return FILE.replace(PLACE, hunk + PLACE)


HUNKS = {
    "merge": b"<<<<<<< HEAD\n" + OUR_LINES + b"=======\n" + THEIR_LINES + b">>>>>>> bob/main\n",
    "diff3": b"<<<<<<< HEAD\n"
    + OUR_LINES
    + b"||||||| 1a2b3c4\n"
    + b'"m": {},\n'
    + b"=======\n"
    + THEIR_LINES
    + b">>>>>>> bob/main\n",
    "inner": b"<<<<<<< HEAD\n"
    + OUR_LINES
    + b"||||||| merged common ancestors\n"
    + b"<<<<<<<<< Temporary merge branch 1\n"
    + THEIR_LINES[:12]
    + b"=========\n"
    + b">>>>>>>>> Temporary merge branch 2\n"
    + b"=======\n"
    + THEIR_LINES
    + b">>>>>>> bob/main\n",
    "committed": b"<<<<<<< HEAD\n<<<<<<< old\n"
    + OUR_LINES
    + b"=======\n>>>>>>> older\n=======\n"
    + THEIR_LINES
    + b">>>>>>> bob/main\n",
    "no names": b"<<<<<<<\n" + OUR_LINES + b"=======\n" + THEIR_LINES + b">>>>>>>\n",
    "half": OUR_LINES + b"=======\n" + THEIR_LINES + b">>>>>>> bob/main\n",
}


@pytest.mark.parametrize("kind", HUNKS)
def test_the_rows_of_all_sides_are_united(kind: str) -> None:
    """Whatever the style of the conflict: the union, laid out as if there had been none."""
    data = conflicting(HUNKS[kind])
    parsed = parse(data)
    assert parsed.rows == BASE | OURS | THEIRS
    assert parsed.quarantined == ()
    assert parsed.laid_out(data) == UNITED


def test_it_is_told_what_came_from_where() -> None:
    """By the names that git gave, with how many rows each side alone brings."""
    assert parse(conflicting(HUNKS["merge"])).sides == (Side("HEAD", 2), Side("bob/main", 3))
    assert parse(conflicting(HUNKS["diff3"])).sides == (Side("HEAD", 2), Side("bob/main", 3))
    shared = lines(dict(list(OURS.items())[:1]))
    twice = HUNKS["merge"].replace(b"=======\n", b"=======\n" + shared)
    assert parse(conflicting(twice)).sides == (Side("HEAD", 1), Side("bob/main", 3))
    assert parse(FILE).sides == ()


def test_whole_files_between_markers_are_one_board() -> None:
    """One side with other line ends makes git put both files, whole, into one conflict."""
    ours, theirs = sample_file(BASE, OURS), sample_file(BASE, THEIRS).replace(b"\n", b"\r\n")
    data = b"<<<<<<< HEAD\n" + ours + b"=======\n" + theirs + b">>>>>>> bob/main\n"
    parsed = parse(data)
    assert parsed.rows == BASE | OURS | THEIRS
    assert parsed.laid_out(data) == UNITED
    assert parsed.board == BOARD


def test_two_boards_between_markers_are_not_mixed() -> None:
    """Both sides began a board under the same name: neither is taken for the other."""
    theirs = sample_file(THEIRS, board="b-other")
    with pytest.raises(Damage) as caught:
        parse(b"<<<<<<< HEAD\n" + sample_file(OURS) + b"=======\n" + theirs + b">>>>>>> bob/main\n")
    assert caught.value.code == "two-boards"


def test_the_next_save_takes_the_markers_out() -> None:
    """And keeps a broken line, which is set aside as ever."""
    broken = b'"m2xb-01hk3z8q0v3x": {"do": "deal'
    data = conflicting(HUNKS["merge"].replace(b"=======\n", b"=======\n" + broken + b"\n"))
    parsed = parse(data)
    new = sample_rows(1, "zz9x")
    saved = splice(parsed.laid_out(data), new.values())
    again = parse(saved)
    assert again.rows == BASE | OURS | THEIRS | new
    assert [one.line for one in again.quarantined] == [broken]
    assert again.sides == ()


@pytest.mark.parametrize("place", [0, 1, 2, -4, -3, -2, -1])
def test_a_marker_anywhere_hides_no_row(place: int) -> None:
    """Also above the head, around the end and below it."""
    text = FILE.split(b"\n")
    text[place:place] = [b"<<<<<<< HEAD", b"=======", b">>>>>>> x"]
    assert parse(b"\n".join(text)).rows == BASE
