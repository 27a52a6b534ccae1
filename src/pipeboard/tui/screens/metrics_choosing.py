"""What the metrics look at, chosen by keys: the period, which deals count, what they are told apart by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.errors import PipeBoardError
from pipeboard.metrics.period import Unit
from pipeboard.tui.screens.dialog import Submit
from pipeboard.view import metrics_choices as choices
from pipeboard.view.dialog import GOOD, SOFT
from pipeboard.view.metrics import DIMENSIONS
from pipeboard.view.metrics_frame import PageName
from pipeboard.view.metrics_scope import Scope
from pipeboard.view.picker import Option

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec
    from pipeboard.workspace.reporter import Reporter

SIDEWAYS: Final[Mapping[str, int]] = {"]": 1, "l": 1, "right": 1, "[": -1, "h": -1, "left": -1}
_UNITS: Final[Mapping[str, Unit]] = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the metrics work on: they know no workspace."""

    reporter: Callable[[], Reporter]
    """The board as it is now, for a thread."""
    now: Callable[[], datetime]
    """The present moment in the board's time zone."""
    carry_out: Callable[[Action], str]
    """Does something and tells it in a sentence; raises what is against it."""
    ask: Callable[[FormSpec, Submit], None]
    """Shows a form, whose action goes to the submit."""
    follow: Callable[[Callable[[], None]], Callable[[], None]]
    """Calls a function after each change of the board, until the returned one is called."""
    me: str
    plain: bool = False
    """Whether bars are drawn in ASCII."""


@dataclass(frozen=True, slots=True)
class _Pick:
    """One list to pick from."""

    title: str
    here: Callable[[Scope], str]
    """What is chosen now."""
    options: Callable[[Board, str], Sequence[Option]]
    chosen: Callable[[Scope, str], Scope]
    alone: str = ""
    """What is said where there is nothing to choose."""
    section: Callable[[str], str] = lambda _: ""
    """Where in the report one sees it."""


_PICKS: Final[Mapping[str, _Pick]] = {
    "o": _Pick(
        "Whose deals",
        lambda scope: scope.owner,
        choices.owner_options,
        lambda scope, name: replace(scope, owner=name),
        "No deal has an owner yet.",
    ),
    "s": _Pick(
        "Where they came from",
        lambda scope: scope.source,
        choices.source_options,
        lambda scope, name: replace(scope, source=name),
        "No deal has a source yet.",
    ),
    "p": _Pick(
        "Pipeline",
        lambda scope: scope.pipeline,
        choices.pipeline_options,
        lambda scope, name: replace(scope, pipeline=name),
        "There is only one pipeline.",
    ),
    "b": _Pick(
        "Break down by",
        lambda scope: scope.dimension,
        choices.dimension_options,
        lambda scope, name: replace(scope, dimension=name),
        section=DIMENSIONS.__getitem__,
    ),
}
"""Key -> what is picked with it."""


_PERIODS: Final = ("report", "funnel")
"""The pages that are about a period."""


class Choosing:
    """The keys that choose other figures. `show` looks at another scope, at a section of it if one is named.

    `say` tells something in a role, `push` opens a screen and hands over what it ends with.
    """

    def __init__(
        self,
        desk: Desk,
        show: Callable[[Scope, str], None],
        say: Callable[[str, str], None],
        push: Callable[..., Any],
    ) -> None:
        self._desk = desk
        self._show = show
        self._say = say
        self._push = push

    def press(self, key: str, scope: Scope, page: PageName, board: Board) -> None:
        """A key on a page; others are passed over."""
        if key in SIDEWAYS and page in _PERIODS:
            self._show(scope.moved(SIDEWAYS[key]), "")
        elif key in _UNITS and page in _PERIODS:
            fiscal_start = board.settings.fiscal_start
            self._show(scope.with_unit(_UNITS[key], self._desk.now().date(), fiscal_start), "")
        elif key in _PICKS:
            self._pick(_PICKS[key], scope, board)
        else:
            self._fill(key, scope, page, board)

    def _pick(self, pick: _Pick, scope: Scope, board: Board) -> None:
        from pipeboard.tui.screens.picker import Picker

        here = pick.here(scope)
        options = pick.options(board, here)
        if len(options) < 2:
            self._say(pick.alone, SOFT)
            return

        def done(chosen: str | None) -> None:
            if chosen is not None:
                self._show(pick.chosen(scope, chosen), pick.section(chosen))

        self._push(Picker(pick.title, options, cursor=here, verb="choose", at_once=True), done)

    def _fill(self, key: str, scope: Scope, page: PageName, board: Board) -> None:
        """Keys that open a form."""
        # Here because forms take as long to import as all the rest (20 ms).
        from pipeboard.view.forms import metrics as forms

        now = self._desk.now()
        spec: FormSpec | None = None
        match key:
            case "c" if page == "change":
                spec = forms.day_of_change(scope, now)
            case "c" if page in _PERIODS:
                spec = forms.custom_period(scope, now)
            case "f":
                spec = forms.filter_deals(scope, board, now, self._desk.me)
            case "a":
                spec = forms.as_of_day(scope, now)
            case "t":
                spec = forms.set_target(scope, board, now)
        if spec is not None:
            self._say("", GOOD)
            self._desk.ask(spec, self.submit)

    def submit(self, action: Action) -> str | None:
        """Look at something else, or carry out an action; the reason if it is refused."""
        from pipeboard.view.forms.metrics import Look

        if isinstance(action, Look):
            self._show(action.scope, "")
            return None
        try:
            said = self._desk.carry_out(action)
        except PipeBoardError as error:
            return error.sentence
        self._say(said, GOOD)
        return None
