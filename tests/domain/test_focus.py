"""The 3-3-3 focus list: what counts, and what an account is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import TODAY, by_id, make_board, make_deal
from histories import Replica, team
from pipeboard.domain import actions as a
from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.focus import Focus, accounts_named, deals_by_account, focus_of, focuses, sheet

ACCOUNTS = ("Acme", "Beta", "Gamma")
FOCUS = Focus("Ann", TODAY, ACCOUNTS)
DEALS = {name: (make_deal(id=f"k7q-01hk3z8q0v3{at}", company=name),) for at, name in enumerate(ACCOUNTS)}


def at(day: date, hour: int = 12) -> datetime:
    """A moment of a day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def touched(*counts: tuple[int, int, int]) -> dict[str, tuple[datetime, ...]]:
    """So many touches on each account and day."""
    return {
        DEALS[name][0].id: tuple(
            at(TODAY + timedelta(days=day)) for day, count in enumerate(days) for _ in range(count)
        )
        for name, days in zip(ACCOUNTS, counts, strict=False)
    }


def test_at_most_three_touches_on_an_account_count() -> None:
    """3, 4 and 1 make 7 of 9."""
    found = sheet(FOCUS, DEALS, touched((1, 1, 1), (4, 0, 0), (0, 1, 0)), UTC)
    assert found.score == 7
    assert [line.touches for line in found.lines] == [(1, 1, 1), (4, 0, 0), (0, 1, 0)]


def test_by_days_at_most_three_a_day_count() -> None:
    """Of 27: 4 on one day are 3."""
    found = sheet(FOCUS, DEALS, touched((1, 1, 1), (4, 2, 3), (0, 1, 0)), UTC)
    assert found.score_by_day == 3 + 8 + 1


def test_fewer_accounts_have_the_same_nine_to_reach() -> None:
    """Two accounts make 6 at most."""
    found = sheet(FOCUS._replace(accounts=ACCOUNTS[:2]), DEALS, touched((3, 3, 3), (9, 9, 9)), UTC)
    assert found.score == 6


@pytest.mark.parametrize(("days", "hour", "counts"), [(-1, 23, 0), (0, 0, 1), (2, 23, 1), (3, 0, 0)])
def test_the_three_days_are_those_of_the_calendar(days: int, hour: int, counts: int) -> None:
    """From the first moment of the first to the last of the third."""
    moments = {DEALS["Acme"][0].id: (at(TODAY + timedelta(days=days), hour),)}
    assert sheet(FOCUS, DEALS, moments, UTC).score == counts


def test_a_day_is_the_boards() -> None:
    """23:30 in UTC is the next day in Helsinki."""
    zone = make_board(0, timezone="Europe/Helsinki").zone
    moments = {DEALS["Acme"][0].id: (at(TODAY - timedelta(days=1), 23),)}
    assert sheet(FOCUS, DEALS, moments, zone).lines[0].touches == (1, 0, 0)


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=3, max_size=3))
def test_the_scores_never_pass_their_most(counts: list[tuple[int, int, int]]) -> None:
    """And by days it is never less than in all."""
    found = sheet(FOCUS, DEALS, touched(*counts), UTC)
    assert 0 <= found.score <= 9
    assert found.score <= found.score_by_day <= 27


def board() -> Board:
    """Two deals of Acme, one of them closed, one of nobody, and one that is archived."""
    deals = [
        make_deal(id="k7q-01hk3z8q0v31", company="Acme Oy", status="won", title="Old"),
        make_deal(id="k7q-01hk3z8q0v32", company="ACME oy", title="New"),
        make_deal(id="k7q-01hk3z8q0v33", company="", title="Maija"),
        make_deal(id="k7q-01hk3z8q0v34", company="Zeta", archived=True),
    ]
    return make_board(0)._replace(deals=by_id(deals))


def test_an_account_is_a_company_or_a_deal_without_one() -> None:
    """In any case of letters; its open deals come first."""
    found = deals_by_account(("Acme Oy", "Maija"), board())
    assert [deal.title for deal in found["Acme Oy"]] == ["New", "Old"]
    assert [deal.title for deal in found["Maija"]] == ["Maija"]


def test_accounts_are_named_by_what_they_begin_with() -> None:
    """Each once; what nobody has is not found."""
    assert accounts_named(("mai", "Maija"), board()) == ("Maija",)
    for text in ("Zeta", "x"):
        with pytest.raises(NotFound, match="No deal has the company"):
            accounts_named((text,), board())
    with pytest.raises(BadInput):
        accounts_named((" ",), board())


@pytest.fixture
def ann() -> Replica:
    """A clone with four companies."""
    ann = team()[0]
    for name in (*ACCOUNTS, "Acme Two"):
        ann.add(name, company=name)
    return ann


def test_a_focus_is_set_and_set_anew(ann: Replica) -> None:
    """One for each person, whatever the case of their name; what is typed becomes the company's name."""
    ann.do(a.SetFocus("me", ("beta", "gam", "acme")))
    assert focus_of(ann.board, "ANN") == Focus("Ann", TODAY, ("Acme", "Beta", "Gamma"))
    ann.do(a.SetFocus("Ann", ("Acme Two",), TODAY + timedelta(days=1)))
    ann.do(a.SetFocus("Bob", ("Acme",)))
    assert [(one.owner, one.accounts) for one in focuses(ann.board)] == [
        ("Ann", ("Acme Two",)),
        ("Bob", ("Acme",)),
    ]


def test_four_accounts_are_too_many(ann: Replica) -> None:
    """Three it is."""
    with pytest.raises(BadInput, match="4 were named"):
        ann.do(a.SetFocus("me", (*ACCOUNTS, "Acme Two")))
