"""Commands to begin with: `init` and `demo`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeboard.cli import output
from pipeboard.cli.options import as_json as json_option
from pipeboard.cli.options import everywhere, opens, pass_session, signed
from pipeboard.cli.pipelines import pipeline_of
from pipeboard.cli.session import Session
from pipeboard.cli.values import TEMPLATE

if TYPE_CHECKING:
    from pipeboard.domain.actions import AddPipeline, SetUpBoard


@click.command()
@click.option("--template", type=TEMPLATE, metavar="NAME", help="A template: `pipeboard templates list`.")
@click.option("--language", metavar="CODE", help="Language of the template's names.")
@click.option("--stages", metavar='"A,B,C"', help="Your own stages, in order, instead of a template.")
@click.option("--currency", default="EUR", show_default=True, metavar="CODE", help="Currency of the totals.")
@click.option("--name", default="Sales", show_default=True, metavar="NAME", help="The board's name.")
@click.option("--timezone", metavar="ZONE", help="The team's time zone; else this machine's.")
@click.option("--git", "with_git", is_flag=True, help="Let git merge the file: .gitattributes, .gitignore.")
@signed
@pass_session
def init(
    session: Session,
    template: str | None,
    language: str | None,
    stages: str | None,
    currency: str,
    name: str,
    timezone: str | None,
    with_git: bool,
    as_json: bool,
) -> None:
    """Make a board.

    The file is pipeboard.json in the current folder, or what --file or $PIPEBOARD_FILE names. --git makes no
    repository: `pipeboard help team`.
    """
    from pipeboard.workspace.workspace import Workspace

    path = new_board_path(session)
    setup = setup_of(session, pipeline_of(template, language, stages, None), currency, name, timezone)
    workspace = Workspace.create(path, state_dir=session.state_dir, author=session.author, setup=setup)
    board, in_git = workspace.board, workspace.in_git
    workspace.close()
    if with_git:
        from pipeboard.sync.setup import write_lines

        write_lines(path)
    if as_json:
        from pipeboard.cli.records import pipeline_record

        pipelines = [pipeline_record(one, board) for one in board.live_pipelines()]
        output.say_json({"path": str(path), "name": board.settings.name, "pipelines": pipelines})
        return
    live = board.stages_in(next(iter(board.pipelines)))
    output.say(f"Made {path} with the stages {', '.join(stage.name for stage in live)}.")
    if with_git and not in_git:
        output.say("The folder is in no git repository yet: `git init`, then `pipeboard git setup`.")


def new_board_path(session: Session) -> Path:
    """Where `init` puts a board: the named file, or one in the current folder."""
    from pipeboard.config.locations import BOARD_NAME

    if session.file or session.env.get("PIPEBOARD_FILE"):
        return session.path
    return session.cwd / BOARD_NAME


def setup_of(
    session: Session, pipeline: AddPipeline, currency: str, name: str, timezone: str | None
) -> SetUpBoard:
    """The action that fills a new board. BadInput for a currency or time zone that is none."""
    from datetime import UTC, datetime

    from pipeboard.config.settings import time_zone_name
    from pipeboard.domain.actions import SetUpBoard
    from pipeboard.domain.fields import BOARD, parse_changes

    typed = {
        "name": name,
        "currency": currency,
        "timezone": timezone or time_zone_name(session.env),
    }
    return SetUpBoard(parse_changes(BOARD, typed, datetime.now(UTC)), pipeline)


@click.command()
@click.option("--tour", is_flag=True, help="Begin with a tour of the app.")
@json_option
@opens
@everywhere
@pass_session
@click.pass_context
def demo(ctx: click.Context, session: Session, tour: bool, as_json: bool) -> None:
    """Look around in a throw-away sample board.

    It lives in a temporary folder and is gone when you leave. Where the output is no terminal the board is
    printed.
    """
    from tempfile import TemporaryDirectory

    from pipeboard.cli.board_text import print_board
    from pipeboard.cli.launch import can_open, open_app
    from pipeboard.config.locations import BOARD_NAME
    from pipeboard.workspace.demo import make_demo

    with TemporaryDirectory(prefix="pipeboard-demo-") as folder:
        path, state_dir = Path(folder) / BOARD_NAME, Path(folder) / "state"
        pipeline = pipeline_of(None, None, None, "Studio sales")
        setup = setup_of(session, pipeline, "EUR", "Sample board", None)
        workspace = make_demo(path, state_dir=state_dir, setup=setup, author=session.author)
        try:
            if as_json or not sys.stdout.isatty():
                print_board(session, workspace, as_json=as_json)
                return
        finally:
            workspace.close()
        can_open(session)
        code = open_app(session, path, state_dir, sample=True, tour=tour)
    ctx.exit(code)
