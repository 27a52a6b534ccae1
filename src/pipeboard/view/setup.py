"""The first screen of a new board, as rows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeboard.config.templates import ENGLISH, Template
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, TITLE, paragraph
from pipeboard.view.text import clean, cut


def welcome_rows(path: str, width: int) -> list[Row]:
    """Where the board will be made."""
    return [
        *paragraph("There is no board here yet. It will be made at", width, TEXT),
        *_path(path, width),
        (),
    ]


def preview_rows(template: Template, language: str, width: int, most: int) -> list[Row]:
    """The stages that the template makes, in at most `most` rows."""
    names = [stage.name if language == ENGLISH else stage.label for stage in template.stages]
    before = [name for name, stage in zip(names, template.stages, strict=True) if stage.phase == "pre"]
    after = [name for name, stage in zip(names, template.stages, strict=True) if stage.phase == "post"]
    rows: list[Row] = [
        (),
        ((cut(template.title, width), TITLE),),
        *paragraph(template.description, width, SOFT),
    ]
    rows.extend(_numbered(before, 1, width))
    if after:
        rows.append((("after the win", SOFT),))
        rows.extend(_numbered(after, len(before) + 1, width))
    if len(rows) <= most:
        return rows
    short = [(), *paragraph(" → ".join(before) + (" | " + " → ".join(after) if after else ""), width, TEXT)]
    return short[:most]


def _numbered(names: Sequence[str], start: int, width: int) -> list[Row]:
    return [
        ((f"{number:>3} ", SOFT), (cut(name, width - 4), TEXT)) for number, name in enumerate(names, start)
    ]


def _path(path: str, width: int) -> list[Row]:
    """The path, on as many rows as it takes: it is to be read whole."""
    text = clean(path)
    return [((text[at : at + width], TITLE),) for at in range(0, len(text), max(width, 1))] or [()]
