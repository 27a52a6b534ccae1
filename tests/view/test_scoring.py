"""A deal's score, fit and company in words; nothing is told by colour alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factories import TODAY, make_board, make_deal
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.domain.values import Value
from pipeboard.view.layout import row_text
from pipeboard.view.scoring import company_text, figures, scoring_lines
from pipeboard.view.text import cells


def board_with(text: str = "media") -> Board:
    """A board with a profile, a company and a rule that cannot be read."""
    profile: dict[str, Value] = {
        "title": "Agency",
        "industries": (text or "x",),
        "pains": ("slow site", "no leads"),
        "smallest": 9,
    }
    company: dict[str, Value] = {
        "title": "Acme Oy",
        "industry": text,
        "size": 1,
        "website": "acme.example",
        "note": text,
    }
    rule: dict[str, Value] = {"title": text, "when": "scor>3", "points": 50}
    return make_board(0)._replace(
        defined={
            "profile": {"agency": Definition("profile", "agency", profile)},
            "company": {"acme-oy": Definition("company", "acme-oy", company)},
            "score": {"broken": Definition("score", "broken", rule)},
        },
    )


def texts(board: Board, **fields: object) -> list[str]:
    rows = scoring_lines(make_deal(**fields), board, TODAY, 70)
    return [row_text(row).strip() for row in rows]


def test_the_breakdown_marks_what_holds_and_what_is_left_out() -> None:
    """First what cannot be read, then what holds, then the rest."""
    shown = texts(board_with(), touches=3, score_override=60)
    assert shown[0] == "Score 60, set by hand; the rules give 0"
    assert shown[1].startswith("!  +50  media: left out. Cannot read 'scor>3' at character 1")
    assert "✓   +5  Three touches or more" in shown
    assert "+15  Decision maker among the people" in shown


def test_each_part_of_a_fit_has_a_sign_of_its_own() -> None:
    """Matched, partly, not, unknown."""
    shown = texts(board_with(), pains=("slow site",))
    assert "✓ industry: media; asked: media" in shown
    assert "~ pains: slow site; asked: no leads, slow site" in shown or (
        "~ pains: slow site; asked: slow site, no leads" in shown
    )
    assert "✗ size: 1 person; asked: 9 or more people" in shown
    assert "Fit 50% Agency" in shown
    unknown = texts(board_with(), company="Beta")
    assert "? industry: unknown; asked: media" in unknown


def test_without_a_profile_the_way_to_one_is_told() -> None:
    """And the overview leaves the fit out."""
    assert texts(make_board(0))[-1].startswith("No profile of an ideal customer yet")
    told = dict(figures(make_deal(), make_board(0), TODAY))
    assert (told["Fit"], told["About them"]) == ("", "")


def test_the_overview_says_what_is_known_of_the_company() -> None:
    """On one line, with its note below."""
    told = dict(figures(make_deal(), board_with(), TODAY))
    assert told["About them"] == "media, 1 person, acme.example"
    assert told["Note"] == "media"
    assert company_text(None) == ""


@given(st.text(max_size=60), st.integers(12, 100))
def test_lines_keep_their_width_with_any_text(text: str, width: int) -> None:
    """Titles, industries and filters of any kind."""
    deal = make_deal(pains=(text,), buying=text)
    for row in scoring_lines(deal, board_with(text), TODAY, width):
        assert cells(row_text(row)) == width
        assert "\x1b" not in row_text(row)
