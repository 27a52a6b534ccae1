"""The funnel as lines: a level for each stage, and beneath it what became of those who were there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.metrics.conversion import StageConversion
from pipeboard.metrics.playbook import DropOff
from pipeboard.view.about_stage import content_of
from pipeboard.view.card import Row
from pipeboard.view.charts import centred
from pipeboard.view.dialog import KEY, SOFT, TEXT, paragraph
from pipeboard.view.metrics_blocks import behind, told
from pipeboard.view.metrics_page import MIDDLE, Look, PageLine, heading
from pipeboard.view.metrics_tables import ranked_text
from pipeboard.view.metrics_work import Figures
from pipeboard.view.text import cells, clean, fit, fit_right

_CHALLENGES: Final = 2
"""Most challenges of a stage that are told beneath it; all of them are on the page of the stage."""
_HINT: Final = 2
_MARGIN: Final = 3
_NOTE = "Each stage has its own cohort: those that first came to it in the period."


def funnel_lines(figures: Figures, look: Look) -> tuple[PageLine, ...]:
    """The stages of each pipeline in turn: entered, went on, dropped out and why, waiting, and both rates."""
    stages, board = figures.stages, figures.board
    if not any(one.entered for one in stages):
        return (PageLine(((" Nothing came to any stage in this period.", SOFT),)),)
    made: list[PageLine] = []
    pipelines = [(name, list(group)) for name, group in groupby(stages, key=lambda one: one.stage.pipeline)]
    for pipeline, group in pipelines:
        name = board.pipelines[pipeline].name if pipeline in board.pipelines else pipeline
        if made and look.gaps:
            made.append(PageLine(()))
        if len(pipelines) > 1:
            made.append(PageLine(heading(name, look.width)))
        made.extend(_levels(group, figures, look))
    made += [PageLine(()), *(PageLine(((" ", TEXT), *row)) for row in paragraph(_NOTE, look.width - 1, SOFT))]
    return tuple(made)


def _levels(stages: Sequence[StageConversion], figures: Figures, look: Look) -> list[PageLine]:
    why = {one.stage.id: one for one in figures.drop_offs}
    most = max(len(one.entered) for one in stages)
    longest = max(cells(clean(name)) for name in ("Stage", "Won", *(one.stage.name for one in stages)))
    name = min(longest, 24 if look.width >= MIDDLE else 11)
    level = _Level(look, name, most)
    made = [PageLine(level.head())]
    for one in stages:
        what = _rates(one)
        made.append(
            PageLine(
                level.row(one.stage.name, len(one.entered), what),
                f"entered/{one.stage.id}",
                f"{one.stage.name}: {len(one.entered)} came in, {_fate(one)}; "
                f"{what[0]} to date, {what[1]} of those decided",
                f"Came to {one.stage.name}",
                behind(("came in", one.entered)),
            )
        )
        stopped = one.dropped + one.pending
        made.append(
            PageLine(
                level.between(one),
                f"stopped/{one.stage.id}",
                f"Of those that came to {one.stage.name}, {_fate(one)}",
                f"Did not get beyond {one.stage.name}",
                behind(("did not get on", stopped), ("out", one.dropped), ("waiting", one.pending)),
            )
        )
        if one.stage.id in why:
            made.extend(_hints(why[one.stage.id], figures.board, look))
    last = stages[-1]
    won = f"Won out of {last.stage.name}"
    made.append(
        PageLine(
            level.row("Won", len(last.advanced), ("", "")),
            f"won/{last.stage.id}",
            f"{won}: {len(last.advanced)}",
            won,
            behind(("won", last.advanced)),
        )
    )
    return made


def _hints(why: DropOff, board: Board, look: Look) -> Iterator[PageLine]:
    """Why deals dropped out of a stage, and what the team knows to do about what goes wrong there."""
    said = f"out: {ranked_text(why.reasons)}"
    said += f" · they had objected: {ranked_text(why.objections)}" if why.objections else ""
    groups = behind(*why.reasons.items(), *why.objections.items())
    title, about = f"Why out of {why.stage.name}", f"Out of {why.stage.name}: {said.removeprefix('out: ')}"
    for place, row in enumerate(_beneath(said, look)):
        key = f"why/{why.stage.id}"
        yield PageLine(row, key, about, title, groups) if not place else PageLine(row)
    for one in content_of(board, why.stage, "challenge")[:_CHALLENGES]:
        remedy = f" → {one.text('remedy')}" if one.text("remedy") else ""
        yield from (PageLine(row) for row in _beneath(f"{one.title}{remedy}", look))


def _beneath(text: str, look: Look) -> Iterator[Row]:
    """At the margin below a level, on a few rows at most."""
    for row in paragraph(text, look.width - _MARGIN, SOFT, most=_HINT):
        yield ((" " * _MARGIN, SOFT), *row)


class _Level:
    """Rows of one funnel."""

    def __init__(self, look: Look, name: int, most: int) -> None:
        self._look = look
        self._name = name
        self._most = most
        self._both = look.width >= MIDDLE
        """Whether both rates have room, or only the resolved one."""
        self._bar = max(look.width - name - 3 - (27 if self._both else 16), 6)

    def head(self) -> Row:
        return self._row("Stage", "", self._numbers("Came", ("To date", "Resolved")), SOFT)

    def row(self, name: str, count: int, rates: tuple[str, str]) -> Row:
        part = Fraction(count, self._most) if self._most else Fraction()
        drawn = centred(part, self._bar, plain=self._look.plain)
        return self._row(name, drawn, self._numbers(str(count), rates), TEXT)

    def between(self, one: StageConversion) -> Row:
        words = _fate(one)
        if cells(words) > self._bar:
            # Beside the bars there is no room: from the margin on.
            return ((" " * _MARGIN + words, SOFT),)
        return ((" " * (self._name + 2), TEXT), (words.center(self._bar), SOFT))

    def _row(self, name: str, drawn: str, numbers: str, role: str) -> Row:
        return ((f" {fit(name, self._name)} ", role), (fit(drawn, self._bar), KEY), (f" {numbers}", role))

    def _numbers(self, count: str, rates: tuple[str, str]) -> str:
        shown = rates if self._both else rates[1:]
        return fit_right(count, 5) + "".join(fit_right(one, 10) for one in shown)


def _rates(one: StageConversion) -> tuple[str, str]:
    """Both rates; a thin one with its mark."""
    return told(one.to_date), told(one.resolved)


def _fate(one: StageConversion) -> str:
    parts = ((one.advanced, "went on"), (one.dropped, "out"), (one.pending, "waiting"))
    words = [f"{len(deals)} {what}" for deals, what in parts if deals]
    return ", ".join(words) or "nothing moved"
