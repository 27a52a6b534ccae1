"""Which deals a filter shows besides the open ones.

Lists and boards show open deals, unless a filter speaks of the status; archived ones not unless it says so.
With `or` that holds for each alternative: `owner:ann or status:won` shows Ann's open deals and all won ones,
just as both filters would one after the other. A negated group is what it is with the minus in front of each
of its terms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pipeboard.domain.query import terms as t
from pipeboard.domain.query.conditions import Condition

Names: TypeAlias = Callable[[t.Term, bool], bool]
"""Whether a term, or its opposite where the flag is False, speaks of something."""


def names_status(term: t.Term, positive: bool) -> bool:
    """Whether a term speaks of the status, or of what closed deals alone have."""
    if isinstance(term, t.StatusIs):
        return True
    return positive and (
        (isinstance(term, Condition) and term.flag == "handover")
        or (isinstance(term, t.Number) and term.field == "satisfaction")
        or (isinstance(term, t.Moments) and term.field == "closed")
        or (isinstance(term, t.Contains) and term.field in ("reason", "lesson") and bool(term.text))
    )


def names_archive(term: t.Term, positive: bool) -> bool:
    """Whether a term asks for archived deals."""
    return positive and isinstance(term, Condition) and term.flag == "archived"


def by_name(term: t.Term, names: Names, positive: bool = True) -> t.Test | None:
    """A test that the term holds by way of an alternative that names it; None where none does."""
    if isinstance(term, t.Not):
        return by_name(term.term, names, not positive)
    if not isinstance(term, (t.All, t.AnyOf)):
        return _signed(term, positive) if names(term, positive) else None
    naming = [found for one in term.terms if (found := by_name(one, names, positive)) is not None]
    if not naming:
        return None
    if isinstance(term, t.All) is not positive:  # alternatives
        return lambda deal, board: any(one(deal, board) for one in naming)
    whole = _signed(term, positive)
    return lambda deal, board: whole(deal, board) and any(one(deal, board) for one in naming)


def _signed(term: t.Term, positive: bool) -> t.Test:
    return term.test() if positive else t.Not(term).test()
