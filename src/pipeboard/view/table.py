"""Deals as the rows of a table: the columns that lists have in every face, and the rows on the screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import is_ready
from pipeboard.domain.dates import show_day, show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.followup import local_day
from pipeboard.domain.sorting import AUTOMATIC
from pipeboard.view.card import BAR, CHOSEN, Row, Span, Surroundings, age_mark, due_mark, marks, value_text
from pipeboard.view.text import cells, clean, fit, fit_right

if TYPE_CHECKING:
    from pipeboard.view.board import BoardView
    from pipeboard.view.grid import Grid
    from pipeboard.view.layout import OnOffer
    from pipeboard.view.marks import Look, Marks
    from pipeboard.view.place import Place

GAP: Final = 2


class Reader:
    """What the cells of a table are read from, besides their deals."""

    def __init__(self, board: Board, today: date) -> None:
        self.board = board
        self.today = today

    @cached_property
    def short_ids(self) -> dict[str, str]:
        """The shortest unique end of each deal's id."""
        from pipeboard.domain.find import short_ids  # looks at every deal: only where ids are shown

        return dict(short_ids(self.board))

    def around(self, deal: Deal) -> Surroundings:
        """What a deal's age depends on: no frameworks, which take 8 ms to read."""
        board = self.board
        return Surroundings(board.stage_of(deal), self.today, board.zone, board.settings.currency)


class TableColumn(NamedTuple):
    """A column of a table of deals."""

    name: str
    """That of the sort that goes by it, where there is one."""
    head: str
    read: Callable[[Deal, Reader], Span]
    cells: int
    """How wide it is on the screen."""
    right: bool = False
    grows: bool = False
    """Whether it takes what the others leave."""


def _text(read: Callable[[Deal], str], role: str = "soft") -> Callable[[Deal, Reader], Span]:
    return lambda deal, _about: (read(deal), role)


def _day(read: Callable[[Deal], datetime | None]) -> Callable[[Deal, Reader], Span]:
    def cell(deal: Deal, about: Reader) -> Span:
        moment = read(deal)
        return ("" if moment is None else show_day(local_day(moment, about.board.zone), about.today)), "soft"

    return cell


def _value(deal: Deal, about: Reader) -> Span:
    return value_text(deal, about.board.settings.currency), "text"


def _stage(deal: Deal, about: Reader) -> Span:
    return (about.board.stage_of(deal).name if deal.is_open else deal.status.capitalize()), "text"


def _next(deal: Deal, about: Reader) -> Span:
    role = due_mark(deal, about.today, about.board.zone)[1]
    step = deal.next_follow_up
    if step is None:
        return ("no next step" if deal.is_open else ""), role
    return f"{step.kind} {show_due(step.due, about.today, about.board.zone)}", role


def _close(deal: Deal, about: Reader) -> Span:
    return ("" if deal.close is None else show_day(deal.close, about.today)), "soft"


def _age(deal: Deal, about: Reader) -> Span:
    return age_mark(deal, about.around(deal))


def _figure(name: str) -> Callable[[Deal, Reader], Span]:
    def cell(deal: Deal, about: Reader) -> Span:
        number = figure_of(name, about.board, about.today)(deal)
        return ("" if number is None else str(number)), "text"

    return cell


def figure_of(name: str, board: Board, today: date) -> Callable[[Deal], int | None]:
    """Reads a number that the team's definitions give a deal: its "score" or its "fit"."""
    if name == "score":
        from pipeboard.domain.scoring import counting  # few tables have it

        return lambda deal: counting(deal, board, today)
    from pipeboard.domain.profiles import fit_percent

    return lambda deal: fit_percent(deal, board)


_ALL: Final = (
    TableColumn("id", "ID", lambda deal, about: (about.short_ids[deal.id], "soft"), 6),
    TableColumn("title", "TITLE", _text(lambda deal: deal.title or "(no title)", "title"), 22, grows=True),
    TableColumn("company", "COMPANY", _text(lambda deal: deal.company), 14, grows=True),
    TableColumn("value", "VALUE", _value, 13, right=True),
    TableColumn("stage", "STAGE", _stage, 14),
    TableColumn("owner", "OWNER", _text(lambda deal: deal.owner), 13),
    TableColumn("next", "NEXT", _next, 20),
    TableColumn("close", "CLOSE", _close, 7),
    TableColumn("entered", "AGE", _age, 6, right=True),
    TableColumn("score", "SCORE", _figure("score"), 5, right=True),
    TableColumn("fit", "FIT", _figure("fit"), 4, right=True),
    TableColumn("priority", "PRIORITY", _text(lambda deal: deal.priority), 8),
    TableColumn("source", "SOURCE", _text(lambda deal: deal.source), 12),
    TableColumn("status", "STATUS", _text(lambda deal: deal.status), 12),
    TableColumn("touches", "TOUCHES", _text(lambda deal: str(deal.touches)), 7, right=True),
    TableColumn("touched", "TOUCHED", _day(lambda deal: deal.last_touch), 7),
    TableColumn("created", "CREATED", _day(lambda deal: deal.created), 7),
    TableColumn("closed", "CLOSED", _day(lambda deal: deal.closed), 7),
)
COLUMNS: Final = {one.name: one for one in _ALL}
USUAL: Final = ("title", "company", "value", "stage", "owner", "next", "close", "entered")
"""What a table shows; another column comes in where it is sorted by that."""
GIVING: Final = ("close", "owner", "company", "entered", "next", "stage")
"""Columns that a narrow screen does without, the first first."""


