"""The whole app on a real board file, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from clocks import FixedClock
from factories import NOW, STAGES, make_board
from pipeboard.domain.actions import AddDeal, AddPipeline, NewStage, PlanFollowUp, SetUpBoard
from pipeboard.domain.clock import Clock
from pipeboard.domain.deal import Deal
from pipeboard.tui.app import PipeBoardApp
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.workspace.recall import FirstLook
from pipeboard.workspace.workspace import Workspace

_STAGE_FIELDS = ("name", "probability", "days", "phase", "offer", "qualified")
_DEAL_FIELDS = ("title", "company", "value", "currency", "owner", "priority", "tags", "close", "stage")


def fill_board(folder: Path, count: int = 12, *, clock: Clock | None = None) -> Path:
    """A board file with open deals in its first five stages; its path."""
    path = folder / "pipeboard.json"
    stages = tuple(NewStage(one.id, {name: one._asdict()[name] for name in _STAGE_FIELDS}) for one in STAGES)
    workspace = Workspace.create(
        path,
        state_dir=folder / "state",
        author="Anna",
        setup=SetUpBoard(
            {"name": "Demo", "currency": "EUR", "timezone": "UTC"}, AddPipeline("Sales", stages)
        ),
        clock=clock or FixedClock(NOW),
    )
    made = 0
    for deal in make_board(count * 2).deals.values():
        if deal.is_open and made < count:
            _add(workspace, deal)
            made += 1
    workspace.close()
    return path


def _add(workspace: Workspace, deal: Deal) -> None:
    fields = {name: value for name in _DEAL_FIELDS if (value := getattr(deal, name)) not in (None, "", ())}
    outcome = workspace.do(AddDeal(fields, at=deal.created))
    for one in deal.follow_ups:
        workspace.do(PlanFollowUp((outcome.changed[0],), one.kind, one.due, one.text))


def open_board(path: Path, author: str = "Anna", first: FirstLook | None = None) -> Workspace:
    """The board file, opened at the tests' moment."""
    state_dir = path.parent / f"state-{author}"
    return Workspace.open(path, state_dir=state_dir, author=author, clock=FixedClock(NOW), first=first)


def make_app(path: Path, **options: Any) -> PipeBoardApp:
    """The app on a board file."""
    return PipeBoardApp(lambda first: open_board(path, first=first), **options)


async def loaded(pilot: Pilot[int]) -> BoardScreen:
    """The board screen, once the board is read and shown, with all that cards tell."""
    app = pilot.app
    assert isinstance(app, PipeBoardApp)
    while app.board_screen.workspace_or_none is None:
        await pilot.pause(0.01)
    while not app.board_screen.board.tells_offers:
        await pilot.pause(0.01)
    await pilot.pause()
    return app.board_screen


def screen_text(app: PipeBoardApp) -> str:
    """What the terminal would show."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
