"""All about one stage: what is to be reached in it, how, with what, and what is done before it is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import of_stage
from pipeboard.domain.dates import show_day
from pipeboard.domain.definitions import Definition
from pipeboard.domain.pipeline import Stage
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, TITLE, TODAY
from pipeboard.view.text import cells, clean, fit, wrap

CONTENT: Final = {"check": "Checklist", "material": "Materials", "challenge": "Challenges"}
"""The kinds of definitions that belong to a stage, as people call several of them."""
OLD: Final = 365
"""Days after which nobody should trust a material that was not looked at again."""
_LABEL: Final = 12
_WIDE: Final = 56
"""From so many cells on, names stand beside their texts."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a part, with the sign in front of it."""

    text: str
    sign: str = ""
    role: str = TEXT


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a stage says about itself."""

    name: str
    texts: tuple[Words, ...]


def content_of(board: Board, stage: Stage, kind: str) -> tuple[Definition, ...]:
    """The items of a stage's checklist, its materials or its challenges, in order."""
    if kind == "check":
        return tuple(one for one in board.checks_on(of_stage(stage.id)) if not one.gone)
    return tuple(one for one in board.definitions(kind).values() if one.text("stage") == stage.id)


def about_stage(stage: Stage, board: Board, today: date) -> tuple[Part, ...]:
    """What is known about a stage, part by part; parts with nothing to say are left out."""
    parts = (
        Part(name, (Words(text),) if text else ())
        for name, text in (
            ("Goal", stage.goal),
            ("Role", stage.role),
            ("Guidance", stage.guidance),
            ("To enter", stage.evidence),
            ("Tools", stage.tools),
            ("Figures", figures(stage)),
        )
    )
    listed = (Part(name, tuple(_content(board, stage, kind, today))) for kind, name in CONTENT.items())
    return tuple(part for part in (*parts, *listed) if part.texts)


def figures(stage: Stage) -> str:
    """Chance, targets and marks: "40% chance, 14 days at most, idle after 7 days, an offer is made"."""
    said = [f"{stage.probability}% chance"] if stage.phase == "pre" else ["after the win"]
    said += [f"target {_days(stage.days)}"] if stage.days else []
    said += [f"idle after {_days(stage.idle)}"] if stage.idle else []
    holds = ", more are held back" if stage.limit_holds else ""
    said += [f"{stage.limit} deals at most{holds}"] if stage.limit else []
    said += ["an offer is made"] if stage.offer else []
    said += ["deals count as qualified"] if stage.qualified else []
    return ", ".join(said)


def reviewed_text(material: Definition, today: date) -> tuple[str, bool]:
    """ "reviewed 3 Nov" or "never reviewed"; and whether that is too long ago."""
    day = material.values.get("reviewed")
    if not isinstance(day, date):
        return "never reviewed", False
    old = (today - day).days > OLD
    return f"reviewed {show_day(day, today)}{', look at it again' if old else ''}", old


def about_rows(parts: Sequence[Part], width: int) -> list[Row]:
    """The parts as rows of at most `width` cells."""
    if not parts:
        return [((" Nothing is said about this stage yet.", SOFT),)]
    rows: list[Row] = []
    for part in parts:
        beside = width >= _WIDE
        indent = _LABEL + 2 if beside else 2
        if not beside:
            rows.extend([()] if rows else [])
            rows.append(((f" {clean(part.name)}", TITLE),))
        for place, words in enumerate(part.texts):
            sign = f"{words.sign} " if words.sign else ""
            room = max(width - indent - cells(sign), 1)
            for line, text in enumerate(wrap(words.text, room)):
                name = part.name if beside and not place and not line else ""
                start = f" {fit(name, _LABEL)} " if beside else "  "
                lead = sign if not line else " " * cells(sign)
                rows.append(((start, TITLE if name else TEXT), (lead + text, words.role)))
    return rows


def _content(board: Board, stage: Stage, kind: str, today: date) -> Iterator[Words]:
    for one in content_of(board, stage, kind):
        if kind == "check":
            yield Words(f"{one.title}{' (required)' if one.flag('required') else ''}", "•")
        elif kind == "material":
            yield Words(one.title, "•")
            reviewed, old = reviewed_text(one, today)
            known = one.text("url") or one.values.get("reviewed") is not None
            if known:
                yield Words(
                    " · ".join(filter(None, (one.text("url"), reviewed))), " ", TODAY if old else SOFT
                )
        else:
            yield Words(one.title, "•")
            if one.text("remedy"):
                yield Words(one.text("remedy"), "→", SOFT)


def _days(number: int) -> str:
    return f"{number} {'day' if number == 1 else 'days'}"
