"""Pages of the metrics screen as lines: a row of text each, with what is behind it and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from pipeboard.view.card import Row, Span
from pipeboard.view.charts import bar
from pipeboard.view.dialog import CHOSEN, KEY, LATE, RULE, SOFT, TEXT, TITLE, padded, paragraph
from pipeboard.view.metrics_blocks import Behind, Block, Figures, Line, Table, TableRow
from pipeboard.view.text import cells, clean, cut, fit, fit_right

WIDE: Final = 96
"""From so many cells on there is room for notes beside figures."""
MIDDLE: Final = 58
"""From so many cells on there is room for changes and bars."""
_GAP: Final = 2
_LEAST_BAR: Final = 8
_MOST_BAR: Final = 24
_LEAST_TEXT: Final = 14
_MOST_NAME: Final = 44


@dataclass(frozen=True, slots=True)
class PageLine:
    """One row. The cursor stops at those that have a key."""

    row: Row
    key: str = ""
    """Names it in a page that is made anew."""
    about: str = ""
    """All of it in words: what a narrow row has no room for, too."""
    title: str = ""
    """What the lists of its deals are called."""
    behind: tuple[Behind, ...] = ()

    @property
    def deals(self) -> tuple[str, ...]:
        """The deals behind it: the first of its lists."""
        return self.behind[0].deals if self.behind else ()


@dataclass(frozen=True, slots=True)
class Look:
    """How wide a page is, whether it may be airy, and whether its bars are ASCII."""

    width: int
    gaps: bool = True
    plain: bool = False
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    """Figures that get a bar, by name."""
    against: str = ""
    """The period that changes are told against."""


def page_lines(blocks: Sequence[Block], look: Look) -> tuple[PageLine, ...]:
    """Every block under its heading."""
    made: list[PageLine] = []
    for block in blocks:
        if made and look.gaps:
            made.append(PageLine(()))
        made.append(PageLine(heading(block.title, look.width)))
        made.extend(_figures(block, look) if isinstance(block, Figures) else table_lines(block, look))
    return tuple(made)


def heading(title: str, width: int) -> Row:
    """A title with a rule behind it."""
    title = cut(title, width - 1)
    return ((f"{title} ", TITLE), ("─" * (width - cells(title) - 1), RULE))


def shown_lines(lines: Sequence[PageLine], first: int, rows: int, chosen: int, width: int) -> list[Row]:
    """The rows from `first` on, with line `chosen` standing out."""
    shown: list[Row] = []
    for at in range(first, min(first + rows, len(lines))):
        row = padded(lines[at].row, width) if lines[at].row else ()
        shown.append(tuple((text, CHOSEN) for text, _ in row) if at == chosen else row)
    return shown


# Figures


def _figures(block: Figures, look: Look) -> Iterator[PageLine]:
    for line in block.lines:
        shown = f"{'~' if line.is_thin else ''}{line.value}"
        key = f"{block.title}/{line.label}"
        row, about = _figure_row(line, shown, look), _about(line, shown, look)
        yield PageLine(row, key, about, line.label, line.behind)


def _figure_row(line: Line, shown: str, look: Look) -> Row:
    width = look.width
    role = SOFT if line.is_thin or line.value == "-" else TEXT
    count = fit_right(f"n={line.n}", 7)
    if width < MIDDLE:
        label = max(width - 24, 8)
        return (
            (fit(f" {line.label}", label), TEXT),
            (fit_right(shown, 16), role),
            (f" {count}", SOFT),
        )
    label = min(max(width - 44, 16), 36)
    spans: list[Span] = [
        (fit(f" {line.label}", label), TEXT),
        (fit_right(shown, 16), role),
        (f" {count}", SOFT),
        (f" {fit_right(line.change, 10)} ", SOFT),
    ]
    room = width - sum(cells(text) for text, _ in spans)
    part = look.rates.get(line.name)
    if part is not None and room >= _LEAST_BAR:
        size = min(room, _MOST_BAR // 2 if width >= WIDE else _MOST_BAR)
        spans.extend(_bar(part, size, look))
        room -= size
        spans.append(("  ", TEXT))
        room -= 2
    if line.note and room >= _LEAST_TEXT:
        spans.append((cut(clean(line.note), room), SOFT))
    return tuple(spans)


def _about(line: Line, shown: str, look: Look) -> str:
    words = [f"{line.label}: {shown}", f"n={line.n}"]
    if line.is_thin:
        words.append("too few cases to rely on")
    if line.change:
        words.append(f"{line.change} against {look.against}" if look.against else line.change)
    if line.note:
        words.append("no target: t sets one" if line.note == "no target" else line.note)
    return ", ".join(words)


# Tables


def table_lines(table: Table, look: Look) -> Iterator[PageLine]:
    """The head, the rows with as many columns as there is room for, and the notes."""
    if not table.rows:
        yield PageLine(((f" {cut(table.empty, look.width - 1)}", SOFT),))
    else:
        layout = _columns(table, look)
        yield PageLine(_table_row(table, table.head, layout, SOFT))
        names: Counter[str] = Counter()
        for row in table.rows:
            drawn = _table_row(table, row.cells, layout, TEXT)
            if layout.bar and row.bar is not None:
                drawn = (*drawn, ("  ", TEXT), *_bar(row.bar, layout.bar, look))
            name = row.cells[0]
            names[name] += 1
            # A name may stand there twice: a person has a row for each role.
            key = f"{table.title}/{name}" + (f"/{names[name]}" if names[name] > 1 else "")
            yield PageLine(drawn, key, _row_about(table, row), f"{table.title}: {name}", row.behind)
    for note in table.notes:
        role = LATE if note.startswith("Bottleneck") else SOFT
        for text in paragraph(note, look.width - 1, role):
            yield PageLine(((" ", TEXT), *text))


@dataclass(frozen=True, slots=True)
class _Layout:
    columns: tuple[int, ...]
    widths: Mapping[int, int]
    bar: int


def _columns(table: Table, look: Look) -> _Layout:
    """The columns that fit, the most useful ones first, and a bar where there is room left."""
    natural = [
        max([cells(clean(table.head[at])), *(cells(clean(row.cells[at])) for row in table.rows)])
        for at in range(len(table.head))
    ]
    texts = [at for at in range(1, len(table.head)) if at not in table.right]
    least_name = 16 if look.width >= MIDDLE else 12
    widths: dict[int, int] = {}
    left = look.width - 1
    for at in table.order or range(len(table.head)):
        size = min(natural[at], least_name if at == 0 else _LEAST_TEXT if at in texts else natural[at])
        needed = size + (_GAP if widths else 0)
        if needed > left:
            break
        widths[at] = size
        left -= needed
    for at in (0, *(one for one in texts if one in widths)):
        grown = min(natural[at], _MOST_NAME if at == 0 else natural[at]) - widths.get(at, 0)
        if at in widths and grown > 0:
            widths[at] += min(grown, left)
            left -= min(grown, left)
    has_bars = any(row.bar is not None for row in table.rows)
    room = min(left - _GAP, _MOST_BAR)
    return _Layout(tuple(sorted(widths)), widths, room if has_bars and room >= _LEAST_BAR else 0)


def _table_row(table: Table, texts: Sequence[str], layout: _Layout, role: str) -> Row:
    spans: list[Span] = [(" ", role)]
    for place, at in enumerate(layout.columns):
        text, size = clean(texts[at]), layout.widths[at]
        fitted = fit_right(text, size) if at in table.right else fit(text, size)
        spans.append((f"{' ' * _GAP if place else ''}{fitted}", role))
    return tuple(spans)


def _row_about(table: Table, row: TableRow) -> str:
    """All cells with their heads: none is lost on a narrow screen."""
    told = [f"{head} {cell}" for head, cell in zip(table.head[1:], row.cells[1:], strict=True) if cell]
    return f"{row.cells[0]}: {', '.join(told)}" if told else row.cells[0]


def _bar(part: Fraction, width: int, look: Look) -> Row:
    """A bar and the rest of what it could be, which shows without colours, too."""
    filled = bar(part, width, plain=look.plain)
    rest = ("." if look.plain else "·") * (width - cells(filled))
    return tuple(span for span in ((filled, KEY), (rest, RULE)) if span[0])
