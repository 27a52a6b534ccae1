"""A deal's score, its fit to the profiles and what is known of its company, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from pipeboard.domain.board import Board
from pipeboard.domain.companies import company_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.profiles import Fit, Part, best_fit, fits, people_text
from pipeboard.view.card import Row
from pipeboard.view.dialog import LATE, SOFT, TEXT, TITLE
from pipeboard.view.text import clean, cut, fit, wrap

if TYPE_CHECKING:
    from pipeboard.domain.scoring import Line, Score

HOLDS: Final = "✓"
FITS: Final = {"yes": "✓", "partly": "~", "no": "✗", "unknown": "?"}
"""The sign of each part of a fit, which needs no colour."""
_ROLES: Final = {"yes": TEXT, "partly": TEXT, "no": LATE, "unknown": SOFT}


def score_text(found: Score) -> str:
    """ "45", or "60, set by hand; the rules give 45"."""
    if found.override is None:
        return str(found.computed)
    return f"{found.override}, set by hand; the rules give {found.computed}"


def fit_text(found: Fit | None) -> str:
    """ "67% Agency"; "" where there is no profile."""
    return f"{found.percent}% {clean(found.profile.title)}" if found else ""


def points_text(points: int) -> str:
    """ "+10", "-5"."""
    return f"{points:+d}"


def rule_text(line: Line) -> str:
    """A rule by its title; why it is left out, where it cannot be read."""
    title = clean(line.rule.definition.title)
    return f"{title}: left out. {line.rule.problem}" if line.rule.problem else title


def part_state(part: Part) -> str:
    """`yes`, `partly`, `no` or `unknown`."""
    if not part.known:
        return "unknown"
    return "yes" if part.found == part.of else "partly" if part.found else "no"


def part_text(part: Part) -> str:
    """ "industry: software; asked: software, media"."""
    known = clean(part.known) or "unknown"
    return f"{part.name}: {known}; asked: {clean(part.asked)}"


def company_text(company: Definition | None) -> str:
    """ "Software, 120 people, acme.example"; "" where nothing is known."""
    if company is None:
        return ""
    size = company.values.get("size")
    people = people_text(size) if isinstance(size, int) else ""
    return clean(", ".join(filter(None, (company.text("industry"), people, company.text("website")))))


def figures(deal: Deal, board: Board, today: date) -> tuple[tuple[str, str], ...]:
    """The company, the score and the fit as labelled texts, empty where there is nothing to say."""
    from pipeboard.domain.scoring import (
        score,  # it reads filters (15 ms), which the first key must not wait for
    )

    company = company_of(deal, board)
    return (
        ("About them", company_text(company)),
        ("Note", company.text("note") if company else ""),
        ("Score", score_text(score(deal, board, today))),
        ("Fit", fit_text(best_fit(deal, board))),
    )


def scoring_lines(deal: Deal, board: Board, today: date, width: int) -> list[Row]:
    """The score with every rule and the fit with every part, each row exactly `width` cells."""
    from pipeboard.domain.scoring import score  # as above

    found = score(deal, board, today)
    rows = [_row(f"Score {score_text(found)}", TITLE, width)]
    for line in sorted(found.lines, key=lambda one: (not one.rule.problem, not one.holds)):
        sign = "!" if line.rule.problem else HOLDS if line.holds else " "
        role = LATE if line.rule.problem else TEXT if line.holds else SOFT
        head = f"{sign} {points_text(line.points):>4}  "
        rows.extend(_hanging(head, rule_text(line), role, width))
    if not found.lines:
        rows.append(_row("No rules yet: g d, score.", SOFT, width))
    rows.append(_row("", TEXT, width))
    profiles = fits(deal, board)
    for place, one in enumerate(profiles):
        rows.append(
            _row(f"{'Fit' if not place else 'Also'} {fit_text(one)}", TITLE if not place else SOFT, width)
        )
        if not place:
            for part in one.parts:
                state = part_state(part)
                rows.extend(_hanging(f"{FITS[state]} ", part_text(part), _ROLES[state], width))
    if not profiles:
        rows.extend(_hanging("", "No profile of an ideal customer yet: g d, profile.", SOFT, width))
    return rows


def _hanging(head: str, text: str, role: str, width: int) -> list[Row]:
    """A text behind a head, going on below itself."""
    first, *rest = wrap(text, max(width - len(head) - 2, 1)) or [""]
    return [_row(head + first, role, width), *(_row(" " * len(head) + line, role, width) for line in rest)]


def _row(text: str, role: str, width: int) -> Row:
    return ((" " + fit(cut(text, width - 2), width - 1), role),)
