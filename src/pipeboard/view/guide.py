"""The guide: its topics as Markdown, and as rows to be read in the app."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pipeboard.view.dialog import CHOSEN, KEY, SOFT, TEXT, TITLE, padded, paragraph
from pipeboard.view.layout import row_text
from pipeboard.view.text import cells, clean, cut, fit, wrap

if TYPE_CHECKING:
    from pipeboard.view.card import Row

_FIRST: Final = ("start", "commands", "filter")
"""Topics that are read before the others."""
_POINT: Final = re.compile(r"(?:-|[0-9]+\.) ")
"""How a point of a list begins."""


@cache
def guide() -> dict[str, str]:
    """The guide's topics by name, in reading order, as Markdown."""
    folder = files("pipeboard") / "guide"
    names = sorted(one.name.removesuffix(".md") for one in folder.iterdir() if one.name.endswith(".md"))
    ordered = [*(name for name in _FIRST if name in names), *(name for name in names if name not in _FIRST)]
    return {name: (folder / f"{name}.md").read_text("utf-8") for name in ordered}


def title_of(text: str) -> str:
    """The heading of a topic."""
    return text.partition("\n")[0].lstrip("# ")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the guide as a list shows it."""

    name: str
    title: str
    line: str = ""
    """Where it says what was searched for."""


def found_topics(topics: Mapping[str, str], query: str) -> tuple[Topic, ...]:
    """The topics in which every word of the query occurs, with the line that says most of it; else all."""
    words = query.casefold().split()
    if not words:
        return tuple(Topic(name, title_of(text)) for name, text in topics.items())
    return tuple(
        Topic(name, title_of(text), _line_with(text, words))
        for name, text in topics.items()
        if all(word in text.casefold() for word in words)
    )


def _line_with(text: str, words: Sequence[str]) -> str:
    lines = text.splitlines()
    best = max(lines, key=lambda line: sum(word in line.casefold() for word in words))
    return " ".join(best.strip("#| ").split())


def topic_rows(topics: Sequence[Topic], cursor: int, width: int) -> list[Row]:
    """The topics, each a row of `width` cells: its title, and its name or where it says what was searched."""
    if not topics:
        return [((" Nothing in the guide says that.", SOFT),)]
    titles = min(max(cells(topic.title) for topic in topics) + 3, max(width - 12, 12))
    return [
        padded(
            (
                (f" {fit(topic.title, titles - 1)}", CHOSEN if at == cursor else TEXT),
                (clean(topic.line or topic.name), CHOSEN if at == cursor else SOFT),
            ),
            width,
            CHOSEN if at == cursor else TEXT,
        )
        for at, topic in enumerate(topics)
    ]


def guide_rows(text: str, width: int) -> list[Row]:
    """A topic without its heading: paragraphs wrapped, headings and examples by their roles."""
    rows: list[Row] = []
    for block in _blocks(text.partition("\n")[2]):
        rows.extend([()] if rows else [])
        if block[0].startswith("#"):
            rows.append(((cut(clean(block[0].lstrip("# ")), width), TITLE),))
        elif block[0].startswith("    "):
            rows.extend(row for line in block for row in _example(line[2:], width))
        elif block[0].startswith("|"):
            cells = ("  ".join(cell.strip() for cell in line.strip("|").split("|")) for line in block)
            rows.extend(
                row for line in cells if line.strip(" -") for row in paragraph(clean(line), width, SOFT)
            )
        else:
            rows.extend(paragraph(clean(" ".join(line.strip() for line in block)), width, TEXT))
    return rows


def guide_lines(text: str, width: int) -> list[str]:
    """A topic as Markdown in lines of at most `width` cells, as it is where that is wide enough."""
    lines = text.rstrip("\n").splitlines()
    if max(map(cells, lines)) <= width:
        return lines
    found: list[str] = []
    for gap, block in groupby(lines, lambda line: not line):
        found += [""] if gap else _narrowed(list(block), width)
    return found


def _narrowed(block: list[str], width: int) -> Iterator[str]:
    """Lines between two empty ones: text wrapped, what is too long of a table or an example on more lines."""
    for part in _blocks("\n".join(block)):
        if part[0].startswith("    "):
            yield from (f"  {row_text(row)}" for line in part for row in _example(line[2:], width - 2))
        elif max(map(cells, part)) <= width:
            yield from part
        elif part[0].startswith("|"):
            rows = (line.strip("| ") for line in part)
            yield from (line for row in rows if row.strip("-:| ") for line in _hanging(row, width))
        else:
            said = " ".join(line.strip() for line in part)
            yield from _hanging(said, width) if _POINT.match(said) else wrap(said, width)


def _hanging(text: str, width: int) -> list[str]:
    """Wrapped, with all lines but the first indented."""
    first, *others = wrap(text, width - 2)
    return [first, *(f"  {line}" for line in others)]


def _example(line: str, width: int) -> list[Row]:
    """A line of an example; where it is too long, what it does stands below it."""
    line = clean(line)
    if cells(line) <= width:
        return [((line, KEY),)]
    written, _, about = line.strip().partition("  ")
    rows = paragraph(written, width - 2, KEY) + (paragraph(about.strip(), width - 6, TEXT) if about else [])
    indents = ["  "] * (len(rows) - 1) if not about else ["      "] * (len(rows) - 1)
    return [((indent, TEXT), *row) for indent, row in zip(["  ", *indents], rows, strict=True)]


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines that belong together: paragraphs, points of a list, tables, examples."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        starts = _POINT.match(line) or line.startswith("#")
        if (not line.strip() or starts) and block:
            yield block
            block = []
        if line.strip():
            block.append(line)
