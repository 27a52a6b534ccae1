"""Ideal-customer profiles, and how well a deal fits them.

A profile asks for up to four things; what it does not name, it does not ask:

- industry: one of its `industries` is that of the deal's company;
- size: the people of the company are between `smallest` and `largest`;
- pains: those of its `pains` that the deal has;
- buying: one of the ways of its `buying` is how they buy.

Each counts the same. Industry, size and buying are matched or not, pains by their share: two of three pains
are two thirds. The fit is the mean of these, in whole percent and rounded down, so that only a full match is
100%. What is not known of the deal or its company does not match, and is told as unknown. Of several
profiles the best fit counts, the first of equals.

Words match in any case, as a text or within a longer one: "software" is found in "Software and services".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.companies import company_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition

_WORDS = re.compile(r"[^\s,;:/()]+")


class Part(NamedTuple):
    """One thing that a profile asks, and how the deal stands to it."""

    name: str
    """`industry`, `size`, `pains` or `buying`."""
    asked: str
    known: str
    """What is known; empty for unknown."""
    share: Fraction
    """How much of it is matched, from 0 to 1."""


class Fit(NamedTuple):
    """How well a deal fits a profile."""

    profile: Definition
    percent: int
    parts: tuple[Part, ...]


def fits(deal: Deal, board: Board) -> tuple[Fit, ...]:
    """The deal's fit to every profile that asks something, the best first."""
    company = company_of(deal, board)
    found = []
    for profile in board.definitions("profile").values():
        parts = _parts(profile, deal, company)
        if parts:
            mean = sum((part.share for part in parts), Fraction(0)) / len(parts)
            found.append(Fit(profile, int(mean * 100), parts))
    return tuple(sorted(found, key=lambda one: -one.percent))


def best_fit(deal: Deal, board: Board) -> Fit | None:
    """The deal's fit to the profile that suits it best; None where there is no profile."""
    if not board.definitions("profile"):
        return None
    return next(iter(fits(deal, board)), None)


def fit_percent(deal: Deal, board: Board) -> int | None:
    """From 0 to 100; None where there is no profile."""
    best = best_fit(deal, board)
    return best.percent if best else None


def people_text(size: int) -> str:
    """How many people: "1 person", "120 people"."""
    return f"{size} {'person' if size == 1 else 'people'}"


def size_text(least: object, most: object) -> str:
    """A range of sizes: "10 to 50 people", "10 or more people"."""
    if least is None:
        return "" if most is None else f"up to {most} people"
    return f"{least} or more people" if most is None else f"{least} to {most} people"


def _parts(profile: Definition, deal: Deal, company: Definition | None) -> tuple[Part, ...]:
    """What the profile asks, each with what is known of it."""
    parts = []
    industry = company.text("industry") if company else ""
    if profile.items("industries"):
        parts.append(_part("industry", profile.items("industries"), (industry,), whole=False))
    least, most = profile.values.get("smallest"), profile.values.get("largest")
    if least is not None or most is not None:
        size = company.values.get("size") if company else None
        inside = isinstance(size, int) and _number(least, 0) <= size <= _number(most, size)
        known = people_text(size) if isinstance(size, int) else ""
        parts.append(Part("size", size_text(least, most), known, Fraction(inside)))
    if profile.items("pains"):
        parts.append(_part("pains", profile.items("pains"), deal.pains, whole=True))
    if profile.items("buying"):
        parts.append(_part("buying", profile.items("buying"), (deal.buying,), whole=False))
    return tuple(parts)


def _part(name: str, asked: tuple[str, ...], known: Iterable[str], *, whole: bool) -> Part:
    """A part about words: one of those asked will do, or (`whole`) each counts for its share."""
    known = [text for text in known if text.strip()]
    found = sum(any(_says(text, wanted) for text in known) for wanted in asked)
    share = Fraction(found, len(asked)) if whole else Fraction(found > 0)
    return Part(name, ", ".join(asked), ", ".join(known), share)


def _says(text: str, wanted: str) -> bool:
    """Whether a text is the wanted one, or has it among its words."""
    return _plain(wanted) in _plain(text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The words of a text in small letters, with a blank at each end."""
    folded = text.casefold()
    return f" {' '.join(_WORDS.findall(folded)) or folded.strip()} "


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
