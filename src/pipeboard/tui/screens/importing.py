"""The import of a file: its path is typed, then what would become of it is shown, changed and done.

Nothing is written before `i`; then it is one action, which `u` takes back. A large file takes its time, in a
thread: how far it is is shown, and Esc stops it at any moment, with nothing written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeboard.domain.actions import ImportDeals
from pipeboard.domain.board import Board
from pipeboard.domain.errors import PipeBoardError
from pipeboard.exchange.csv_import import ImportPlan
from pipeboard.exchange.source import Choices, Source
from pipeboard.tui.paths import suggest
from pipeboard.tui.progress import GivenUp, Progress, Watched
from pipeboard.tui.screens.pane import Pane
from pipeboard.tui.screens.picker import Picker
from pipeboard.view.card import Row
from pipeboard.view.dialog import (
    CARET,
    GOOD,
    KEY,
    SOFT,
    TEXT,
    Box,
    Hint,
    framed,
    hint_rows,
    paragraph,
    window,
)
from pipeboard.view.edit import Edit
from pipeboard.view.importing import (
    LISTS,
    counts,
    field_options,
    list_rows,
    meaning_options,
    progress_rows,
    remark_rows,
    summary_text,
    tab_row,
)
from pipeboard.view.suggest import Suggestions
from pipeboard.view.text import clean

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.worker import Worker

CarryOut: TypeAlias = Callable[[ImportDeals], Awaitable[str | None]]
"""Carries out an import without holding up the app; the reason in one sentence if it may not be done."""

WIDTH: Final = 92
_ROWS: Final = 18
_ORDERS: Final = (None, "dmy", "mdy", "ymd")
"""How dates in numbers are read: as the file itself says, or as the user does."""
_TITLE: Final = "Import deals"
_ENDINGS: Final = (".csv", ".tsv", ".tab", ".txt", ".vcf", ".vcard", ".json")
"""Of files that are offered; any other can be named."""
_CHOOSING: Final = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}
_IMPORTING: Final = "Importing"
_TOLD_EVERY: Final = 0.1
"""Seconds after which it is shown again how far it is."""


class ImportPane(Pane[None]):
    """Asks for a file and shows its plan until it is carried out or given up."""

    def __init__(
        self, read: Callable[[], Board], carry_out: CarryOut, now: Callable[[], datetime], folder: Path
    ) -> None:
        """`folder` is where a path begins that is not absolute; else as `Pane`."""
        super().__init__(read, lambda action: None, now)
        self._submit_import = carry_out
        self._folder = folder
        self._typing = Edit()
        self._offered: Suggestions | None = None
        self._path = ""
        self._source: Source | None = None
        self._choices = Choices()
        self._plan: ImportPlan | None = None
        self._list = LISTS[0]
        self._progress: Progress | None = None
        """How far the work is that is under way."""
        self._worker: Worker[None] | None = None
        self._clock: Timer | None = None

    def on_mount(self) -> None:
        self._offer(self._typing)
        super().on_mount()

    @property
    def plan(self) -> ImportPlan | None:
        """What would be done; None before a file was read."""
        return self._plan

    @property
    def count(self) -> int:
        return counts(self._plan)[self._list] if self._plan else 0

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    # Drawing

    def draw(self, room: Box) -> tuple[Row, ...]:
        hints = self._hints()
        space = max(room.rows + 1 - len(hint_rows(hints, room.inner)), 1)
        plan, width = self._plan, room.inner
        if self._typing is not None or plan is None:
            return framed(_TITLE, self._asking(width)[:space], hints, room, all_hints=True)
        head: list[Row] = [tab_row(plan, self._list), ()]
        foot = self.words(self._foot(plan, width), width)
        self._cursor = self.within(self._cursor)
        shown = max(space - len(head) - len(foot), 1)
        self._first = window(self.count, shown, self._cursor, self._first)
        body = list_rows(plan, self._read(), self._list, self._cursor, self._first, shown, width)
        body += [()] * (shown - len(body))
        return framed(
            f"{_TITLE} from {self._path}",
            [*head, *body, *foot],
            hints,
            room,
            above=self._first,
            below=max(self.count - self._first - shown, 0),
            aside="" if self._first else summary_text(plan),
            all_hints=True,
        )

    def _asking(self, width: int) -> list[Row]:
        """The line for the path, and what may be imported."""
        before, caret, after = self._path, "", ""
        if self._typing is not None:
            before, caret, after = self._typing.window(max(width - 8, 1))
        line = ((" File ", KEY), (clean(before), TEXT), (caret, CARET), (after, TEXT))
        if self._progress is not None:
            return [tuple(span for span in line if span[0]), (), *self._told(width)]
        help_text = (
            "A table (CSV, or with tabs, semicolons or bars) or an address book (vCard): its name in "
            f"{self._folder}, or its whole path. What would become of it is shown before anything is written."
        )
        return [
            tuple(span for span in line if span[0]),
            self._offered.row(width) if self._offered else (),
            (),
            *self.words(paragraph(help_text, width, SOFT, most=4), width),
        ]

    def _foot(self, plan: ImportPlan, width: int) -> list[Row]:
        """What stands below the list: the present reading of dates, a remark in full, what is done next."""
        if self._progress is not None:
            return [(), *self._told(width)]
        if self._list == "remarks" and self.count:
            return [(), *remark_rows(plan, self.within(self._cursor), width, 3)]
        order = f"Dates are read as {self._choices.date_format}. " if self._choices.date_format else ""
        left = " What is left out is in the remarks." if plan.skipped else ""
        if not plan.action.rows:
            return [(), *paragraph(f"{order}There is nothing to import.{left}", width, SOFT)]
        return [(), *paragraph(f"{order}i imports it in one step, which u takes back.{left}", width, GOOD)]

    def _told(self, width: int) -> list[Row]:
        """How far the work is."""
        now = self._progress
        assert now is not None
        if self._is_saving:
            return progress_rows("Saving", 0, 0, width)
        return progress_rows("Stopping" if now.stopped else now.what, now.done, now.total, width)

    @property
    def _is_saving(self) -> bool:
        """Whether an import has gone through its rows: from here on it cannot be stopped any more."""
        now = self._progress
        return now is not None and now.what == _IMPORTING and now.done >= now.total

    def _hints(self) -> tuple[Hint, ...]:
        if self._progress is not None:
            return () if self._is_saving else (("Esc", "stop"),)
        if self._typing is not None:
            name: tuple[Hint, ...] = (("Tab", "take the name"),) if self._offered else ()
            return (("Enter", "read it"), *name, ("Esc", "back" if self._plan else "cancel"))
        what = {"columns": "what a column is", "stages": "what a name means"}.get(self._list, "")
        dates: tuple[Hint, ...] = (("d", "order of dates"),) if self._source and self._source.table else ()
        if self._plan is None:
            return (*dates, ("f", "other file"), ("Esc", "cancel"))
        change: tuple[Hint, ...] = (("Enter", what),) if what and self.count else ()
        return (
            ("i", "import"),
            *change,
            ("Tab", "next list"),
            ("j k", "move"),
            *dates,
            ("f", "other file"),
            ("Esc", "cancel"),
        )

    # Keys

    def press(self, key: str, typed: str) -> None:
        if self._progress is not None:
            return
        if self._typing is None and key in ("tab", "shift+tab", "right", "left"):
            step = 1 if key in ("tab", "right") else -1
            self._list = LISTS[(LISTS.index(self._list) + step) % len(LISTS)]
            self._first = 0
            self.go(0)
        elif self._typing is None and self.latin(key) in ("u", "U", "ctrl+r"):
            return  # nothing was done here that it could take back
        else:
            super().press(key, typed)

    def type_into(self, typing: Edit, key: str, typed: str) -> None:
        if self._offered and key == "tab":
            self.write(self._offered.taken(typing))
        elif self._offered and key in _CHOOSING:
            self._offered = self._offered.moved(_CHOOSING[key])
            self.redraw()
        elif key != "tab":
            super().type_into(typing, key, typed)

    def write(self, typing: Edit | None) -> None:
        self._offer(typing)
        super().write(typing)

    def _offer(self, typing: Edit | None) -> None:
        """Offer the names that can stand where a path is typed."""
        found = suggest(typing.text, typing.at, self._folder, _ENDINGS) if typing is not None else None
        self._offered = found or None

    def act(self, key: str) -> None:
        if key == "f":
            self.write(Edit(self._path))
        elif key == "enter" and self._list == "columns" and self.count:
            self._pick_field()
        elif key == "enter" and self._list == "stages" and self.count:
            self._pick_stage()
        elif key == "d" and self._source and self._source.table:
            at = _ORDERS.index(self._choices.date_format)
            self._replan(replace(self._choices, date_format=_ORDERS[(at + 1) % len(_ORDERS)]))
        elif key == "i":
            self._import()

    def keep(self, text: str) -> None:
        """Read the file of the path that was typed."""
        if not text.strip():
            self.refuse("Type the path of a file, such as ~/deals.csv.")
            return
        self._path = text.strip().strip("'\"")  # what is dropped on a terminal comes in quotes
        self._offered = None
        self._work(Progress("Reading"), self._load())

    def back(self) -> None:
        """Stops the work; else out of the path to the plan, if there is one; else out of the dialog."""
        if self._progress is not None:
            self._stop()
        elif self._typing is not None and self._plan is not None:
            self.write(None)
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        """Whoever leaves the app waits for no work."""
        if self._progress is not None:
            self._progress.stop()

    # Work, in a thread: a large file takes seconds

    def _work(self, progress: Progress, work: Coroutine[None, None, None]) -> None:
        self._progress = progress
        self._refusal = ""
        self._clock = self.set_interval(_TOLD_EVERY, self.redraw)
        self.redraw()
        self._worker = self.run_worker(work, exit_on_error=True)

    def _end_work(self) -> None:
        self._progress = None
        if self._clock is not None:
            self._clock.stop()
        self.redraw()

    def _stop(self) -> None:
        """Reading is left where it is; an import ends by itself, with nothing written or with all."""
        progress = self._progress
        assert progress is not None
        if self._is_saving:
            return
        progress.stop()
        if progress.what == _IMPORTING or self._worker is None:
            self.redraw()
            return
        self._worker.cancel()
        self._end_work()
        if self._plan is None:
            self.write(Edit(self._path))

    async def _load(self) -> None:
        try:
            self._source = await asyncio.to_thread(self._read_file)
        except PipeBoardError as error:
            self._end_work()
            self.refuse(error.sentence)
            return
        self._choices, self._plan, self._typing = Choices(), None, None
        await self._make_plan(self._choices)
        self._list = LISTS[0] if self._plan and self._plan.columns else LISTS[1]
        self._cursor = self._first = 0
        self.redraw()

    def _read_file(self) -> Source:
        return Source.read(self._folder / Path(self._path).expanduser())

    async def _make_plan(self, choices: Choices) -> None:
        """Plan with other choices; what speaks against them is shown, and the ones before stay."""
        source = self._source
        assert source is not None
        self._progress = progress = Progress("Reading", source.rows)
        try:
            plan = await asyncio.to_thread(source.plan, self._read(), choices, self._now(), progress.tell)
        except PipeBoardError as error:
            self._refusal = error.sentence
        else:
            self._plan, self._choices, self._typing = plan, choices, None
        self._end_work()

    def _replan(self, choices: Choices) -> None:
        self._work(Progress("Reading"), self._make_plan(choices))

    def _pick_field(self) -> None:
        plan = self._plan
        assert plan is not None
        column = plan.columns[self._cursor]

        def done(field: str | None) -> None:
            if field is not None and field != column.field:
                mapping = {one: name for one, name in self._choices.mapping.items() if name != column.name}
                self._replan(replace(self._choices, mapping={**mapping, field: column.name}))

        options = field_options(column, plan.columns)
        picker = Picker(
            "What is this column?",
            options,
            cursor=column.field,
            aside=column.name,
            keys=[""] * len(options),
        )
        self.app.push_screen(picker, done)

    def _pick_stage(self) -> None:
        plan = self._plan
        assert plan is not None
        name = plan.stages[self._cursor][0].rpartition(" / ")[2]
        others = {one: stage for one, stage in self._choices.stage_map.items() if one != name}

        def done(stage: str | None) -> None:
            if stage is not None:
                chosen = {**others, name: stage} if stage else others
                self._replan(replace(self._choices, stage_map=chosen))

        options = meaning_options(self._read())
        here = self._choices.stage_map.get(name, "")
        picker = Picker("What does it mean?", options, cursor=here, aside=name, keys=[""] * len(options))
        self.app.push_screen(picker, done)

    def _import(self) -> None:
        plan = self._plan
        if plan is None or not plan.action.rows:
            self.refuse("There is nothing to import.")
            return
        self._work(Progress(_IMPORTING, len(plan.action.rows)), self._carry_out(plan.action))

    async def _carry_out(self, action: ImportDeals) -> None:
        progress = self._progress
        assert progress is not None
        try:
            refusal = await self._submit_import(action._replace(rows=Watched(action.rows, progress)))
        except GivenUp:
            refusal = "Stopped; nothing was imported."
        self._end_work()
        if refusal is None:
            self.dismiss(None)
        else:
            self.refuse(refusal)
