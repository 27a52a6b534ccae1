"""What the board screen shows of the workspace: which pipeline, which deal, and the facts beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pipeboard.tui.finding import Finding
from pipeboard.tui.screens.asking import Asking
from pipeboard.view.place import in_column
from pipeboard.view.search import Search

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.tui.panel import PanelDesk
    from pipeboard.tui.widgets.status_line import StatusLine
    from pipeboard.view.board import BoardView
    from pipeboard.view.card import Span
    from pipeboard.workspace.past import PastWorkspace
    from pipeboard.workspace.workspace import Workspace


class Showing(Asking):
    """Brings views of the board to the screen."""

    status: StatusLine
    panel: PanelDesk

    def __init__(self) -> None:
        super().__init__()
        self.workspace_or_none: Workspace | None = None
        self.past: PastWorkspace | None = None
        """The board of another day, while that is shown."""
        self.finding = Finding(self)
        self.search = Search("")

    @property
    def workspace(self) -> Workspace:
        """What is shown: the open board file, or it as of another day. Commands run once there is one."""
        return self.past or self.present

    @property
    def present(self) -> Workspace:
        """The open board file."""
        assert self.workspace_or_none is not None
        return self.workspace_or_none

    @property
    def deal(self) -> Deal | None:
        """The deal under the cursor."""
        return self.board.deal

    def say(self, sentence: str, role: str = "panel") -> None:
        """Say something in the status line."""
        self.status.say(sentence, role)

    def fail(self, sentence: str) -> None:
        """Say what went wrong."""
        self.status.say(sentence, "panel late")

    def show_view(self, view: BoardView, cursor: str | None = None) -> None:
        """Show another state of the board, with all that follows from it."""
        self.board.update_view(view, cursor)
        if self.search.text:
            self.search = self.finding.search(self.search.text, view)
            self.board.mark(replace(self.board.marks, found=frozenset(self.search.found)))
        self.panel.refresh(keep_place=True)
        self.update_facts()

    def show_pipeline(self, pipeline: str) -> None:
        """Show the board of a pipeline."""
        from pipeboard.view.board import board_view

        view = self.board.view
        if view is None or view.pipeline != pipeline:
            board, today = self.workspace.board, self.workspace.today()
            self.show_view(board_view(board, pipeline=pipeline, today=today))

    def go_to_stage(self, stage_id: str) -> None:
        """Put the cursor into a stage's column, on the board of its pipeline."""
        stage = self.workspace.board.stage(stage_id)
        if stage.pipeline:
            self.show_pipeline(stage.pipeline)
        columns = self.board.view.columns if self.board.view else ()
        index = next((at for at, column in enumerate(columns) if column.stage.id == stage.id), -1)
        self.board.move(lambda place, view, shape: in_column(place, view, shape, index))

    def update_facts(self) -> None:
        """Bring the right half of the status line up to date."""
        view, workspace = self.board.view, self.workspace_or_none
        if view is None:
            return
        facts: list[Span] = []
        if view.count:
            facts.extend([(view.summary, "panel soft")] if view.summary else [])
        facts.append((f"{view.count} open", "panel"))
        visible = len(self.board.layout_shown.blocks) if self.board.layout_shown else len(view.columns)
        if visible < len(view.columns):
            first = self.board.place.first
            shown = f"{first + 1}-{first + visible}" if visible > 1 else str(first + 1)
            facts.append((f"stage {shown} of {len(view.columns)}", "panel soft"))
        if self.past is None and workspace is not None and workspace.board.unsettled:
            facts.append(self._to_settle(workspace.board.unsettled))
        if self.past is not None:
            facts.append((f"AS OF {self.past.day.day} {self.past.day:%b %Y}", "panel late"))
        elif workspace is not None:
            facts.append(_kept(workspace))
        self.status.facts(facts)

    def _to_settle(self, count: int) -> Span:
        """How many conflicts there are, and the key that lists them."""
        key = cast("PipeBoardApp", self.app).keymap.shown("board.conflicts")
        return f"≠ {count} to settle{f': {key}' if key else ''}", "panel late"


def _kept(workspace: Workspace) -> Span:
    """Whether the file holds everything."""
    if workspace.failure is not None:
        return "NOT SAVED", "panel late"
    return ("read-only", "panel today") if workspace.read_only_reason else ("saved", "panel soft")