def column_of(name: str) -> TableColumn:
    """The column of that name; `custom.NAME` is a field of the users' own. KeyError if there is none."""
    if name.startswith(CUSTOM):
        own = name.removeprefix(CUSTOM)
        return TableColumn(name, clean(own).upper(), _text(lambda deal: deal.custom.get(own, "")), 12)
    return COLUMNS[name]


def with_sort(names: Sequence[str], sort: str) -> tuple[str, ...]:
    """The columns with that which the table is sorted by, after the first one where it is not there."""
    if sort in (*names, AUTOMATIC):
        return tuple(names)
    return *names[:1], sort, *names[1:]


# On the screen


def table_rows(
    view: BoardView, shape: Grid, place: Place, marks_on: Marks, offers: OnOffer | None = None
) -> tuple[Row, ...]:
    """The table on a screen: its head, the rows from the topmost one on, and how many are above and below.

    `offers` tells for which deals a play is on offer.
    """
    how = view.arrangement
    wanted = [_headed(column_of(name), how.sort) for name in with_sort(how.cells or USUAL, how.sort)]
    columns = _that_fit(wanted, shape.width - 2, how.sort)
    widths = _widths(columns, shape.width - 2)
    about = Reader(view.board, view.today)
    listed = view.columns[0].deals if view.columns else ()
    top = min(place.top(0), max(len(listed) - shape.capacity, 0))
    shown = listed[top : top + shape.capacity]
    rows: list[Row] = [_head(columns, widths, how.sort, reverse=how.reverse), _rule(top, shape.width)]
    for number, deal in enumerate(shown, top):
        look = marks_on.look(deal.id, cursor=number == place.row)
        offered = offers is not None and offers(deal, view.board, view.today)
        signs = marks(deal, ready=is_ready(deal, view.board), offered=offered)
        rows.append(_row(deal, columns, widths, about, look, signs))
    if not listed:
        rows.append(((BAR, "bar"), (fit("no deals", shape.width - 1), "soft")))
    blank: Row = ((" " * shape.width, "soft"),)
    rows.extend([blank] * (shape.height - 1 - len(rows)))
    below = len(listed) - top - len(shown)
    rows.append(((fit(f"  ▾ {below} more" if below > 0 else "", shape.width), "soft"),))
    return tuple(rows)


def _headed(column: TableColumn, sort: str) -> TableColumn:
    """The column, wide enough for its head and the sign of the sort."""
    least = cells(column.head) + (1 if column.name == sort else 0)
    return column if least <= column.cells else column._replace(cells=least)


def _that_fit(columns: list[TableColumn], room: int, sort: str) -> list[TableColumn]:
    for name in GIVING:
        if _across(columns) <= room:
            break
        columns = [one for one in columns if one.name != name or name == sort] or columns
    while len(columns) > 1 and _across(columns) > room:
        columns = columns[:-1]
    return columns


def _across(columns: Collection[TableColumn]) -> int:
    return sum(one.cells for one in columns) + GAP * (len(columns) - 1)


def _widths(columns: Sequence[TableColumn], room: int) -> list[int]:
    """Cells of each column; those that grow share what is left, the title two thirds of it."""
    widths = [one.cells for one in columns]
    spare = room - _across(columns)
    growing = [at for at, one in enumerate(columns) if one.grows]
    for number, at in enumerate(growing, 1):
        share = spare if number == len(growing) else spare * 2 // 3
        widths[at] += share
        spare -= share
    return [max(width, 1) for width in widths]


def _head(columns: Iterable[TableColumn], widths: Iterable[int], sort: str, *, reverse: bool) -> Row:
    spans: list[Span] = [(" ", "soft")]
    for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sign = ("▾" if reverse else "▴") if column.name == sort else ""
        text = f"{column.head[: width - len(sign)]}{sign}"
        role = "head active" if sign else "head"
        gap = " " * GAP if at else ""
        spans.append((gap + (fit_right if column.right else fit)(text, width), role))
    return (*spans, (" ", "soft"))


def _rule(top: int, width: int) -> Row:
    above = f"▴ {top} more " if top else ""
    return (f" {above}", "soft"), (f"{'─' * max(width - 2 - cells(above), 0)} ", "rule")


def _row(
    deal: Deal,
    columns: Sequence[TableColumn],
    widths: Sequence[int],
    about: Reader,
    look: Look,
    signs: str,
) -> Row:
    sign = CHOSEN if look.chosen else BAR if look.cursor else " "
    spans: list[Span] = [(sign, "bar")]
    for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
        text, role = column.read(deal, about)
        if column.name == "title":
            text = f"{signs} {text}" if signs else text
            role = "cursor" if look.cursor else "match" if look.found else role
        gap = " " * GAP if at else ""
        spans.extend([(gap, "soft")] if gap else [])
        spans.append(((fit_right if column.right else fit)(text, width), role))
    return (*spans, (" ", "soft"))
