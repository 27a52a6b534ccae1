"""The editor of stages: every key is one action, and the list shows the board as it then is."""

from __future__ import annotations

from pathlib import Path

import pytest

from clocks import FixedClock
from dialog_app import DialogApp, type_text
from factories import NOW
from pipeboard.config.templates import as_pipeline, find_template
from pipeboard.domain.actions import Action, AddDeal, MoveDeals, SetUpBoard
from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.screens.stage_editor import StageEditor
from pipeboard.workspace.workspace import Workspace

SIZE = (100, 32)


class Bench:
    """A real board with an editor on it."""

    def __init__(self, folder: Path) -> None:
        setup = SetUpBoard(settings={"name": "Sales"}, pipeline=as_pipeline(find_template("consulting")))
        self.workspace = Workspace.create(
            folder / "pipeboard.json",
            state_dir=folder / "state",
            author="Anna",
            setup=setup,
            clock=FixedClock(NOW),
        )
        self.app = DialogApp(StageEditor(lambda: self.workspace.board, self.submit, self.workspace.now))

    def submit(self, action: Action) -> str | None:
        """Carry out an action on the board."""
        try:
            self.workspace.do(action)
        except PipeBoardError as error:
            return error.sentence
        return None

    @property
    def names(self) -> list[str]:
        """The stages' names, in order."""
        board = self.workspace.board
        return [stage.name for stage in board.stages_in(board.live_pipelines()[0].id)]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An editor on the consulting pipeline; the workspace is closed by the tests' end."""
    return Bench(tmp_path)


async def test_a_stage_is_added_behind_the_highlighted_one(bench: Bench) -> None:
    """The cursor goes to the new stage."""
    async with bench.app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "a")
        await type_text(pilot, "Demo")
        await pilot.press("f2")
        await pilot.pause()
        assert bench.names[:3] == ["Lead", "Qualified", "Demo"]
        await pilot.press("u")
        assert "Demo" not in bench.names
    bench.workspace.close()


async def test_stages_move_past_each_other(bench: Bench) -> None:
    """J and K move the stage, and the cursor stays on it."""
    async with bench.app.run_test(size=SIZE) as pilot:
        await pilot.press("J", "J")
        assert bench.names[:3] == ["Qualified", "Discovery", "Lead"]
        await pilot.press("K", "K", "K")
        assert bench.names[:3] == ["Lead", "Qualified", "Discovery"]
    bench.workspace.close()


async def test_a_stage_with_deals_is_retired_into_another(bench: Bench) -> None:
    """The editor asks where the deals go; none is left out of sight."""
    deal = bench.workspace.do(AddDeal(fields={"title": "Acme"})).changed[0]
    bench.workspace.do(MoveDeals(deals=(deal,), stage="qualified"))
    async with bench.app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "x")
        assert "where do its deals go?" in bench.app.text
        await pilot.press("d", "enter")
        await pilot.pause()
        assert "Qualified" not in bench.names
        board = bench.workspace.board
        assert board.stage_of(board.deals[deal]).name == "Discovery"
    bench.workspace.close()


async def test_what_a_rule_refuses_is_told_in_the_editor(bench: Bench) -> None:
    """Retiring the last stage before the win is refused with the reason."""
    async with bench.app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "x", "x", "x", "x")
        assert "last stage before the win" in bench.app.text
    bench.workspace.close()


async def test_a_stage_is_renamed_recoloured_and_merged(bench: Bench) -> None:
    """Three keys, three actions."""
    async with bench.app.run_test(size=SIZE) as pilot:
        await pilot.press("r")
        await type_text(pilot, "s")
        await pilot.press("enter")
        await pilot.pause()
        assert bench.names[0] == "Leads"
        await pilot.press("C", "g", "enter")
        await pilot.pause()
        assert bench.workspace.board.stages["lead"].colour == "green"
        await pilot.press("m", "d", "enter")
        await pilot.pause()
        assert "Leads" not in bench.names
    bench.workspace.close()


async def test_a_pipeline_is_added_from_a_template_and_shown(bench: Bench) -> None:
    """p lists pipelines; the last entry makes one."""
    async with bench.app.run_test(size=SIZE) as pilot:
        await pilot.press("p", "end", "enter")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        assert len(bench.workspace.board.live_pipelines()) == 2
        added = bench.workspace.board.live_pipelines()[1]
        assert f"Stages of {added.name}" in bench.app.text
        await pilot.press("escape")
        assert bench.app.result == added.id
    bench.workspace.close()
