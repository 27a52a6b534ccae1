"""How a board is shown: its order, lanes and columns. A value with a text of its own, as saved views have it.

sort:-value lanes:owner collapse:lead,status.lost hide:delivery pipeline:sales as:table cells:title,value
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pipeboard.domain.deal import Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.lanes import lanes_of
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.quotes import quoted
from pipeboard.domain.sorting import AUTOMATIC, sort_of

OUTCOME_OF: Final[Mapping[str, Status]] = {
    "status.won": "won",
    "status.lost": "lost",
    "status.disqualified": "disqualified",
}
"""The columns of deals that were closed lately, by ids that no stage can have: how deals are closed there."""
OUTCOMES: Final = {status: column for column, status in OUTCOME_OF.items()}
CLOSED: Final = frozenset(OUTCOME_OF)


class Arrangement(NamedTuple):
    """How a board is shown. The plain one is the automatic order, with closed deals folded away."""

    sort: str = AUTOMATIC
    """One of `sorting.SORTS`, or `custom.NAME`."""
    reverse: bool = False
    lanes: str = ""
    """One of `lanes.LANES`, or `custom.NAME`; empty for none."""
    collapsed: frozenset[str] = CLOSED
    """Columns that are narrow strips: ids of stages and of `OUTCOMES`."""
    hidden: frozenset[str] = frozenset()
    """Columns that are not there at all."""
    pipeline: str = ""
    """Id of the pipeline shown; empty for the first one."""
    table: bool = False
    """Whether deals are rows of one table instead of cards in columns."""
    cells: tuple[str, ...] = ()
    """What the table says of each deal: some of `CELLS` and `custom.NAME`; empty for the usual."""

    def sorted_by(self, name: str) -> Arrangement:
        """By another sort, in the direction that people mostly want; the other one when it is that already.

        BadInput for a sort that there is not.
        """
        falls = sort_of(name).falls
        return self._replace(sort=name, reverse=not self.reverse if name == self.sort else falls)

    def toggled(self, column: str) -> Arrangement:
        """With a column collapsed, or opened again."""
        return self._replace(collapsed=self.collapsed ^ {column})


CELLS: Final = (
    *("id", "title", "company", "value", "stage", "owner", "next", "close", "entered", "score", "fit"),
    *("priority", "source", "status", "touches", "touched", "created", "closed"),
)
"""What a table can say of a deal, by the names of the sorts where there is one that goes by it."""
STAGES_ALONE: Final = Arrangement(hidden=CLOSED)
"""The stages in the automatic order, without columns for closed deals."""

_PART: Final = re.compile(r"(?P<name>[a-z]+):(?P<value>\S*)")
_UNSAFE: Final = re.compile(r'[\s%,"]')
_ESCAPE: Final = re.compile(r"%([0-9a-f]{1,5});")


def arrangement_text(one: Arrangement) -> str:
    """Its text: only what is not plain; empty for the plain arrangement."""
    plain = Arrangement()
    parts = []
    if (one.sort, one.reverse) != (plain.sort, plain.reverse):
        parts.append(f"sort:{'-' if one.reverse else ''}{_escaped(one.sort)}")
    if one.lanes:
        parts.append(f"lanes:{_escaped(one.lanes)}")
    if one.collapsed != plain.collapsed:
        parts.append(f"collapse:{_listed(one.collapsed)}")
    if one.hidden:
        parts.append(f"hide:{_listed(one.hidden)}")
    if one.pipeline:
        parts.append(f"pipeline:{_escaped(one.pipeline)}")
    if one.table:
        parts.append("as:table")
    if one.cells:
        parts.append(f"cells:{','.join(_escaped(name) for name in one.cells)}")
    return " ".join(parts)


def read_arrangement(text: str) -> Arrangement:
    """Read a text back. BadInput, with the part that cannot be read, for any other text.

    Columns and the pipeline need not exist: a view outlives the stages it was made for.
    """
    made = Arrangement()
    for part in text.split():
        found = _PART.fullmatch(part)
        made = _with_part(made, part, found["name"] if found else "", found["value"] if found else "")
    return made


def read_cells(names: Iterable[str]) -> tuple[str, ...]:
    """What a table is to say of each deal. BadInput for what there is not; none named is the usual."""
    wanted = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    for name in wanted:
        if name not in CELLS and not (name.startswith(CUSTOM) and len(name) > len(CUSTOM)):
            near = get_close_matches(name, CELLS, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(CELLS)} and {CUSTOM}NAME."
            raise BadInput(f"A table has no column {quoted(name)}; {hint}")
    return wanted


def read_sort(text: str) -> tuple[str, bool]:
    """A sort and whether it is reversed, as people write it: "value", "-value". BadInput if there is none."""
    return sort_of(text.removeprefix("-")).name, text.startswith("-")


def _with_part(made: Arrangement, part: str, name: str, value: str) -> Arrangement:
    match name:
        case "sort":
            sort, reverse = read_sort(_plain(value))
            return made._replace(sort=sort, reverse=reverse)
        case "lanes":
            return made._replace(lanes=lanes_of(_plain(value)).name if value else "")
        case "collapse":
            return made._replace(collapsed=_ids(value))
        case "hide":
            return made._replace(hidden=_ids(value))
        case "pipeline":
            return made._replace(pipeline=_plain(value))
        case "as" if value in ("board", "table"):
            return made._replace(table=value == "table")
        case "cells":
            return made._replace(cells=read_cells(_plain(one) for one in value.split(",")))
    parts = "sort:, lanes:, collapse:, hide:, pipeline:, as:table and cells:"
    raise BadInput(f"Cannot read {quoted(part)} in how the board is shown; its parts are {parts}.")


def _listed(ids: Iterable[str]) -> str:
    return ",".join(_escaped(one) for one in sorted(ids))


def _ids(value: str) -> frozenset[str]:
    return frozenset(_plain(one) for one in value.split(",") if one)


def _escaped(text: str) -> str:
    """Without blanks and commas, which part the text."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):x};", text)


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
