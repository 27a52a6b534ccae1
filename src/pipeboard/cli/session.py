"""One run of the command line: which board, who acts and when; the board opened around a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeboard.config import locations
from pipeboard.domain.errors import NotFound, PipeBoardError

if TYPE_CHECKING:
    from pipeboard.config.settings import Settings
    from pipeboard.config.views import OwnViews
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.query import Query
    from pipeboard.domain.views import SavedView
    from pipeboard.workspace.done import Done
    from pipeboard.workspace.hooks import HookRunner
    from pipeboard.workspace.workspace import Workspace


class Session:
    """What the options said, and the way to the board."""

    file: str | None = None
    by: str | None = None
    at: str | None = None
    debug: bool = False
    selected_by: str | None = None
    """The filter that selects the deals to change, where none are named."""
    dry_run: bool = False
    """Whether the command only tells what it would do."""
    low_bandwidth: bool = False
    """Whether the app is to send little."""
    in_app: bool = False
    """Whether the app has the terminal, so that nothing may be printed; it shows the problems itself."""
    env: Mapping[str, str] = os.environ

    @property
    def cwd(self) -> Path:
        """The current folder; NotFound where it was removed under our feet."""
        try:
            return Path.cwd()
        except OSError:
            raise NotFound("The current folder is gone; change to another one.") from None

    @property
    def path(self) -> Path:
        """The board file of this run."""
        return locations.find_board(self.file, self.env, self.cwd)

    @property
    def state_dir(self) -> Path:
        return locations.state_dir(self.env)

    @cached_property
    def settings(self) -> Settings:
        """The user's settings; what is wrong with them is told once, on stderr (in the app, by the app)."""
        for problem in () if self.in_app else self.problems:
            _warn(problem)
        return self._read[0]

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the user's settings."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Settings, tuple[str, ...]]:
        from pipeboard.config.settings import read_settings

        return read_settings(locations.config_file(self.env))

    @cached_property
    def own_views(self) -> OwnViews:
        """The user's own saved views."""
        from pipeboard.config.views import OwnViews

        return OwnViews(self.settings.views, locations.views_file(self.env))

    def view(self, name: str, board: Board) -> SavedView:
        """The saved view of that name or letter, the user's own before the team's. NotFound lists them."""
        from pipeboard.domain.views import find_view, shared_views

        own, problems = self.own_views.read()
        for problem in problems:
            _warn(problem)
        return find_view((*own, *shared_views(board)), name)

    @cached_property
    def author(self) -> str:
        """Who acts (asks git, so only where it matters)."""
        from pipeboard.config.settings import author_of

        return author_of(self.settings, self.env, self.cwd, self.by)

    @contextmanager
    def reading(self) -> Iterator[Workspace]:
        """The board, for a look. NotFound if there is none."""
        workspace = self.open("")
        try:
            yield workspace
        finally:
            try:
                workspace.close()
            except PipeBoardError as error:  # rows of a crashed run could not be saved; the look is good
                _warn(error.sentence)
            workspace.keep()

    @contextmanager
    def writing(self) -> Iterator[Workspace]:
        """The board, to change it: when the block ends without an error the file holds the change."""
        workspace = self.open(self.author)
        hooks = self.hooks()
        done: list[Done] = []
        if hooks is not None:
            workspace.on_done(done.append)
        try:
            yield workspace
        except BaseException:
            try:
                workspace.close()
            except Exception:
                _warn("What was done before could not be saved either.")
            raise
        workspace.close()
        workspace.keep()
        for problem in chain.from_iterable(map(hooks.run, done)) if hooks is not None else ():
            _warn(problem)

    def open(self, author: str) -> Workspace:
        """The board of this run. NotFound, with the way to make one, if there is none."""
        from pipeboard.workspace.workspace import Workspace

        path = self.path
        if not os.path.lexists(path):
            raise NotFound(
                f"There is no board {path}; make one with `pipeboard init`, or look at `pipeboard demo`."
            )
        workspace = Workspace.open(path, state_dir=self.state_dir, author=author)
        if workspace.conflict:
            _warn(workspace.conflict)
        return workspace

    def hooks(self) -> HookRunner | None:
        """What runs the user's hooks after a change; None where there are none, or they are off."""
        hooks = self.settings.hooks
        if hooks is None or not hooks.commands:
            return None
        from pipeboard.cli.records import full_record
        from pipeboard.domain.clock import SystemClock
        from pipeboard.workspace.hooks import HookRunner

        def record(deal: Deal, board: Board) -> dict[str, object]:
            return full_record(deal, board, SystemClock().now().astimezone(board.zone).date())

        return HookRunner(hooks, record)

    def moment(self, workspace: Workspace) -> datetime | None:
        """When the action took place: --at, in UTC; None for now."""
        from pipeboard.domain.dates import parse_moment

        return parse_moment(self.at, workspace.now()) if self.at is not None else None

    def select(
        self, words: tuple[str, ...], seen: Workspace, view: SavedView | None = None
    ) -> tuple[list[Deal], bool]:
        """The deals that a filter and a view select, and whether one of them names a status."""
        text = self.filter_of(" ".join(words).strip(), view)
        if not text:  # reading the filter language costs 15 ms
            deals, names_status = [one for one in seen.board.visible_deals() if one.is_open], False
        else:
            query = self.query(text, seen)
            deals, names_status = query.select(seen.board), query.names_status
        pipeline = view.arrangement.pipeline if view is not None else ""
        if pipeline in seen.board.pipelines:
            deals = [one for one in deals if seen.board.stage_of(one).pipeline == pipeline]
        return deals, names_status

    def missed(self, words: tuple[str, ...], seen: Workspace, view: SavedView | None = None) -> str:
        """What the filter and the view ask for that the board has not, in a sentence; empty for most."""
        text = self.filter_of(" ".join(words).strip(), view)
        return self.query(text, seen).missed(seen.board) if text else ""

    def keeper(
        self, text: str, workspace: Workspace, view: SavedView | None = None
    ) -> Callable[[Deal], bool] | None:
        """Tells whether a filter and a view want a deal, whatever its status; None where there is neither."""
        board, pipeline = workspace.board, view.arrangement.pipeline if view is not None else ""
        text = self.filter_of(text.strip(), view)
        narrow = pipeline in board.pipelines
        if not text and not narrow:
            return None
        query = self.query(text, workspace)
        return lambda deal: (
            (not narrow or board.stage_of(deal).pipeline == pipeline) and query.matches(deal, board)
        )

    def filter_of(self, text: str, view: SavedView | None) -> str:
        """A filter together with that of a view."""
        if view is None or not view.filter:
            return text
        from pipeboard.domain.query import both

        return both(view.filter, text)

    def query(self, text: str, seen: Workspace) -> Query:
        """The filter that this text makes."""
        from pipeboard.domain.query import parse_query

        lowered = text.casefold()
        me = self.author if "me" in lowered or "mine" in lowered else ""
        return parse_query(text, seen.now(), me, seen.board)


def _warn(sentence: str) -> None:
    from pipeboard.cli.output import warn  # it imports click, without which the app opens

    warn(sentence)
