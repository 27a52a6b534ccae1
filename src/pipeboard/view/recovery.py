"""What is left of a board that cannot be opened, as rows of the screen that offers it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.rules.plan import counted
from pipeboard.store.rescue import Source
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN, SOFT, TEXT, padded
from pipeboard.view.text import fit, fit_right

_NAME: Final = 11
_NUMBER: Final = 7
_WIDE: Final = 56
"""From so many cells on, a row says how recent it is."""


def source_rows(there: Sequence[Source], taken: Collection[str], cursor: int, width: int) -> list[Row]:
    """A row for each source: whether it is taken, how much it holds and how recent that is."""
    rows: list[Row] = []
    for at, one in enumerate(there):
        role = CHOSEN if at == cursor else SOFT if one.foreign else TEXT
        box = " - " if one.foreign else "[x]" if one.key in taken else "[ ]"
        size = f"{fit_right(str(len(one.rows)), _NUMBER)} rows {fit_right(str(one.deals), _NUMBER - 2)} deals"
        text = f"{box} {fit(one.key, _NAME)}{size}"
        if width >= _WIDE:
            text += f"  {moment_text(one.newest)}"
        rows.append(padded(((text, role),), width, role))
    return rows


def together(whole: Source) -> str:
    """What sources hold that were put together."""
    if not whole.rows:
        return "Nothing is chosen."
    size = f"{counted(len(whole.rows), 'row')} and {counted(whole.deals, 'deal')}"
    return f"Together {size}, the latest of {moment_text(whole.newest)}."


def moment_text(moment: datetime | None) -> str:
    """ "26 Nov 14:57 UTC"; "" for none."""
    return f"{moment.day} {moment:%b %H:%M} UTC" if moment else ""
