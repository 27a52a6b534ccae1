"""What an import would do, as lists of a dialog: columns, deals, stages, and what to know before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipeboard.domain.actions import ImportedDeal
from pipeboard.domain.board import Board
from pipeboard.domain.deal import STATUSES, Deal
from pipeboard.domain.fields import CUSTOM, DEAL
from pipeboard.domain.money import show_money
from pipeboard.exchange.columns import FIELDS, custom_name
from pipeboard.exchange.csv_import import Column, ImportPlan
from pipeboard.view.card import Row, Span
from pipeboard.view.charts import bar
from pipeboard.view.dialog import CHOSEN, GOOD, LATE, SOFT, TEXT, TITLE, TODAY, padded
from pipeboard.view.picker import Option
from pipeboard.view.text import cells, clean, cut, fit, wrap

LISTS: Final = ("columns", "deals", "stages", "remarks")
_BAR: Final = 50
"""Cells of the bar that tells how far it is."""
_TITLES: Final = {
    "pipeline": "Pipeline",
    "stage": "Stage",
    "status": "Status",
    "created": "Created",
    "closed": "Closed",
    "won": "Won, yes or no",
    "lost": "Lost, yes or no",
    "is_closed": "Closed, yes or no",
    "reason": "Reason",
    "lesson": "Lesson",
    "contacts": "Contacts, one a line",
    "contact": "Contact",
    "email": "E-mail of the contact",
    "phone": "Phone of the contact",
    "role": "Role of the contact",
    "product": "Product",
}
"""What columns are called that are no fields of a deal in the log."""


def field_title(field: str) -> str:
    """What people call the field of a column."""
    if field.startswith(CUSTOM):
        return f"own field {field.removeprefix(CUSTOM)}"
    return _TITLES.get(field) or DEAL[field].title


def field_options(column: Column, columns: Sequence[Column]) -> tuple[Option, ...]:
    """What a column can be: the fields, with the columns that fill them by now, and one of its own."""
    fills = {one.field: one.name for one in columns if one.index != column.index}
    own = column.field if column.field.startswith(CUSTOM) else custom_name(column.name)
    return tuple(
        Option(
            field,
            field_title(field),
            f"now {fills[field]}" if field in fills else "",
            here=field == column.field,
        )
        for field in (own, *FIELDS)
    )


def meaning_options(board: Board) -> tuple[Option, ...]:
    """What a name in the stage column can mean: as it was guessed (""), a stage, or an outcome."""
    several = len(board.live_pipelines()) > 1
    stages = (
        Option(stage.id, stage.name, pipeline.name if several else "")
        for pipeline in board.live_pipelines()
        for stage in board.stages_in(pipeline.id)
    )
    outcomes = (Option(status, status, "outcome") for status in STATUSES if status != "open")
    return (Option("", "as it was guessed"), *stages, *outcomes)


def counts(plan: ImportPlan) -> dict[str, int]:
    """How many lines each list has."""
    remarks = len(plan.problems) + len(plan.suspected) + len(plan.held) + len(plan.warnings)
    return dict(zip(LISTS, (len(plan.columns), len(plan.lines), len(plan.stages), remarks), strict=True))


def tab_row(plan: ImportPlan, shown: str) -> Row:
    """The lists with how much is in each, the one that is shown set off."""
    spans: list[Span] = []
    for name, count in counts(plan).items():
        late = name == "remarks" and count and plan.problems
        role = CHOSEN if name == shown else LATE if late else SOFT
        spans.extend([(" ", TEXT), (f"{name} {count}", role), (" ", TEXT)])
    return tuple(spans)


def summary_text(plan: ImportPlan) -> str:
    """ "12 new, 3 updated, 2 left out"."""
    return f"{plan.new} new, {plan.updated} updated, {plan.skipped} left out"


def progress_rows(what: str, done: int, total: int, width: int) -> list[Row]:
    """How far it is, as a bar where that is known."""
    if not total:
        return [((f" {what}…", TODAY),)]
    part = min(Fraction(done, total), Fraction(1))
    size = max(min(width - 8, _BAR), 1)
    filled = bar(part, size)
    return [
        ((f" {what} {min(done, total):,} of {total:,} rows".replace(",", " "), TODAY),),
        (
            (f" {filled}", GOOD),
            ("·" * (size - cells(filled)), SOFT),
            (f" {int(part * 100):>3}%", TODAY),
        ),
    ]


def list_rows(
    plan: ImportPlan, board: Board, shown: str, cursor: int, first: int, rows: int, width: int
) -> list[Row]:
    """The lines of one list from `first` on, at most `rows` of them, each `width` cells."""
    at = range(first, min(first + rows, counts(plan)[shown]))
    match shown:
        case "columns":
            return _column_rows(plan.columns, at, cursor, width)
        case "deals":
            return _deal_rows(plan, board, at, cursor, width)
        case "stages":
            return [_pair(*plan.stages[one], width, chosen=one == cursor) for one in at]
    return [_remark_row(*_remark(plan, one), width, chosen=one == cursor) for one in at]


def remark_rows(plan: ImportPlan, cursor: int, width: int, most: int) -> list[Row]:
    """The highlighted remark in full."""
    text, role = _remark(plan, cursor)
    return [((f" {line}", role),) for line in wrap(text, width - 2)[:most]]


def _column_rows(columns: Sequence[Column], at: range, cursor: int, width: int) -> list[Row]:
    names = min(max((cells(clean(one.name)) for one in columns), default=0), max(width // 3, 8))
    fields = max((cells(clean(field_title(one.field))) for one in columns), default=0)
    fields = min(fields, max(width - names - 7, 8))
    rows: list[Row] = []
    for place in at:
        one, chosen = columns[place], place == cursor
        own = one.field.startswith(CUSTOM)
        spans: list[Span] = [
            (f" {fit(clean(one.name), names)}", CHOSEN if chosen else TEXT),
            (" → ", CHOSEN if chosen else SOFT),
            (fit(clean(field_title(one.field)), fields), CHOSEN if chosen else SOFT if own else TITLE),
        ]
        left = width - names - fields - 6
        if left > 3:
            spans.append((f"  {cut(clean(one.sample), left)}", CHOSEN if chosen else SOFT))
        rows.append(padded(tuple(spans), width, CHOSEN if chosen else TEXT))
    return rows


def _deal_rows(plan: ImportPlan, board: Board, at: range, cursor: int, width: int) -> list[Row]:
    """Line, what becomes of it, title, and where it goes."""
    rows = [plan.action.rows[one] for one in at]
    titles = [clean(_title(row, board.deals.get(row.deal))) for row in rows]
    name = min(max(map(cells, titles), default=0), max((width - 17) // 2, 8))
    return [
        _deal_row(row, title, plan.lines[one], board, name, width, chosen=one == cursor)
        for one, row, title in zip(at, rows, titles, strict=True)
    ]


def _title(row: ImportedDeal, known: Deal | None) -> str:
    return str(row.fields.get("title") or (known.title if known else ""))


def _deal_row(
    row: ImportedDeal, title: str, line: int, board: Board, name: int, width: int, *, chosen: bool
) -> Row:
    known = board.deals.get(row.deal)
    what, role = ("update", SOFT) if known else ("new", GOOD)
    facts = [_place(row, board), _worth(row, board), str(row.fields.get("company") or "")]
    facts += [f"{len(row.contacts)} people" if len(row.contacts) != 1 else row.contacts[0].name]
    told = clean(" · ".join(one for one in facts if one and one != "0 people"))
    room = max(width - 17, 1)
    spans: tuple[Span, ...] = (
        (f" {line:>6}  ", CHOSEN if chosen else SOFT),
        (fit(what, 8), CHOSEN if chosen else role),
        (fit(title, name), CHOSEN if chosen else TEXT),
        (f"  {cut(told, max(room - name - 2, 0))}" if room - name > 4 else "", CHOSEN if chosen else SOFT),
    )
    return padded(spans, width, CHOSEN if chosen else TEXT)


def _place(row: ImportedDeal, board: Board) -> str:
    """The stage and, once it is closed, the status."""
    name = board.stages[row.stage].name if row.stage in board.stages else row.stage
    return " ".join(one for one in (name, row.status if row.status != "open" else "") if one)


def _worth(row: ImportedDeal, board: Board) -> str:
    value = row.values.get("value")
    code = str(row.fields.get("currency") or board.settings.currency)
    return show_money(value, code) if isinstance(value, Decimal) else ""


def _pair(name: str, meaning: str, width: int, *, chosen: bool) -> Row:
    half = max(width // 2, 1)
    role = CHOSEN if chosen else TEXT
    made = CHOSEN if chosen else GOOD if meaning == "new stage" else TITLE
    return padded(((f" {fit(clean(name), half)}", role), (" → ", role), (clean(meaning), made)), width, role)


def _remark(plan: ImportPlan, at: int) -> tuple[str, str]:
    """One of the things to be known, of which the gravest come first, and its role."""
    kinds = ((plan.problems, " is left out", LATE), (plan.held, "", LATE), (plan.suspected, "", TEXT))
    for problems, said, role in kinds:
        if at < len(problems):
            return f"Line {problems[at].line}{said}: {problems[at].reason}", role
        at -= len(problems)
    return plan.warnings[at], TEXT


def _remark_row(text: str, role: str, width: int, *, chosen: bool) -> Row:
    role = CHOSEN if chosen else role
    return padded(((f" {cut(clean(text), width - 2)}", role),), width, role)
