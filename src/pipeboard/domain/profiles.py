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
from functools import lru_cache
from typing import NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.companies import company_of
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition

_WORDS = re.compile(r"[^\s,;:/()]+")
_NO_LIMIT = 10**9


class Part(NamedTuple):
    """One thing that a profile asks, and how the deal stands to it."""

    name: str
    """`industry`, `size`, `pains` or `buying`."""
    asked: str
    known: str
    """What is known; empty for unknown."""
    found: int
    """How much of it is matched..."""
    of: int
    """...and how much there is to match: 1, or the number of pains."""


class Fit(NamedTuple):
    """How well a deal fits a profile."""

    profile: Definition
    percent: int
    parts: tuple[Part, ...]


class _Asked(NamedTuple):
    """A profile, ready for comparing; None for what it does not ask."""

    profile: Definition
    industries: tuple[str, ...]
    size: tuple[int, int] | None
    pains: tuple[str, ...]
    buying: tuple[str, ...]


def fits(deal: Deal, board: Board) -> tuple[Fit, ...]:
    """The deal's fit to every profile that asks something, the best first."""
    company = company_of(deal, board)
    found = []
    for asked in board.agreed(_profiles):
        parts = _parts(asked, deal, company)
        found.append(Fit(asked.profile, _percent([(part.found, part.of) for part in parts]), parts))
    return tuple(sorted(found, key=lambda one: -one.percent))


def best_fit(deal: Deal, board: Board) -> Fit | None:
    """The deal's fit to the profile that suits it best; None where no profile asks anything."""
    return next(iter(fits(deal, board)), None) if board.agreed(_profiles) else None


def fit_percent(deal: Deal, board: Board) -> int | None:
    """From 0 to 100; None where no profile asks anything."""
    profiles = board.agreed(_profiles)
    if not profiles:
        return None
    company = company_of(deal, board)
    return max(_percent(_matched(asked, deal, company)) for asked in profiles)


def people_text(size: int) -> str:
    """How many people: "1 person", "120 people"."""
    return f"{size} {'person' if size == 1 else 'people'}"


def size_text(least: object, most: object) -> str:
    """A range of sizes: "10 to 50 people", "10 or more people"."""
    if least is None:
        return "" if most is None else f"up to {most} people"
    return f"{least} or more people" if most is None else f"{least} to {most} people"


def _profiles(board: Board) -> tuple[_Asked, ...]:
    """The profiles that ask something, in order."""
    found = []
    for one in board.definitions("profile").values():
        least, most = one.values.get("smallest"), one.values.get("largest")
        low, high = (least if isinstance(least, int) else 0), (most if isinstance(most, int) else _NO_LIMIT)
        size = None if least is None and most is None else (low, high)
        industries, pains, buying = (
            tuple(map(_plain, _named(one, name))) for name in ("industries", "pains", "buying")
        )
        if industries or size or pains or buying:
            found.append(_Asked(one, industries, size, pains, buying))
    return tuple(found)


def _matched(asked: _Asked, deal: Deal, company: Definition | None) -> list[tuple[int, int]]:
    """How much is matched of each thing that the profile asks, and how much there is to match."""
    shares = []
    if asked.industries:
        shares.append((_any(asked.industries, company.text("industry") if company else ""), 1))
    if asked.size is not None:
        size = company.values.get("size") if company else None
        shares.append((int(isinstance(size, int) and asked.size[0] <= size <= asked.size[1]), 1))
    if asked.pains:
        known = [_plain(pain) for pain in deal.pains]
        found = sum(any(wanted in pain for pain in known) for wanted in asked.pains)
        shares.append((found, len(asked.pains)))
    if asked.buying:
        shares.append((_any(asked.buying, deal.buying), 1))
    return shares


def _parts(asked: _Asked, deal: Deal, company: Definition | None) -> tuple[Part, ...]:
    """What the profile asks and what is known of it, in words."""
    profile = asked.profile
    size = company.values.get("size") if company else None
    words = {
        "industry": (", ".join(_named(profile, "industries")), company.text("industry") if company else ""),
        "size": (
            size_text(profile.values.get("smallest"), profile.values.get("largest")),
            people_text(size) if isinstance(size, int) else "",
        ),
        "pains": (", ".join(_named(profile, "pains")), ", ".join(deal.pains)),
        "buying": (", ".join(_named(profile, "buying")), deal.buying),
    }
    told = [(name, *text) for name, text in words.items() if text[0]]
    shares = _matched(asked, deal, company)
    return tuple(Part(*text, *share) for text, share in zip(told, shares, strict=True))


def _named(profile: Definition, name: str) -> list[str]:
    """The texts of a list that say something."""
    return [text for text in profile.items(name) if text.strip()]


def _percent(shares: Iterable[tuple[int, int]]) -> int:
    """The mean of some shares in whole percent, rounded down."""
    above, below, count = 0, 1, 0
    for found, of in shares:
        above, below, count = above * of + found * below, below * of, count + 1
    return 100 * above // (below * count)


def _any(asked: tuple[str, ...], text: str) -> int:
    """1 where a text is one of those asked, or has one among its words; else 0."""
    if not text:
        return 0
    known = _plain(text)
    return int(any(wanted in known for wanted in asked))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The words of a text in small letters, with a blank at each end."""
    folded = text.casefold()
    return f" {' '.join(_WORDS.findall(folded)) or folded.strip()} "
