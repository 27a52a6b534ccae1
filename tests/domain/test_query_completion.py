"""A filter that is being typed is offered what the language and the board know."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_board, make_deal
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.query import FIELDS, FLAGS, parse_query
from pipeboard.domain.query.completion import Known, complete
from work import count_calls

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DEAL = make_deal(
    title="Special",
    owner="Ann Lee",
    source="trade fair",
    tags=("vip", "web"),
    custom={"Region": "North", "Sales office": "Oulu"},
    follow_ups=(FollowUp("f1", "call", NOW.date(), cadence="intro"),),
)
BOARD = make_board(20).with_deals({DEAL.id: DEAL})
KNOWN = Known(BOARD)


def offered(text: str, cursor: int | None = None) -> list[str]:
    return [one.text for one in complete(text, len(text) if cursor is None else cursor, KNOWN).candidates]


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("ov", ["overdue"]),
        ("own", ["owner:"]),
        ("-ov", ["overdue"]),
        ("vip (sta", ["status:", "stage:"]),
        ("budg", ["budget:"]),
        ("custom.R", ["custom.Region:"]),
        ("custom.S", ['custom."Sales office":']),
        ("owner:an", ['"Ann Lee"']),
        ("owner:m", ["me"]),
        ("owner:lee", ['"Ann Lee"']),
        ('owner:"ann', ['"Ann Lee"']),
        ("tags:v", ["vip"]),
        ("source:tr", ['"trade fair"']),
        ("status:l", ["lost"]),
        ("has:decision", ["decision-maker"]),
        ("budget:", ["yes", "partial"]),
        ("close<2", ["2w"]),
        ("close:today..e", ["eom", "eoq"]),
        ("created>=y", ["yesterday"]),
        ("follow-up:c", ["call"]),
        ("cadence:", ["intro"]),
        ("custom.Region:", ["North"]),
        ('custom."Sales office":o', ["Oulu"]),
    ],
)
def test_what_may_follow_is_offered(text: str, some: list[str]) -> None:
    """Names with their sign, values as they have to stand, whatever was typed of them."""
    assert set(some) <= set(offered(text))


@pytest.mark.parametrize(
    "text", ["", "acme ", "(", "overdue", '"own', "value>1", "title:x", "nothinglikeit", "a:b"]
)
def test_nothing_is_offered_where_nothing_is_known(text: str) -> None:
    """Not before a term is begun, nor once it is whole, nor inside of quotes."""
    assert offered(text) == []


def test_the_term_before_the_cursor_goes_on() -> None:
    """In the middle of a filter, too; what stands behind is left alone."""
    text = "owner:an value>10k"
    found = complete(text, len("owner:an"), KNOWN)
    ann = next(one.text for one in found.candidates if "Lee" in one.text)
    assert text[: found.start] + ann + text[found.end :] == 'owner:"Ann Lee" value>10k'


def test_every_flag_and_field_is_offered_with_what_it_is() -> None:
    """And each can be found by its first letters."""
    by_text = {one.text: one.about for one in KNOWN.names()}
    assert all(by_text[name] for name in FLAGS)
    assert all(by_text[f"{name}:"] for name in FIELDS)
    for name in by_text:
        assert name in offered(name[:2]) or name.startswith("custom.")


@given(st.text(max_size=30) | st.text('ab:<>=."\\() -', max_size=20), st.integers(0, 30))
def test_completing_never_crashes(text: str, cursor: int) -> None:
    """Whatever stands around the cursor."""
    found = complete(text, min(cursor, len(text)), KNOWN)
    assert found.start <= found.end <= len(text)


def test_whatever_is_offered_reads() -> None:
    """Every flag, and every field with every value that is offered for it."""
    for name in KNOWN.names():
        if not name.text.endswith(":"):
            parse_query(name.text, NOW, "Ann", BOARD)
            continue
        for value in complete(name.text, len(name.text), KNOWN).candidates:
            parse_query(f"-{name.text}{value.text}", NOW, "Ann", BOARD)


def test_a_letter_more_goes_through_no_deals() -> None:
    """What the board holds in a field is counted once."""
    big = Known(make_board(2000))
    complete("owner:", 6, big)
    assert count_calls(lambda: complete("owner:an", 8, big)) < 500
