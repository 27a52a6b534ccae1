"""The app: paints a frame at once, opens the board in a thread, and leaves cleanly whatever happens."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from pipeboard.config.keymap import LAYOUT, Keymap, resolve
from pipeboard.config.look import Look
from pipeboard.config.themes import Theme, load_theme
from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.bindings import handlers
from pipeboard.tui.driver import QuietDriver, SlowDriver, TerminalDriver
from pipeboard.tui.garbage import Collector, keep_what_is_there
from pipeboard.tui.guard import ControlGuard
from pipeboard.tui.keys import key_of
from pipeboard.tui.messages import Glimpsed, HookFailed, Loaded, LoadFailed, Saved, Warmed
from pipeboard.tui.screens.board import BoardScreen
from pipeboard.tui.theming import Styles, app_theme, role_styles
from pipeboard.tui.widgets.rows import RowsWidget

if TYPE_CHECKING:
    from datetime import date

    from textual.screen import Screen

    from pipeboard.config.views import OwnViews
    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.board import Board
    from pipeboard.tui.opening import FirstScreens
    from pipeboard.view.board import BoardView
    from pipeboard.workspace.arrangements import KeptArrangement
    from pipeboard.workspace.drafts import Drafts
    from pipeboard.workspace.hooks import HookRunner
    from pipeboard.workspace.recall import FirstLook
    from pipeboard.workspace.workspace import Workspace

_SIGNALS: Final = (signal.SIGHUP, signal.SIGTERM)
_APP_ANSI: Final = "ansi-dark"
_PATIENCE: Final = 1.0
"""Seconds that reading the rest of a board waits for its first view to be painted."""


class PipeBoardApp(App[int]):
    """The full-screen board. `open_workspace` runs in a thread; an error of it ends the app.

    It is given whom to show the board as soon as there is something to see.
    """

    CSS_PATH = Path(__file__).with_name("pipeboard.tcss")
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "PipeBoard"

    def __init__(
        self,
        open_workspace: Callable[[FirstLook], Workspace],
        *,
        keymap: Keymap | None = None,
        layout: Mapping[str, str] | None = None,
        look: Look | None = None,
        problems: Sequence[str] = (),
        first_screens: FirstScreens | None = None,
        drafts: Drafts | None = None,
        own_views: Callable[[], OwnViews] | None = None,
        kept: KeptArrangement | None = None,
        hooks: Callable[[], HookRunner | None] | None = None,
        sample: bool = False,
        tour: bool = False,
        in_browser: bool = False,
    ) -> None:
        """`layout` maps characters of other keyboards to Latin keys; `problems` of the settings are shown.

        `first_screens` help where the board cannot be opened; `drafts` keep forms that are cut off,
        `kept` how the board is shown. `hooks` makes what runs after changes. A `sample` board offers a
        tour, which `tour` begins. `in_browser` says that there are pipes to a server in place of a terminal.
        """
        self.look = look or Look()
        # NO_COLOR alone makes the library draw in 24-bit greys: it has to be told that none is meant.
        in_terminal = SlowDriver if self.look.low_bandwidth else TerminalDriver
        driver = _browser_driver() if in_browser else in_terminal
        super().__init__(driver_class=driver, ansi_color=True if self.look.no_colour else None)
        self.collector = Collector()
        self._open_workspace = open_workspace
        self._opened: Workspace | None = None
        self._first_screens = first_screens
        self.drafts = drafts
        self._sample = sample
        self._tour = tour
        self.own_views = own_views
        """The user's own saved views, read when they are first asked for."""
        self._kept = kept
        self._hooks = hooks
        self.finish_hooks: Callable[[], Sequence[str]] = tuple
        """Waits for hooks that are still at work; what went wrong with them."""
        self.keymap = keymap or resolve()[0]
        self.own_layout = dict(layout or {})
        """What the user says of the keyboard, which holds whatever else a key means."""
        self.layout_map = {**LAYOUT, **self.own_layout}
        self._suspending = frozenset(self.keymap.keys["app.suspend"])
        self.failure: PipeBoardError | None = None
        """Why the app ended early; for the caller to print."""
        chosen, theme_problems = load_theme(self.look.theme, self.look.themes_folder)
        self._problems = (*problems, *theme_problems)
        self.styles_of: Styles = {}
        self.guard = ControlGuard(self.look)
        self.colour_filters: Sequence[LineFilter] = [
            one for one in super().get_line_filters() if isinstance(one, (Monochrome, NoColor))
        ]
        """What takes colours away, when NO_COLOR is set."""
        self.shown_theme = chosen
        self.use_theme(chosen)

    # Look

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in the colours of a theme."""
        self.shown_theme = theme
        self.styles_of = role_styles(theme)
        if theme.colours:
            self.register_theme(app_theme(theme))
        name = theme.id if theme.colours else _APP_ANSI
        if self.is_running:
            self.theme = name
        else:
            # Nothing is drawn in other colours yet: to set it would have all styles read a second time.
            self.set_reactive(App.theme, name)
            self._refresh_truecolor_filter(self.ansi_theme)
            self.stylesheet.set_variables(self.get_css_variables())
        for screen in self.screen_stack if self.is_running else ():
            for widget in screen.query(RowsWidget):
                widget.restyle()

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self.guard]

    def copy_to_clipboard(self, text: str) -> None:
        """Send text to the terminal's clipboard (OSC 52), also through tmux and GNU screen."""
        super().copy_to_clipboard(text)
        from pipeboard.tui.clipboard import passed_on  # for those who copy

        wrapped = passed_on(text, os.environ)
        if wrapped and self._driver is not None:
            self._driver.write(wrapped)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and key_of(event) in self._suspending:
            event.stop()  # whatever has the keyboard, a dialog or a line that is typed
            self.action_suspend_process()
        else:
            await super().on_event(event)

    def action_suspend_process(self) -> None:
        if self.is_web:
            self.board_screen.fail("There is no shell behind a browser; close its tab to leave.")
        else:
            super().action_suspend_process()

    def redraw(self) -> None:
        """Draw the whole screen again, whatever the terminal shows."""
        if isinstance(self._driver, QuietDriver):
            self._driver.forget()
        self.screen.refresh(layout=True)
        self.screen.refresh()

    # Start and end

    def get_default_screen(self) -> Screen[Any]:
        return BoardScreen()

    @property
    def board_screen(self) -> BoardScreen:
        """The screen at the bottom of the stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, BoardScreen)
        return screen

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        # Behind a browser no key interrupts, but who ends the server with Ctrl+C interrupts its apps, too.
        for one in (*_SIGNALS, signal.SIGINT) if self.is_web else _SIGNALS:
            # Without these a lost connection ends the process before anything is put away.
            try:
                loop.add_signal_handler(one, self.leave)
            except (ValueError, RuntimeError):  # not in the main thread: the app runs in a test
                break
        self.app_resume_signal.subscribe(self, lambda _app: self.redraw())
        # After the first paint: reading and the imports it needs would only delay it.
        self.call_after_refresh(self._start_loading)

    def _start_loading(self) -> None:
        Thread(target=self._load, name="open-board", daemon=True).start()

    def _load(self) -> None:
        try:
            workspace = self._open_workspace(self._glimpse)
            view = self._view(workspace.board, workspace.today())
        except PipeBoardError as error:
            self.post_message(LoadFailed(error))
            return
        self.post_message(Loaded(workspace, view))

    def _glimpse(self, board: Board, today: date) -> None:
        """Show what there is of the board, and let the screen paint it before the reading goes on."""
        painted = Event()
        if self.post_message(Glimpsed(replace(self._view(board, today), is_whole=False), painted)):
            painted.wait(_PATIENCE)

    def _view(self, board: Board, today: date) -> BoardView:
        # 15 ms with the domain, after the first paint
        from pipeboard.domain.arrangement import Arrangement
        from pipeboard.view.board import board_view, pipeline_of

        how = self._kept.read() if self._kept is not None else Arrangement()
        return board_view(board, pipeline=pipeline_of(board, how), today=today, arrangement=how)

    def keep_arrangement(self, arrangement: Arrangement) -> None:
        """Have the board shown in this way when the app is started again."""
        if self._kept is not None:
            self._kept.keep(arrangement)

    def _warm_up(self, view: BoardView) -> None:
        """Do what the first command, change and search would wait for: 30, 25 and, at 10,000 deals, 60 ms."""
        try:
            handlers()
            import pipeboard.domain.events  # noqa: F401

            self.board_screen.finding.warm_up(view.board)
            from pipeboard.view.offers import warm_offers  # 40 ms with the plays and what reads their filters

            self.post_message(Warmed(warm_offers(view.board, view.today)))
            self.keep()
            keep_what_is_there()
        except Exception:
            # Who leaves at once takes the interpreter away under it: nothing to print on their screen.
            if self.is_running:
                raise

    def on_glimpsed(self, message: Glimpsed) -> None:
        self.board_screen.glimpse(message.view)
        self.call_after_refresh(message.painted.set)

    def on_warmed(self, message: Warmed) -> None:
        self.board_screen.board.tell_offers(message.offers)

    def on_loaded(self, message: Loaded) -> None:
        self._opened = message.workspace
        message.workspace.on_saved(self._saved)
        hooks = self._hooks() if self._hooks is not None else None
        if hooks is not None:
            from pipeboard.tui.hooks import follow  # for those who have some

            self.finish_hooks = follow(self, message.workspace, hooks)
        self.board_screen.attach(message.workspace, message.view)
        # After the board is painted: a busy thread would hold the paint up.
        warm_up = Thread(target=self._warm_up, args=(message.view,), name="warm-up", daemon=True)
        self.call_after_refresh(warm_up.start)
        self._welcome(message.workspace.board)
        if self._problems:
            self.board_screen.fail(told_once(self._problems))
        self.collector.begin()

    def _welcome(self, board: Board) -> None:
        """Say how to begin, to who is on a sample or has a board without deals."""
        around, new = self.keymap.shown("app.tour"), self.keymap.shown("deal.new")
        if self._tour:
            self.board_screen.run_command("app.tour")
        elif self._sample and around:
            self.board_screen.say(f"{around} shows you around on this sample.", "panel good")
        elif not board.deals and new:
            more = f"; {around} shows you around" if around else ""
            self.board_screen.say(f"{new} makes the first deal{more}.", "panel good")

    def _saved(self) -> None:
        """Runs in the writer's thread."""
        self.board_screen.post_message(Saved())

    def on_hook_failed(self, message: HookFailed) -> None:
        self.board_screen.fail(message.why)

    def on_load_failed(self, message: LoadFailed) -> None:
        self.failure = message.error
        self.board_screen.forget_keys()
        if self._first_screens is None or not self._first_screens.show(self, message.error):
            self.exit(message.error.exit_code)

    def open_again(self, workspace: Workspace | None = None) -> None:
        """Open the board once more, or take the one that was made."""
        self.failure = None
        if workspace is not None:
            self._open_workspace = lambda _: workspace
        self._start_loading()

    def keep(self) -> None:
        """Keep what a large board added up to, for the next start."""
        if self._opened is not None:
            self._opened.keep()

    def leave(self) -> None:
        """Close the board and end; refused, with the reason, while something could not be saved."""
        try:
            self._keep_drafts()
            workspace = self.board_screen.workspace_or_none if self.screen_stack else None
            if workspace is not None:
                workspace.close()
        except PipeBoardError as error:
            self.failure = error
        finally:
            # Whatever goes wrong: without its terminal the app would be nobody's, and never end.
            self.exit(self.failure.exit_code if self.failure else 0)

    def _keep_drafts(self) -> None:
        """Keep what is typed in open forms, and in the details: a lost connection ends here, too."""
        if self.drafts is None or not self.screen_stack:
            return
        kept = self.board_screen.panel.drafts()
        if len(self.screen_stack) > 1:
            from pipeboard.tui.screens.form import FormDialog

            forms = [screen for screen in self.screen_stack if isinstance(screen, FormDialog) and screen.key]
            kept |= {form.key: form.draft() for form in forms if form.draft()}
        self.drafts.keep(kept)

    def on_resize(self, event: events.Resize) -> None:
        if isinstance(self._driver, QuietDriver):
            self._driver.forget()

    # Actions of the library that text on the screen must not be able to reach

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Does nothing."""

    def action_toggle_dark(self) -> None:
        """Does nothing."""


def told_once(problems: Sequence[str]) -> str:
    """What is wrong with the settings, on one line: the first thing, and where the others are told."""
    if len(problems) == 1:
        return problems[0]
    return f"{len(problems)} settings cannot be used (`pipeboard keys` tells more): {problems[0]}"


def _browser_driver() -> type[QuietDriver]:
    from pipeboard.tui.browser_driver import BrowserDriver  # for those who serve

    return BrowserDriver


def run(app: PipeBoardApp, *, mouse: bool = False) -> int:
    """Run the app; the exit code."""
    thresholds = gc.get_threshold()
    gc.disable()  # until the board is read: collections would find nothing and cost a third of the start
    try:
        code = app.run(mouse=mouse)
        app.keep()  # with the terminal given back: who leaves at once would have it made at every start
    finally:
        gc.set_threshold(*thresholds)
        gc.enable()
    return code or 0
