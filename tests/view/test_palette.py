"""The palette finds what is meant from a few letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.guide import guide
from pipeboard.view.palette import MOST, Entry, Index, board_entries, entry_rows, topic_entries
from pipeboard.view.text import cells, clean

COMMANDS = [
    Entry("command", "deal.move", "Move to a stage...", "m"),
    Entry("command", "deal.new", "New deal", "n"),
    Entry("command", "board.undo", "Undo", "u"),
]
DEALS = [
    Entry("deal", "1", "Acme website", "Lead", "Acme Oy"),
    Entry("deal", "2", "New website", "Proposal", "Globex"),
    Entry("deal", "3", "Hooli audit", "Lead", "Hooli"),
]
STAGE = Entry("stage", "lead", "Lead", "stage")


def ids(query: str, entries: list[Entry] | None = None) -> list[str]:
    """What is found, in order."""
    return [entry.id for entry in Index(entries or [*COMMANDS, STAGE, *DEALS]).search(query)]


def test_an_empty_line_offers_commands_and_stages() -> None:
    """Thousands of deals do not hide the commands."""
    assert ids("") == ["deal.move", "deal.new", "board.undo", "lead"]


def test_the_start_of_a_name_comes_before_its_middle() -> None:
    """Commands come before deals where both fit as well."""
    assert ids("new") == ["deal.new", "2"]
    assert ids("web") == ["2", "1"]


def test_deals_are_found_by_their_company() -> None:
    """Title and company are searched alike."""
    assert ids("globex") == ["2"]


def test_words_may_come_in_any_order() -> None:
    """Every word must occur somewhere."""
    assert ids("website acme") == ["1"]


def test_letters_in_order_are_enough_when_nothing_has_the_word() -> None:
    """A fuzzy match is a last resort, so that it never hides an exact one."""
    assert ids("mvst") == ["deal.move"]
    assert ids("zzz") == []


def test_typing_on_finds_the_same_as_typing_at_once() -> None:
    """Narrowing an earlier result never loses a match."""
    index = Index([*COMMANDS, STAGE, *DEALS])
    for part in ("h", "ho", "hoo", "hooli"):
        found = index.search(part)
    assert [entry.id for entry in found] == ids("hooli")
    assert [entry.id for entry in index.search("ho")] == ids("ho")
    assert index.search("zz") == ()
    assert [entry.id for entry in index.search("zza"[:0] + "acme")] == ids("acme")


def test_at_most_two_hundred_are_shown() -> None:
    """A single letter on a big board stays quick."""
    many = [Entry("deal", str(number), f"Acme {number}") for number in range(1000)]
    assert len(ids("a", many)) == MOST


def test_stages_and_deals_of_the_board_are_entries() -> None:
    """A closed deal says how it ended."""
    from factories import make_board, make_deal

    board = make_board(3).with_deals({"x": make_deal(id="x", title="Old", status="lost")})
    entries = board_entries(board)
    assert [one.id for one in entries if one.kind == "stage"][:2] == ["lead", "qualified"]
    assert next(one for one in entries if one.id == "x").note == "lost"


@given(
    st.text(max_size=40), st.text(max_size=20), st.text(max_size=10), st.text(max_size=6), st.integers(20, 80)
)
def test_hostile_names_keep_their_row(title: str, company: str, note: str, query: str, width: int) -> None:
    """Whatever a deal is called, its row is clean and exactly as wide as the list."""
    entry = Entry("deal", "1", clean(title), clean(note), clean(company))
    for cursor in (0, 1):
        (row,) = entry_rows([entry], query, cursor, width, 0, 5)
        line = "".join(text for text, _ in row)
        assert cells(line) == width
        assert clean(line) == line


def test_what_cannot_be_done_now_comes_last_and_says_why() -> None:
    """It is found all the same, in soft letters and with the reason in the place of its key."""
    closed = Entry("command", "deal.reopen", "Reopen", "O", off="it is open")
    entries = [closed, *COMMANDS]
    assert ids("", entries)[-1] == "deal.reopen"
    (row,) = entry_rows([closed], "", 1, 40, 0, 1)
    assert "(it is open)" in "".join(text for text, _ in row)
    assert " O " not in "".join(text for text, _ in row)


def test_the_topics_of_the_guide_are_found() -> None:
    """By their names and by their headings."""
    entries = topic_entries()
    assert {one.id for one in entries} == set(guide())
    assert ids("many", entries)[0] == "many"
    assert "filter" in ids("filter", entries)
