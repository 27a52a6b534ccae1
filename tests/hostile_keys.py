"""Keys that open every screen of the app over the hostile board; `<` is Esc, a group is pressed at once."""

from __future__ import annotations

from pipeboard.domain.definitions import KINDS

OPENING = (
    *("ctrl+a x", "< < <", "enter enter w", "< < <"),
    *("T", "a", "< < b", "tab", "< P", "enter", "< < f", "< c", "< W", "< e", "< a", "< m", "< g p", "< g o"),
    *("< g w", "< g n", "< g f", "s", "< < g i", "< g c", "c", "e", "< tab", "< < < A", "< ?", "< :"),
    *("< enter", "enter", *("]",) * 7, "< <"),
    *("g d", "enter", "e", *("< < j enter",), *("< j enter",) * (len(KINDS) - 2), "< <"),
    *("g y", "enter", "< G", "enter", "< e", "< < <"),
    *("M", "< !", "enter", "< < g b", "< g k"),
    *("< R", "j", "tab", "r", "< <", ": r o l l enter", "<"),
    *("g v", "<"),
    *("n", "< /", "< < F", "< < Z", "< < V", "< V", "< s", "< t", "< d", "<"),
    *("g p enter j enter", "enter", "< < <", "B", "<", "x", "g a", "<"),
)
"""On an open deal."""
AFTER_A_WIN = (
    *("g h", "enter", "< p", "< s", "< < g u", "< g l", "< T tab tab", "< enter", "< < g p", "enter", "l"),
)
"""On a deal that was won."""
