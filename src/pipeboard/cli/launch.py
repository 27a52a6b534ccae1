"""Starts the app: the only place where the command line imports it, and inside a function."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeboard.cli.curtain import raised
from pipeboard.cli.session import Session
from pipeboard.domain.errors import Refused

if TYPE_CHECKING:
    from pipeboard.config.look import Look
    from pipeboard.config.settings import Settings
    from pipeboard.domain.actions import SetUpBoard
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.workspace.recall import FirstLook
    from pipeboard.workspace.workspace import Workspace


_IN_BROWSER: Final = "textual.drivers.web_driver:WebDriver"
"""What a server of Textual apps (`pipeboard serve` is one) asks for: the app, on pipes."""


def open_or_print(session: Session) -> int:
    """`pipeboard` alone: the app on a terminal or in a browser, else the board as text. The exit code."""
    if session.env.get("TEXTUAL_DRIVER") == _IN_BROWSER:
        return open_app(session, session.path, session.state_dir, in_browser=True)
    if not sys.stdout.isatty():
        from pipeboard.cli.board_text import print_board

        with session.reading() as workspace:
            print_board(session, workspace)
        return 0
    can_open(session)
    return open_app(session, session.path, session.state_dir)


def can_open(session: Session) -> None:
    """Refused, with what to do instead, where the app cannot draw or hear the keyboard."""
    if session.env.get("TERM", "") in ("", "dumb", "unknown"):
        raise Refused(
            "This terminal cannot show the app (TERM says so); use `pipeboard board` and `pipeboard list`."
        )
    if not sys.stdin.isatty():
        raise Refused(
            "The app needs a keyboard, but standard input is no terminal; use `pipeboard board` instead."
        )


def open_app(
    session: Session,
    path: Path,
    state_dir: Path,
    *,
    sample: bool = False,
    tour: bool = False,
    in_browser: bool = False,
) -> int:
    """Run the app on a board file until the user leaves it; the exit code. Raises why it ended early.

    Where there is no board yet the app offers to make one. A `sample` board offers a tour, `tour` begins it.
    `in_browser` tells that it talks to a server and not to a terminal.
    """
    with raised(sys.__stderr__):  # which is where Textual draws
        app, mouse = _made(session, path, state_dir, sample=sample, tour=tour, in_browser=in_browser)
    from pipeboard.tui.app import run

    code = run(app, mouse=mouse)
    for problem in app.finish_hooks():
        from pipeboard.cli.output import warn  # it imports click, without which the app opens

        warn(problem)
    if app.failure is not None:
        raise app.failure
    return code


def _made(
    session: Session, path: Path, state_dir: Path, *, sample: bool, tour: bool, in_browser: bool
) -> tuple[PipeBoardApp, bool]:
    """The app, imported and ready to run, and whether it takes the mouse."""
    from pipeboard.config.keymap import resolve
    from pipeboard.workspace.arrangements import KeptArrangement
    from pipeboard.workspace.drafts import Drafts

    session.in_app = True
    settings = session.settings
    if session.low_bandwidth:
        settings = settings._replace(low_bandwidth=True)
    look = _look(session, settings)
    _set_defaults(settings, look)
    if not in_browser:
        for name in ("COLUMNS", "LINES"):
            # They stay as they were when the window changes, and would go before its real size.
            os.environ.pop(name, None)
    keymap, problems = resolve(settings.keys, style=settings.keys_style)
    # 200 ms, and Textual reads the variables above while it is imported.
    from pipeboard.tui.app import PipeBoardApp
    from pipeboard.tui.opening import FirstScreens

    file = _File(path, state_dir, session.author)
    app = PipeBoardApp(
        file.open,
        keymap=keymap,
        layout=settings.layout,
        look=look,
        problems=(*session.problems, *problems),
        first_screens=FirstScreens(path, file.create, partial(_time_zone, session), state_dir),
        drafts=Drafts(state_dir, path),
        sample=sample,
        tour=tour,
        in_browser=in_browser,
        own_views=lambda: session.own_views,
        kept=KeptArrangement(state_dir, path),
        hooks=None if sample else session.hooks,
    )
    return app, settings.mouse or in_browser  # a page has the mouse to itself


class _File(NamedTuple):
    """A board file, to be opened or made while the app runs."""

    path: Path
    state_dir: Path
    author: str

    def open(self, first: FirstLook) -> Workspace:
        """The board; `first` is called once all that it shows is there, if more is still to be read."""
        # After the first paint, in a thread: what a board is and shows takes 40 ms to import; to write it, 25
        # more, and by then one that is known is on the screen.
        from pipeboard.domain.clock import SystemClock
        from pipeboard.workspace.recall import Recall

        recall = Recall(SystemClock(), first)
        read = recall.read(self.path, self.state_dir)
        from pipeboard.workspace.workspace import Workspace

        return Workspace.open(
            self.path, state_dir=self.state_dir, author=self.author, recall=recall, read=read
        )

    def create(self, setup: SetUpBoard) -> Workspace:
        """A new board, where there was no file."""
        from pipeboard.workspace.workspace import Workspace

        return Workspace.create(self.path, state_dir=self.state_dir, author=self.author, setup=setup)


def _time_zone(session: Session) -> str:
    from pipeboard.config.settings import time_zone_name

    return time_zone_name(session.env)


def _look(session: Session, settings: Settings) -> Look:
    from pipeboard.config.locations import config_dir
    from pipeboard.config.look import UTF_8, look_of

    return look_of(
        settings,
        session.env,
        config_dir=config_dir(session.env),
        state_dir=session.state_dir,
        encoding=getattr(sys.__stderr__, "encoding", None) or UTF_8,
    )


_SYSTEMS: Final = {"16": "standard", "256": "256", "truecolor": "truecolor"}
"""What Textual calls them."""


def _set_defaults(settings: Settings, look: Look) -> None:
    """What Textual reads from the environment, where the user has not set it."""
    defaults = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_COLOR_SYSTEM": _SYSTEMS[look.colours]}
    if look.no_colour or look.low_bandwidth:
        defaults["TEXTUAL_THEME"] = "ansi-dark"
    if look.low_bandwidth:
        defaults["TEXTUAL_FPS"] = "20"
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    if settings.editor:
        os.environ["VISUAL"] = settings.editor
