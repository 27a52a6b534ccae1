"""`score`, `fit` and `company`: what the team's definitions say of deals and companies."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard


def test_a_score_is_shown_rule_by_rule_and_set_by_hand(pipeboard: Pipeboard, board: Path) -> None:
    """What counts, what the rules give, and each rule with whether it holds."""
    found = pipeboard("score", "acme website", "--json").json
    assert (found["score"], found["computed"], found["override"]) == (0, 0, None)
    holds = {one["id"] for one in found["rules"] if one["holds"]}
    assert holds == {"value-known", "lively", "nobody"}
    pipeboard("contact", "add", "acme website", "Maija", "--role", "decision maker")
    assert pipeboard("score", "acme website").out.startswith("Acme website: score 20\n")
    said = pipeboard("score", "acme website", "--set", "60").out
    assert said == "Changed score override of Acme website.\n"
    text = pipeboard("score", "acme website").out
    assert text.startswith("Acme website: score 60, set by hand; the rules give 20\n")
    assert "✓     +15  Decision maker among the people" in text
    assert "60, set by hand; the rules give 20" in pipeboard("show", "acme website").out
    record = pipeboard("score", "acme website", "--clear", "--json").json
    assert (record["score"], record["score_computed"], record["score_override"]) == (20, 20, None)


def test_lists_give_scores_and_fits_and_sort_by_them(pipeboard: Pipeboard, board: Path) -> None:
    """The table shows what it is sorted by; deals without a fit come last."""
    pipeboard("score", "beta shop", "--set", "-7")
    records = {one["title"]: one for one in pipeboard("list", "--json").json["deals"]}
    assert (records["Beta shop"]["score"], records["Beta shop"]["fit"]) == (-7, None)
    table = pipeboard("list", "--sort", "score").out.splitlines()
    assert "SCORE" in table[0]
    assert [line.split()[1] for line in table[1:3]] == ["-7", "0"]
    pipeboard("define", "profile", "Agency", "buying=committee")
    pipeboard("edit", "beta shop", "--set", "buying=a committee")
    table = pipeboard("list", "--sort", "-fit").out.splitlines()
    assert [line.split()[1] for line in table[:3]] == ["FIT", "100", "0"]
    assert "FIT" not in pipeboard("list").out
    assert "Beta shop" in pipeboard("list", "fit>=50", "score<0").out


def test_a_fit_says_what_is_asked_known_and_unknown(pipeboard: Pipeboard, board: Path) -> None:
    """The best profile first."""
    assert pipeboard("fit", "acme website").err.startswith("pipeboard: There is no profile")
    pipeboard("define", "profile", "Agency", "industries=media", "smallest=10", "pains=slow site, old brand")
    pipeboard("define", "profile", "Anyone", "largest=1000")
    pipeboard("company", "set", "ACME OY", "--industry", "Media and TV", "--size", "5")
    pipeboard("edit", "acme website", "--set", "pains=slow site")
    text = pipeboard("fit", "acme website").out
    assert text.startswith("Acme website: fits 100% Anyone\n")
    found = pipeboard("fit", "acme website", "--json").json
    agency = found["profiles"][1]
    assert (found["fit"], agency["profile"], agency["fit"]) == (100, "agency", 50)
    assert {part["name"]: part["matched"] for part in agency["parts"]} == {
        "industry": "yes",
        "size": "no",
        "pains": "partly",
    }
    assert "Fit          100% Anyone" in pipeboard("show", "acme website").out


def test_companies_are_listed_shown_and_described(pipeboard: Pipeboard, board: Path) -> None:
    """Whatever case a deal names them in; what is known belongs to all of their deals."""
    pipeboard("add", "Acme app", "--company", "ACME oy", "--value", "8k", "--contact", "Maija")
    pipeboard("won", "acme app")
    said = pipeboard(
        "company", "set", "acme oy", "--industry", "Software", "--size", "120", "--note", "Nice"
    ).out
    assert said == "Defined the company Acme Oy.\n"
    assert pipeboard("company", "set", "Acme Oy", "--note", "").out == "Changed the company Acme Oy.\n"
    text = pipeboard("company", "list").out
    assert "Acme Oy" in text
    assert "Maija" in text
    [one] = pipeboard("company", "list", "--json").json["companies"]
    assert one == {
        "name": "Acme Oy",
        "industry": "Software",
        "size": 120,
        "website": "",
        "note": "",
        "open": 1,
        "open_value": {"EUR": "12000"},
        "won": 1,
        "won_value": {"EUR": "8000"},
        "contacts": 1,
    }
    shown = pipeboard("company", "show", "acme").out
    for part in ("Software, 120 people", "Acme website", "Acme app", "Maija"):
        assert part in shown
    found = pipeboard("company", "show", "acme", "--json").json
    assert [deal["title"] for deal in found["deals"]] == ["Acme website", "Acme app"]
    assert "Software, 120 people" in pipeboard("show", "acme app").out


def test_a_company_that_no_deal_names_is_kept_and_told(pipeboard: Pipeboard, board: Path) -> None:
    """It may be a slip."""
    said = pipeboard("company", "set", "Acme", "--size", "3").out
    assert said == "Defined the company Acme. No deal names it yet.\n"
    record = pipeboard("company", "set", "Acme", "--size", "4", "--json").json
    assert (record["summary"], record["size"]) == ("Changed the company Acme.", 4)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("score", "acme website", "--set", "lots"), 2, "is not a score; write a whole number"),
        (("score", "acme website", "--set", "5", "--clear"), 2, "not both"),
        (("score", "nix"), 3, "There is no deal 'nix'"),
        (("fit", "nix"), 3, "There is no deal 'nix'"),
        (("company", "show", "Acme Ou"), 3, "the nearest: Acme Oy"),
        (("company", "set", "Acme Oy"), 2, "Nothing was said of it"),
        (("company", "set", "Acme Oy", "--size", "big"), 2, "is not a number of people"),
        (("list", "--sort", "scor"), 2, "Deals cannot be sorted by 'scor'"),
    ],
)
def test_slips_are_told_with_the_way_on(
    pipeboard: Pipeboard, board: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    """One sentence, and nothing is changed."""
    before = board.read_bytes()
    ran = pipeboard(*words, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert board.read_bytes() == before
