"""What the board screen shows of the workspace: which pipeline, which deal, and the facts beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeboard.tui.finding import Finding
from pipeboard.tui.screens.asking import Asking
from pipeboard.tui.screens.base import BaseScreen
from pipeboard.view.grid import paging
from pipeboard.view.place import in_column
from pipeboard.view.search import Search
from pipeboard.view.text import cut

if TYPE_CHECKING:
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.pipeline import Stage
    from pipeboard.tui.panel import PanelDesk
    from pipeboard.tui.selection import SelectionDesk
    from pipeboard.tui.widgets.status_line import StatusLine
    from pipeboard.view.board import BoardView
    from pipeboard.view.card import Span
    from pipeboard.view.grid import Grid
    from pipeboard.workspace.past import PastWorkspace
    from pipeboard.workspace.workspace import Workspace

LONGEST: Final = 30
"""Cells of a filter in the status line."""


class Showing(Asking, BaseScreen):
    """Brings views of the board to the screen."""

    status: StatusLine
    panel: PanelDesk
    selection: SelectionDesk

    def __init__(self) -> None:
        super().__init__()
        self.workspace_or_none: Workspace | None = None
        self.past: PastWorkspace | None = None
        """The board of another day, while that is shown."""
        self.vanished = 0
        """How many changes of one's own the file has lost."""
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

    @property
    def chosen(self) -> tuple[Deal, ...]:
        """The deals that commands on many act on: those selected, else the one under the cursor."""
        return self.selection.deals or ((self.deal,) if self.deal is not None else ())

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
            self.board.mark(self.board.marks._replace(found=frozenset(self.search.found)))
        self.selection.settle()
        self.panel.refresh(keep_place=True)
        self.update_facts()

    def rearrange(self, **changes: Any) -> None:  # noqa: ANN401, fields of the arrangement
        """Show the board in another arrangement, also when the app is started again."""
        from pipeboard.view.board import arranged  # imported with the board: the first paint goes without

        view = self.board.view
        if view is not None:
            arrangement = view.arrangement._replace(**changes)
            self.show_view(arranged(view, arrangement))
            self.pipeboard.keep_arrangement(arrangement)

    def show_pipeline(self, pipeline: str) -> None:
        """Show the board of a pipeline."""
        if self.board.view is None or self.board.view.pipeline != pipeline:
            self.rearrange(pipeline=pipeline)

    def show_stage(self, stage: Stage) -> None:
        """Have a stage's column on the screen: that of its pipeline, and not hidden."""
        if stage.pipeline:
            self.show_pipeline(stage.pipeline)
        hidden = self.board.view.arrangement.hidden if self.board.view else frozenset()
        if stage.id in hidden:
            self.rearrange(hidden=hidden - {stage.id})

    def go_to_stage(self, stage_id: str) -> None:
        """Put the cursor into a stage's column, on the board of its pipeline."""
        stage = self.workspace.board.stage(stage_id)
        if self.board.view is not None and self.board.view.arrangement.table:
            self.rearrange(table=False)
        self.show_stage(stage)
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
        if self.board.layout_shown is not None:
            facts.extend(_arranged(view, self.board.layout_shown.grid, self.board.place.first))
        if self.finding.filter:
            facts.append((f"filter: {cut(self.finding.filter, LONGEST)}", "panel today"))
        if self.selection:
            facts.append((self.selection.fact, "panel today"))
        if self.past is None and workspace is not None and workspace.board.unsettled:
            facts.append(self._to_settle(workspace.board.unsettled))
        if self.past is not None:
            facts.append((f"AS OF {self.past.day.day} {self.past.day:%b %Y}", "panel late"))
        elif workspace is not None:
            facts.extend([(f"{self.vanished} vanished", "panel late")] if self.vanished else [])
            facts.append(_kept(workspace))
        self.status.facts(facts)

    def _to_settle(self, count: int) -> Span:
        """How many conflicts there are, and the key that lists them."""
        key = self.pipeboard.keymap.shown("board.conflicts")
        return f"≠ {count} to settle{f': {key}' if key else ''}", "panel late"


def _arranged(view: BoardView, shape: Grid, first: int) -> list[Span]:
    """What is not on the screen, and what order it is in."""
    from pipeboard.domain.sorting import AUTOMATIC, sort_of  # the board is there by now

    how, facts = view.arrangement, list[str]()
    pages = paging(view, shape, 0)[1]
    if shape.visible < pages and not how.table:
        shown = f"{first + 1}-{first + shape.visible}" if shape.visible > 1 else str(first + 1)
        facts.append(f"stage {shown} of {pages}")
    if how.hidden:
        facts.append(f"{len(how.hidden)} hidden")
    if how.sort != AUTOMATIC or how.reverse:
        facts.append(f"by {sort_of(how.sort).title.split(':')[0].lower()} {'▾' if how.reverse else '▴'}")
    return [(fact, "panel soft") for fact in facts]


def _kept(workspace: Workspace) -> Span:
    """Whether the file holds everything."""
    if workspace.failure is not None:
        return "NOT SAVED", "panel late"
    return ("read-only", "panel today") if workspace.read_only_reason else ("saved", "panel soft")
