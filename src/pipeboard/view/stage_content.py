"""What belongs to a stage as lists to edit: its checklist, materials and challenges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.definitions import Definition
from pipeboard.domain.pipeline import Stage
from pipeboard.view.about_stage import CONTENT, content_of, reviewed_text
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, SOFT, TEXT, TODAY, padded, paragraph
from pipeboard.view.text import cells, clean, cut, fit

KINDS: Final = tuple(CONTENT)
_WORDS: Final = 3
"""Rows below the list."""
_NONE: Final = {
    "check": "No checklist yet; a adds the first item.",
    "material": "No materials yet; a adds the first one.",
    "challenge": "No known challenges yet; a adds the first one.",
}


def kinds_row(board: Board, stage: Stage, kind: str, width: int) -> Row:
    """The three lists beside each other, with how many there are, the present one standing out."""
    spans: list[Span] = []
    for one, name in CONTENT.items():
        text = f" {name} {len(content_of(board, stage, one)) or '-'} "
        spans.extend([(text, CHOSEN if one == kind else SOFT), (" ", SOFT)])
    return padded(tuple(spans), width)


def content_rows(
    listed: Sequence[Definition], today: date, cursor: int, width: int, first: int, rows: int
) -> list[Row]:
    """The items from `first` on, with what is worth knowing at the right."""
    made: list[Row] = []
    for place, one in enumerate(listed[first : first + rows], first):
        chosen = place == cursor
        said, role = _beside(one, today)
        said = f"  {said} " if said and cells(said) + 24 <= width else ""
        text = f" {fit(one.title, max(width - 1 - cells(said), 1))}"
        made.append(((text, CHOSEN if chosen else TEXT), (said, CHOSEN if chosen else role)))
    return made


def content_words(one: Definition | None, kind: str, today: date, width: int) -> list[Row]:
    """Below the list, in three rows: what the highlighted one says at length."""
    if one is None:
        rows = paragraph(_NONE[kind], max(width - 1, 1), SOFT, most=_WORDS)
    elif kind == "check":
        whole = paragraph(one.title, max(width - 1, 1), TEXT, most=2)
        note = "Deals that are here keep the list they came with; those that come in get this one."
        rows = [*whole, *paragraph(note, max(width - 1, 1), SOFT, most=_WORDS - len(whole))]
    elif kind == "material":
        said = " · ".join(filter(None, (one.text("url"), reviewed_text(one, today)[0])))
        rows = [
            *paragraph(one.title, max(width - 1, 1), TEXT, most=1),
            *paragraph(said, max(width - 1, 1), SOFT, most=2),
        ]
    else:
        whole = paragraph(one.title, max(width - 1, 1), TEXT, most=1)
        remedy = f"→ {one.text('remedy')}" if one.text("remedy") else "No remedy yet."
        rows = [*whole, *paragraph(remedy, max(width - 1, 1), SOFT, most=2)]
    return [*(((" ", TEXT), *row) for row in rows), *(() for _ in range(_WORDS - len(rows)))]


def _beside(one: Definition, today: date) -> tuple[str, str]:
    if one.kind == "check":
        return ("required" if one.flag("required") else ""), SOFT
    if one.kind == "material":
        text, old = reviewed_text(one, today)
        return text, TODAY if old else SOFT
    return clean(cut(f"→ {one.text('remedy')}", 30)) if one.text("remedy") else "", SOFT
