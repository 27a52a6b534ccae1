"""The editor of a pipeline's stages. Every edit is one action at once, so that `u` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import (
    Action,
    EditStage,
    MergeStage,
    MoveStage,
    RetirePipeline,
    RetireStage,
)
from pipeboard.domain.board import Board
from pipeboard.domain.pipeline import COLOURS, Stage
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.new_pipeline import ask_new_pipeline
from pipeboard.tui.screens.pane import TAB_STEPS, Pane
from pipeboard.tui.screens.picker import Picker
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, Box, Hint, framed, hint_rows, window
from pipeboard.view.form import FormSpec
from pipeboard.view.forms import stage as forms
from pipeboard.view.picker import Option
from pipeboard.view.stages import held_deals, receivers, stage_table, stage_words, usual_number

_FROM_TEMPLATE: Final = "+"
_MESSAGE_ROWS: Final = 4
WIDTH: Final = 88
_HINTS: Final[tuple[Hint, ...]] = (
    *(("a", "add"), ("e", "edit"), ("J K", "move"), ("x", "retire"), ("m", "merge"), ("r", "rename")),
    *(("c", "checklist, materials"), ("C", "colour")),
    *(("p", "pipelines"), ("R", "edit pipeline"), ("X", "retire pipeline")),
    *(("u", "undo"), ("Esc", "done")),
)


class StageEditor(Pane[str]):
    """Ends with the id of the pipeline that was shown last."""

    steps = TAB_STEPS

    def __init__(
        self,
        read: Callable[[], Board],
        submit: Submit,
        now: Callable[[], datetime],
        pipeline: str = "",
    ) -> None:
        super().__init__(read, submit, now)
        live = [one.id for one in read().live_pipelines()]
        self._pipeline = pipeline if pipeline in live else (live[0] if live else "")

    @property
    def count(self) -> int:
        return len(self.stages)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the pipeline that is shown."""
        return self._read().stages_in(self._pipeline)

    @property
    def stage(self) -> Stage | None:
        """The highlighted one."""
        stages = self.stages
        return stages[min(self._cursor, len(stages) - 1)] if stages else None

    def wish(self) -> tuple[int, int]:
        width = min(WIDTH, self.app.size.width - 8)
        return WIDTH, len(self.stages) + 2 + _MESSAGE_ROWS + len(hint_rows(_HINTS, width))

    def draw(self, room: Box) -> tuple[Row, ...]:
        board, stages = self._read(), self.stages
        self._cursor = self.within(self._cursor)
        table = stage_table(board, stages, self._cursor, room.inner)
        words = self.words(stage_words(stages, self._cursor, room.inner), room.inner)
        space = max(room.rows - _MESSAGE_ROWS - len(hint_rows(_HINTS, room.inner)), 3)
        self._first = window(len(table.rows), space, table.at, self._first)
        shown = list(table.rows[self._first : self._first + space]) or [
            ((" No stage yet; a adds one.", SOFT),)
        ]
        shown += [()] * (space - len(shown))
        pipeline = board.pipelines.get(self._pipeline)
        return framed(
            f"Stages of {pipeline.name}" if pipeline else "Stages",
            [table.head, *shown, (), *words],
            _HINTS,
            room,
            all_hints=True,
            below=max(len(table.rows) - self._first - space, 0),
            aside=usual_number(stages),
        )

    def act(self, key: str) -> None:
        command = self._commands().get(key)
        if command is not None:
            self._refusal = ""
            command()

    def leave(self) -> None:
        self.dismiss(self._pipeline)

    def _commands(self) -> dict[str, Callable[[], object]]:
        always: dict[str, Callable[[], object]] = {
            "a": lambda: self._fill(forms.new_stage(self._pipeline, self.stage)),
            "p": self._pick_pipeline,
            "R": self._edit_pipeline,
            "X": lambda: self.do(RetirePipeline(pipeline=self._pipeline)),
        }
        stage = self.stage
        if stage is None:
            return always
        return always | {
            "e": lambda: self._fill(forms.edit_stage(stage)),
            "enter": lambda: self._fill(forms.edit_stage(stage)),
            "r": lambda: self._fill(forms.rename_stage(stage)),
            "c": lambda: self._show_content(stage),
            "C": lambda: self._recolour(stage),
            "x": lambda: self._retire(stage),
            "m": lambda: self._merge(stage),
            "J": lambda: self._move(stage, 1),
            "K": lambda: self._move(stage, -1),
            "shift+down": lambda: self._move(stage, 1),
            "shift+up": lambda: self._move(stage, -1),
        }

    def _go_to(self, stage_id: str) -> None:
        ids = [stage.id for stage in self.stages]
        self._cursor = ids.index(stage_id) if stage_id in ids else self._cursor
        self.redraw()

    def _fill(self, spec: FormSpec) -> None:
        before = {stage.id for stage in self.stages}

        def done(action: Action | None) -> None:
            added = [stage.id for stage in self.stages if stage.id not in before]
            if action is not None and added:
                self._go_to(added[0])

        self.app.push_screen(FormDialog(spec, submit=self.do), done)

    def _move(self, stage: Stage, step: int) -> None:
        """Past the neighbour; a stage stays on its side of the win."""
        same = [one.id for one in self.stages if one.phase == stage.phase]
        place = same.index(stage.id) + step
        if 0 <= place < len(same):
            same.remove(stage.id)
            self.do(MoveStage(stage=stage.id, after=same[place - 1] if place else None))
            self._go_to(stage.id)

    def _show_content(self, stage: Stage) -> None:
        from pipeboard.tui.screens.stage_content import StageContent

        self.app.push_screen(StageContent(stage.id, self._read, self._submit, self._now))

    def _recolour(self, stage: Stage) -> None:
        options = [Option("", "none", here=not stage.colour)]
        options += [Option(colour, colour, here=colour == stage.colour) for colour in COLOURS]

        def done(colour: str | None) -> None:
            if colour is not None:
                self.do(EditStage(stage=stage.id, changes={"colour": colour or None}))

        picker = Picker("Colour", options, cursor=stage.colour, verb="set", aside=stage.name)
        self.app.push_screen(picker, done)

    def _retire(self, stage: Stage) -> None:
        board = self._read()
        held = held_deals(board, stage)
        options = receivers(board, stage)
        if not held or not options:
            self.do(RetireStage(stage=stage.id))
            return

        def done(into: str | None) -> None:
            if into is not None:
                self.do(RetireStage(stage=stage.id, into=into))

        self.app.push_screen(
            Picker(f"Retire {stage.name}: where do its deals go?", options, verb="retire"), done
        )

    def _merge(self, stage: Stage) -> None:
        options = receivers(self._read(), stage)
        if not options:
            self.refuse(f"There is no other stage that {stage.name} could become part of.")
            return

        def done(into: str | None) -> None:
            if into is not None:
                self.do(MergeStage(stage=stage.id, into=into))
                self._go_to(into)

        self.app.push_screen(Picker(f"Merge {stage.name} into", options, verb="merge"), done)

    def _edit_pipeline(self) -> None:
        pipeline = self._read().pipelines.get(self._pipeline)
        if pipeline is not None:
            self._fill(forms.edit_pipeline(pipeline))

    def _pick_pipeline(self) -> None:
        pipelines = self._read().live_pipelines()
        options = [Option(one.id, one.name, here=one.id == self._pipeline) for one in pipelines]
        options.append(Option(_FROM_TEMPLATE, "New pipeline from a template..."))

        def done(pipeline: str | None) -> None:
            if pipeline == _FROM_TEMPLATE:
                ask_new_pipeline(self.app, self._read, self.do, self._show_pipeline)
            elif pipeline is not None:
                self._show_pipeline(pipeline)

        self.app.push_screen(Picker("Pipelines", options, cursor=self._pipeline, verb="show"), done)

    def _show_pipeline(self, pipeline: str) -> None:
        self._pipeline = pipeline
        self._cursor = self._first = 0
        self._refusal = ""
        self.redraw()
