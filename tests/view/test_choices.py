"""Keys for the things in a list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.choices import MOVING, initials_of, place_of


def test_things_get_their_first_letters() -> None:
    """The obvious key is the first letter."""
    assert initials_of(["Lead", "Discovery", "Proposal"]) == ("l", "d", "p")


def test_a_taken_letter_gives_way_to_another_of_the_name() -> None:
    """Two names with the same first letter both get a letter of theirs."""
    assert initials_of(["mail", "message", "meeting"]) == ("m", "e", "t")


def test_letters_that_move_choose_nothing() -> None:
    """j, k and q keep their meaning in lists."""
    keys = initials_of(["Qualified", "Kick-off", "Joint work"])
    assert not set(keys) & MOVING


def test_names_without_latin_letters_get_their_number() -> None:
    """A Chinese pipeline is picked by number."""
    assert initials_of(["寻找", "筛选", "Lead"]) == ("1", "2", "l")


def test_the_key_is_found_at_the_start_of_a_word_first() -> None:
    """The marked letter is the one a reader looks for."""
    assert place_of("s", "After sales") == 6
    assert place_of("e", "message") == 1
    assert place_of("1", "寻找") == -1


@given(st.lists(st.text(max_size=12), max_size=15))
def test_no_key_chooses_two_things(names: list[str]) -> None:
    """Keys are unique, whatever the names are."""
    keys = [key for key in initials_of(names) if key]
    assert len(keys) == len(set(keys))
