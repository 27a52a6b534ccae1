"""Hooks in the app: run beside the work on the board, problems told in the status line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from board_app import fill_board, loaded, make_app, screen_text
from pipeboard.config.hooks import Hooks
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.workspace.hooks import HookRunner


def record(deal: Deal, board: Board) -> dict[str, object]:
    return {"title": deal.title}


async def test_a_hook_runs_while_the_app_goes_on_and_its_failure_is_told(tmp_path: Path) -> None:
    """After each change, in turn; the deal stays where it was put."""
    code = f"open({str(tmp_path / 'kept')!r}, 'a').write(sys.stdin.read()); sys.exit('no network')"
    hooks = HookRunner(Hooks({"on_moved": (sys.executable, "-c", f"import sys; {code}")}, 30), record)
    app = make_app(fill_board(tmp_path), hooks=lambda: hooks)
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await loaded(pilot)
        deal = screen.deal
        assert deal is not None
        await pilot.press("L", "L")
        while "hook" not in screen_text(app):
            await pilot.pause(0.01)
        assert "The hook on_moved failed" in screen_text(app)
        assert screen.workspace.board.deals[deal.id].stage != deal.stage
    app.finish_hooks()
    kept = (tmp_path / "kept").read_text("utf-8").splitlines()
    assert len(kept) == 2
    assert all(deal.title in line for line in kept)


async def test_who_leaves_at_once_has_the_hooks_run_all_the_same(tmp_path: Path) -> None:
    """What goes wrong with one then is told once the app is gone."""
    os.mkfifo(tmp_path / "gate")
    words = (
        sys.executable,
        "-c",
        f"import sys; open({str(tmp_path / 'gate')!r}).read(); sys.exit('no network')",
    )
    app = make_app(fill_board(tmp_path), hooks=lambda: HookRunner(Hooks({"on_moved": words}, 30), record))
    async with app.run_test(size=(120, 30)) as pilot:
        await loaded(pilot)
        await pilot.press("L", "q")
    (tmp_path / "gate").write_text("go on", "utf-8")
    (told,) = app.finish_hooks()
    assert "no network" in told
