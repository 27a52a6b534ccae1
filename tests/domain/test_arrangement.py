"""How a board is shown has a text that reads back to the same, whatever fields and stages are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.arrangement import (
    CELLS,
    CLOSED,
    Arrangement,
    arrangement_text,
    read_arrangement,
    read_sort,
)
from pipeboard.domain.errors import BadInput
from pipeboard.domain.lanes import LANES
from pipeboard.domain.sorting import SORTS

OWN_TRIMMED = st.text(min_size=1, max_size=12).map(lambda name: f"custom.{name.strip() or 'x'}")
OWN = st.text(min_size=1, max_size=12).map(lambda name: f"custom.{name}")
IDS = st.frozensets(st.text(min_size=1, max_size=8) | st.sampled_from(sorted(CLOSED)), max_size=4)
ARRANGEMENTS = st.builds(
    Arrangement,
    sort=st.sampled_from(list(SORTS)) | OWN,
    reverse=st.booleans(),
    lanes=st.sampled_from(["", *LANES]) | OWN,
    collapsed=IDS,
    hidden=IDS,
    pipeline=st.text(max_size=8),
    table=st.booleans(),
    cells=st.lists(st.sampled_from(CELLS) | OWN_TRIMMED, unique=True, max_size=4).map(tuple),
)


@given(ARRANGEMENTS)
def test_its_text_reads_back_to_the_same(one: Arrangement) -> None:
    """Names of fields may hold blanks, commas, quotes, percent signs and anything else."""
    assert read_arrangement(arrangement_text(one)) == one


def test_the_text_says_only_what_is_not_plain() -> None:
    """Saved views are short, and people can write them."""
    assert arrangement_text(Arrangement()) == ""
    made = Arrangement("value", True, "owner", CLOSED | {"lead"}, frozenset({"delivery"}), "sales")
    assert arrangement_text(made) == (
        "sort:-value lanes:owner collapse:lead,status.disqualified,status.lost,status.won "
        "hide:delivery pipeline:sales"
    )
    assert read_arrangement("collapse:").collapsed == frozenset()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sort:vlaue", "did you mean 'value'?"),
        ("sort:", "custom.NAME"),
        ("lanes:ownr", "did you mean 'owner'?"),
        ("as:pie", "'as:pie'"),
        ("cells:titel", "did you mean 'title'?"),
        ("value>10k", "'value>10k'"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, names: str) -> None:
    """One sentence with the part and what there is instead."""
    with pytest.raises(BadInput) as refused:
        read_arrangement(text)
    assert names in refused.value.sentence


def test_choosing_the_sort_again_turns_it_round() -> None:
    """A sort starts in the direction that people mostly want."""
    by_value = Arrangement().sorted_by("value")
    assert (by_value.sort, by_value.reverse) == ("value", True)
    assert not by_value.sorted_by("value").reverse
    assert not by_value.sorted_by("title").reverse
    assert read_sort("-title") == ("title", True)


def test_a_column_is_collapsed_and_opened_by_the_same_step() -> None:
    """Twice leaves it as it was."""
    one = Arrangement().toggled("lead")
    assert one.collapsed == CLOSED | {"lead"}
    assert one.toggled("lead") == Arrangement()
    assert one._replace(collapsed=frozenset()) != one
