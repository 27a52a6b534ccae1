"""A template as a page of text, for `templates show`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pipeboard.cli import output
from pipeboard.config.templates import ENGLISH, Template, TemplateStage
from pipeboard.view.text import wrap

_INDENT: Final = 2
_NAMES: Final = 12
"""Cells of the names in front of the texts, with the gap after them."""


def template_lines(template: Template, width: int) -> list[str]:
    """All about a template, as clean lines: its stages in a table, then what each is about.

    Texts are broken to `width` cells.
    """
    lines = wrap(f"{template.title} ({template.id}, {template.language})", width)
    lines += [*wrap(template.description, width), ""]
    lines += _overview(template, width)
    for number, stage in enumerate(template.stages, 1):
        lines += ["", *wrap(_heading(number, stage), width)]
        for name, texts in _texts(stage):
            lines += _named(name, texts, width)
    return lines


def _overview(template: Template, width: int) -> list[str]:
    """The stages, one a line, with their names in the language of the template."""
    rows = [
        (
            stage.name,
            *((stage.label,) if template.language != ENGLISH else ()),
            f"{stage.probability}%" if stage.phase == "pre" else "-",
            str(stage.days),
            str(stage.idle),
        )
        for stage in template.stages
    ]
    names = ("STAGE", template.language.upper()) if template.language != ENGLISH else ("STAGE",)
    numbers = range(len(names), len(names) + 3)
    head = (*names, "CHANCE", "DAYS", "IDLE")
    return output.table(head, rows, right=numbers, shrink=range(len(names)), width=width)


def _heading(number: int, stage: TemplateStage) -> str:
    """The stage's names and marks."""
    label = f" / {stage.label}" if stage.label != stage.name else ""
    words = {"after the win": stage.phase == "post", "offer": stage.offer, "qualified": stage.qualified}
    marks = ", ".join(word for word, holds in words.items() if holds)
    return f"{number}. {stage.name}{label}{f' ({marks})' if marks else ''}"


def _texts(stage: TemplateStage) -> Iterator[tuple[str, Iterable[str]]]:
    """What a stage has to say: a name, and the texts under it."""
    yield "Goal", (stage.goal,)
    yield "Role", (stage.role,)
    yield "Guidance", (stage.guidance,)
    yield "Evidence", (stage.evidence,)
    yield "Tools", (stage.tools,)
    yield "Checklist", (f"- {one.text}{' (required)' if one.required else ''}" for one in stage.checks)
    yield "Materials", (f"- {one.title}{f': {one.url}' if one.url else ''}" for one in stage.materials)
    yield "Challenges", (line for one in stage.challenges for line in (f"- {one.text}", f"  {one.remedy}"))


def _named(name: str, texts: Iterable[str], width: int) -> Iterator[str]:
    """The texts one below the other, with the name in front of the first."""
    for text in texts:
        hang = 2 if text[:2] in ("- ", "  ") else 0
        for place, line in enumerate(wrap(text[hang:], width - _INDENT - _NAMES - hang)):
            start = text[:hang] if place == 0 else " " * hang
            yield f"{' ' * _INDENT}{name:<{_NAMES}}{start}{line}"
            name = ""
