"""What stands above the cards: the heads of columns and lanes, the tabs of a narrow screen, and strips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeboard.view.board import RECENT
from pipeboard.view.card import BAR, Row, Span
from pipeboard.view.grid import STRIP, Grid
from pipeboard.view.text import cells, clean, clusters, cut, fit

if TYPE_CHECKING:
    from pipeboard.view.board import BoardView
    from pipeboard.view.columns import Column
    from pipeboard.view.lanes import Lane
    from pipeboard.view.place import Place

_LEAST_TAB: Final = 12
"""Cells that make a tab with a cut name worth showing."""
_LANE_NAME: Final = 16
"""Cells of a lane's name that its worth makes way for."""


def head(
    column: Column,
    shape: Grid,
    width: int,
    active: bool,
    arrows: tuple[bool, bool],
    above: str,
    *,
    limit: int = 0,
) -> list[Row]:
    """Name and count, what the column is worth, and a rule that tells what is hidden `above`.

    Name and rule are in the colour of the stage; the name of the active column stands out instead.
    """
    count = counted(column.count, limit)
    left, right = "‹" if arrows[0] else " ", "›" if arrows[1] else " "
    coloured = f"stage {column.stage.colour}" if column.stage.colour else ""
    role = "head active" if active else coloured or "head"
    name = fit(column.stage.name, max(width - 3 - cells(count), 0))
    over = "late" if count.endswith("!") else role
    rows: list[Row] = [((f"{left}{name} ", role), (count, over), (right, role))]
    post = column.stage.phase == "post"
    if shape.head > 2:
        weighted = _after(column) if post else _weighted(column, width - 2)
        rows.append(((fit(f" {column.total or 'no value yet'}", width), "text"),))
        rows.append(((fit(f" {weighted}", width), "soft"),))
    elif not above:
        above = _worth(column, width - 4)
    rule = "─" * max(width - 2 - cells(above), 0)
    # The words of the rule are to be read, its line only to be seen.
    line: Span = (f"{rule} ", coloured or ("rule active" if active else "rule"))
    rows.append(((f" {above}", coloured or "soft"), line) if above else ((" ", "soft"), line))
    return rows


def counted(count: int, limit: int) -> str:
    """How many deals there are, of how many there should be at most: "3", "4/4", "5/4!"."""
    return f"{count}/{limit}{'!' if count > limit else ''}" if limit else str(count)


def lane_head(lane: Lane | None, width: int, hidden: tuple[int, int], *, active: bool) -> Row:
    """The row above a lane's cards in one column: what is hidden above and below; `lane` is named there."""
    signs = " ".join(f"{sign}{count}" for sign, count in zip("▴▾", hidden, strict=True) if count)
    right = f" {signs} " if signs else ""
    if lane is None:
        return ("─" * (width - cells(right)), "rule"), (right, "soft")
    room = width - cells(right) - 1
    # All that it is worth, else the part in the board's currency, else how many deals alone.
    worths = (lane.total, f"{lane.total.split(' · ')[0]}+") if lane.total else ()
    told = (*(f" {lane.count} · {worth} " for worth in worths), f" {lane.count} ")
    needed = min(cells(clean(lane.key.title)), _LANE_NAME)
    beside = next((one for one in told if cells(one) + needed <= room), told[-1])
    name = cut(lane.key.title, max(room - cells(beside), 1))
    line = "─" * max(room - cells(name) - cells(beside), 0)
    role = "head active" if active else "head"
    return (" ", role), (name, role), (beside, "text"), (line, "rule"), (right, "soft")


def strip_rows(column: Column, shape: Grid, *, active: bool, counted: bool) -> list[Row]:
    """A collapsed column: its count, if its deals are `counted` yet, and its name from top to bottom."""
    coloured = f"stage {column.stage.colour}" if column.stage.colour else ""
    role = "head active" if active else coloured or "head"
    over = counted and 0 < column.stage.limit < column.count
    count = _short(column.count, "!" if over else "") if counted else " " * STRIP
    rows: list[Row] = [((count, "late" if over else role),)]
    rows.extend([((" " * STRIP, "soft"),)] * (shape.head - 2))
    rows.append((("─" * STRIP, coloured or ("rule active" if active else "rule")),))
    bar: Span = (BAR, "bar") if active else (" ", "soft")
    for letter, _ in clusters(clean(column.stage.name))[: shape.body]:
        rows.append((bar, (fit(letter, STRIP - 1), role if active else "soft")))
    rows.extend([(bar, (" " * (STRIP - 1), "soft"))] * (shape.height - shape.tabs - len(rows)))
    return rows


def _short(count: int, sign: str) -> str:
    """A count in the cells of a strip: thousands as "2k", and no more than 99 of them."""
    text = str(count) if count < 1000 else f"{min(count // 1000, 99)}k"
    return f"{text + sign if len(text) < STRIP else text:^{STRIP}}"


def _after(column: Column) -> str:
    """In the place of the weighted worth."""
    return "after the win" if column.outcome == "open" else f"{column.outcome} in {RECENT.days} days"


def _weighted(column: Column, room: int) -> str:
    """The weighted worth, in as many words as there is room for."""
    if not column.weighted_total:
        return ""
    words = f"weighted {column.weighted_total}"
    return words if cells(words) <= room else f"≈{column.weighted_total}"


def _worth(column: Column, room: int) -> str:
    """What the column is worth, with the weighted sum where there is room."""
    if not column.total:
        return ""
    if column.stage.phase == "pre" and len(column.totals) == 1:
        both = f"{column.total} ≈{column.weighted_total.split()[0]} "
        if cells(both) <= room:
            return both
    return f"{cut(column.total, room - 1)} "


def tab_strip(view: BoardView, place: Place, width: int) -> Row:
    """The column names on one row, the present one in view; one beside them is cut where it has room."""
    names = [_tab(column, width * 2) for column in view.columns]
    present, room = place.column, width - 2
    names[present] = _tab(view.columns[present], room - (_LEAST_TAB if len(names) > 1 else 0))
    first, last = present, present + 1
    room -= cells(names[present])
    while True:
        if last < len(names) and cells(names[last]) <= room:
            room -= cells(names[last])
            last += 1
        elif first > 0 and cells(names[first - 1]) <= room:
            first -= 1
            room -= cells(names[first])
        else:
            break
    beside = last if last < len(names) else first - 1
    if beside >= 0 and room >= _LEAST_TAB:
        names[beside] = _tab(view.columns[beside], room)
        room -= cells(names[beside])
        first, last = min(first, beside), max(last, beside + 1)
    return (
        ("‹" if first else " ", "soft"),
        *((names[at], "tab active" if at == present else "tab") for at in range(first, last)),
        (" " * max(room, 0), "soft"),
        ("›" if last < len(names) else " ", "soft"),
    )


def _tab(column: Column, room: int) -> str:
    """A column's name and count in at most `room` cells; the name gives way."""
    count = f" {column.count} "
    return f" {cut(column.stage.name, max(room - 1 - cells(count), 1))}{count}"
