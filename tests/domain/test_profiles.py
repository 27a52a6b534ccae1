"""Profiles of ideal customers: a fit from 0 to 100 that only grows with what is matched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, by_id, make_board, make_deal
from pipeboard.domain.board import Board
from pipeboard.domain.companies import accounts, company_of, find_account
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.errors import NotFound
from pipeboard.domain.profiles import best_fit, fit_percent, fits, size_text
from pipeboard.domain.query import parse_query

AGENCY = {
    "industries": ("media", "software"),
    "smallest": 10,
    "largest": 200,
    "pains": ("old brand", "slow site", "no leads"),
    "buying": ("committee",),
}


def board_with(*profiles: dict[str, Any], company: dict[str, Any] | None = None) -> Board:
    """A board with these profiles, and what is known of Acme Oy."""
    defined = {
        f"p{place}": Definition("profile", f"p{place}", {"title": f"P{place}", "rank": f"{place}i", **values})
        for place, values in enumerate(profiles)
    }
    known = {"acme-oy": Definition("company", "acme-oy", {"title": "Acme Oy", **company})} if company else {}
    return make_board(0)._replace(defined={"profile": defined, "company": known})


def parts(deal: Deal, board: Board) -> dict[str, tuple[str, str]]:
    """What is known of each part of the best profile, and its share."""
    best = best_fit(deal, board)
    assert best is not None
    return {part.name: (part.known, f"{part.found}/{part.of}") for part in best.parts}


def test_a_full_match_is_a_hundred() -> None:
    """Company facts in any case, and as words of longer texts."""
    board = board_with(AGENCY, company={"industry": "Software and services", "size": 10})
    deal = make_deal(
        company=" ACME  oy",
        pains=("Slow site", "Old brand since 2010", "no leads"),
        buying="Committee, three quotes",
    )
    assert fit_percent(deal, board) == 100


def test_unknown_facts_do_not_match_and_are_told() -> None:
    """Apart from those that are known and differ."""
    board = board_with(AGENCY, company={"size": 5})
    deal = make_deal(pains=("slow site",))
    assert parts(deal, board) == {
        "industry": ("", "0/1"),
        "size": ("5 people", "0/1"),
        "pains": ("slow site", "1/3"),
        "buying": ("", "0/1"),
    }
    assert fit_percent(deal, board) == 8


def test_what_a_profile_does_not_name_it_does_not_ask() -> None:
    """One that asks for nothing fits nobody and everybody: it is passed over."""
    assert fit_percent(make_deal(buying="alone"), board_with({"buying": ("alone",)})) == 100
    for nothing in ({}, {"industries": (" ",), "pains": ("",)}):
        assert fit_percent(make_deal(), board_with(nothing)) is None
        assert fits(make_deal(), board_with(nothing)) == ()
    assert fit_percent(make_deal(), board_with()) is None


@pytest.mark.parametrize(
    ("asked", "size", "percent"),
    [
        ({"smallest": 10}, 10, 100),
        ({"smallest": 10}, 9, 0),
        ({"largest": 10}, 10, 100),
        ({"largest": 10}, 11, 0),
        ({"smallest": 1, "largest": 1}, 1, 100),
        ({"largest": 0}, 0, 100),
    ],
)
def test_sizes_are_bounds_that_belong_to_the_range(asked: dict[str, int], size: int, percent: int) -> None:
    """An open end lets everything in."""
    assert fit_percent(make_deal(), board_with(asked, company={"size": size})) == percent
    assert size_text(asked.get("smallest"), asked.get("largest"))


def test_the_best_profile_counts() -> None:
    """The first of equals; the others are listed behind it."""
    board = board_with({"buying": ("quotes",)}, {"buying": ("alone",)}, {"buying": ("alone",)})
    found = fits(make_deal(buying="alone"), board)
    assert [(one.profile.id, one.percent) for one in found] == [("p1", 100), ("p2", 100), ("p0", 0)]


def test_words_are_whole_words() -> None:
    """ "art" is no "smart", and "C#" is no "C"."""
    board = board_with({"buying": ("art",)}, {"buying": ("C#",)})
    assert fit_percent(make_deal(buying="smart people"), board) == 0
    assert fit_percent(make_deal(buying="the art of C"), board) == 100
    assert fit_percent(make_deal(buying="C"), board) == 0


def test_filters_find_deals_by_their_fit() -> None:
    """Without a profile nothing fits, whatever is asked."""
    deals = by_id((make_deal(id="a", title="a", buying="alone"), make_deal(id="b", title="b")))
    board = board_with({"buying": ("alone",)})._replace(deals=deals)
    for text, titles in (("fit>=50", {"a"}), ("fit<50%", {"b"}), ("fit:100", {"a"})):
        assert {deal.title for deal in parse_query(text, NOW, "", board).select(board)} == titles
    bare = make_board(0)._replace(deals=deals)
    assert parse_query("fit<50", NOW, "", bare).select(bare) == []


WORDS = st.sampled_from(("media", "software", "slow site", "committee", "alone", "Ärger", "", "-"))
LISTS = st.lists(WORDS.filter(bool), max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
SIZES = st.none() | st.integers(0, 30)
PROFILES = st.fixed_dictionaries(
    {"industries": LISTS, "smallest": SIZES, "largest": SIZES, "pains": LISTS, "buying": LISTS}
)


@given(st.lists(PROFILES, max_size=3), SIZES, WORDS, LISTS, WORDS)
def test_a_fit_is_between_0_and_100_and_no_fact_makes_it_worse(
    profiles: list[dict[str, Any]], size: int | None, industry: str, pains: tuple[str, ...], buying: str
) -> None:
    """To learn a fact that was not known can only raise the fit; one more pain, too."""
    company = {"size": size, "industry": industry}
    full = make_deal(pains=pains, buying=buying)
    percent = fit_percent(full, board_with(*profiles, company=company))
    assert percent is None or 0 <= percent <= 100
    for deal, known in (
        (full._replace(pains=pains[1:]), company),
        (full._replace(buying=""), company),
        (full, {**company, "size": None}),
        (full, {**company, "industry": ""}),
    ):
        less = fit_percent(deal, board_with(*profiles, company=known))
        assert (less is None) == (percent is None)
        assert percent is None or less is None or less <= percent


def test_companies_gather_their_deals_whatever_the_case() -> None:
    """By the name as it was defined, else as the first deal has it; hidden deals do not count."""
    deals = by_id(
        (
            make_deal(id="a", company="ACME oy"),
            make_deal(id="b", company="Acme Oy", status="won"),
            make_deal(id="c", company="Beta"),
            make_deal(id="d", company="Gone", archived=True),
            make_deal(id="e", company=" "),
        )
    )
    board = board_with(company={"industry": "media"})._replace(deals=deals)
    assert [(one.name, len(one.deals)) for one in accounts(board)] == [("Acme Oy", 2), ("Beta", 1)]
    assert find_account(board, "bet").name == "Beta"
    known = company_of(board.deals["a"], board)
    assert known is not None
    assert known.text("industry") == "media"
    with pytest.raises(NotFound, match="the nearest: Acme Oy"):
        find_account(board, "Acme Ou")
