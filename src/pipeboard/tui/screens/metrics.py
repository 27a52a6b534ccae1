"""The metrics over the board: report, funnel, and before and after, with the deals behind every figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.message import Message

from pipeboard.domain.actions import Action
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import PipeBoardError
from pipeboard.metrics.period import Unit, period_of
from pipeboard.tui.latest import Latest
from pipeboard.tui.screens.dialog import Dialog, Submit
from pipeboard.view import drill, metrics_frame
from pipeboard.view.card import Row
from pipeboard.view.dialog import GOOD, LATE, SOFT, Box, Hint, framed, hint_rows, paragraph
from pipeboard.view.metrics import DIMENSIONS
from pipeboard.view.metrics_frame import PAGES, PageName
from pipeboard.view.metrics_list import FAR, Listing
from pipeboard.view.metrics_page import Look, PageLine
from pipeboard.view.metrics_results import Found, Results
from pipeboard.view.metrics_scope import Scope
from pipeboard.view.metrics_work import Wanted, compare, work_out

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec
    from pipeboard.workspace.reporter import Reporter

WIDTH: Final = 124
_ROWS: Final = 60
"""More than most screens have: the figures take what there is."""
_ABOUT: Final = 2
_TALL: Final = 20
"""From so many rows on there are blanks between sections."""
_UNITS: Final[dict[str, Unit]] = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


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
class Spot:
    """Where one was, to come back to."""

    scope: Scope
    page: PageName = "report"
    key: str = ""


class MetricsDialog(Dialog[str]):
    """Ends with the id of the deal to go to on the board, or None."""

    class WorkedOut(Message):
        """What was asked for is there, by the board of a reporter."""

        def __init__(self, found: Found, source: Reporter) -> None:
            super().__init__()
            self.found = found
            self.source = source

    class Failed(Message):
        """It could not be worked out: a defect."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, desk: Desk, spot: Spot | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._reporter: Reporter | None = None
        self._scope = spot.scope if spot else self._present()
        self._page: PageName = spot.page if spot else "report"
        self._wish = spot.key if spot else ""
        """The line to go to once it is there."""
        self._results = Results()
        self._listing = Listing()
        self._look: Look | None = None
        self._drill: drill.DealList | None = None
        self._all_keys = False
        self._remark: tuple[str, str] = ("", GOOD)
        self._stop: Callable[[], None] = lambda: None
        self._latest: Latest[Message] = Latest(self._tell, lambda error: self._tell(self.Failed(error)))

    @property
    def spot(self) -> Spot:
        """Where one is."""
        return Spot(self._scope, self._page, self.line.key if self.line else "")

    @property
    def scope(self) -> Scope:
        """What is looked at."""
        return self._scope

    @property
    def is_old(self) -> bool:
        """Whether what is shown is not, or not yet, how things are."""
        return self._page not in self._results.fresh

    @property
    def line(self) -> PageLine | None:
        """The highlighted one."""
        return self._listing.line

    @property
    def deals(self) -> tuple[Deal, ...]:
        """The deals that are listed, when they are."""
        return self._drill.deals if self._drill else ()

    def _present(self) -> Scope:
        fiscal_start = self._source().board.settings.fiscal_start
        return Scope(period_of("quarter", self._desk.now().date(), fiscal_start))

    def _source(self) -> Reporter:
        """The board as it is now; copied once for all that is asked until it changes."""
        if self._reporter is None:
            self._reporter = self._desk.reporter()
        return self._reporter

    # Working it out

    def on_mount(self) -> None:
        self._stop = self._desk.follow(self.mark_old)
        self._ask()
        super().on_mount()

    def on_unmount(self) -> None:
        self._stop()
        self._latest.drop()

    def mark_old(self) -> None:
        """The board has changed: what is shown is old, and worked out anew."""
        self._reporter = None
        self._results = self._results.old()
        self._ask()
        self.redraw()

    def _ask(self) -> None:
        work: Callable[..., Found | None] = compare if self._page == "change" else work_out
        source, scope, me = self._source(), self._scope, self._desk.me

        def made(wanted: Wanted) -> Message | None:
            found = work(source, scope, me, wanted)
            return self.WorkedOut(found, source) if found is not None else None

        self._latest.ask(made)

    def _tell(self, message: Message) -> None:
        """From the thread: a message is all that goes across."""
        if self.is_attached:
            self.post_message(message)

    def on_metrics_dialog_worked_out(self, message: WorkedOut) -> None:
        if message.found.scope == self._scope and message.source is self._reporter:
            self._results = self._results.with_found(message.found)
            self._take_in()
            self.redraw()

    def on_metrics_dialog_failed(self, message: Failed) -> None:
        raise message.error

    def _take_in(self) -> None:
        """Make the lines anew; the cursor stays with its line."""
        lines = self._results.lines(self._page, self._look) if self._look else ()
        self._listing = self._listing.renewed(lines, self._wish)
        if not self.is_old:
            self._wish = ""

    # Drawing

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        look = Look(room.inner, gaps=room.rows >= _TALL, plain=self._desk.plain)
        if look != self._look:
            self._look = look
            self._take_in()
        hints = self._hints()
        rows = room.rows + 1 - (len(hint_rows(hints, room.inner)) if self._all_keys else 1)
        found = self._results.of(self._page)
        body, below = self._body(found, room.inner, rows)
        title = metrics_frame.title(self._page, found, self._scope)
        aside = metrics_frame.aside(found, self._scope, room.inner, old=self.is_old)
        return framed(title, body, hints, room, below=below, aside=aside, all_hints=self._all_keys)

    def _hints(self) -> tuple[Hint, ...]:
        if self._drill is not None:
            return metrics_frame.DRILL_HINTS
        keys = metrics_frame.hints(self._page, pipelines=len(self._source().board.live_pipelines()))
        return metrics_frame.with_more(keys, everything=self._all_keys)

    def _body(self, found: Found | None, width: int, rows: int) -> tuple[list[Row], int]:
        """The rows of the body, exactly as many, and how many lines are out of sight below them."""
        if found is None:
            return metrics_frame.working_rows(self._page, width), 0
        head = metrics_frame.head_rows(self._page, found, width)
        about = self._about(found, width)
        space = max(rows - len(head) - len(about) - 1, 1)
        if self._drill is None:
            self._listing = self._listing.scrolled(space)
            shown, below = self._listing.rows(space, width)
        else:
            self._drill = self._drill.scrolled(space)
            shown, below = self._drill.rows(found.board, space, width)
        return [*head, *shown, *([()] * (space - len(shown))), (), *about], below

    def _about(self, found: Found, width: int) -> list[Row]:
        """What is said below the page, always on as many rows."""
        sentence, role = self._remark
        if not sentence:
            role = SOFT
            if self._drill is not None:
                sentence = drill.about_deal(self._drill.deal, found.board)
            elif self.line is not None:
                sentence = self.line.about
        told = paragraph(f"! {sentence}" if role == LATE else sentence, width, role, most=_ABOUT)
        return [*told, *([()] * (_ABOUT - len(told)))]

    # Keys

    def back(self) -> None:
        """Esc: from the deals to the page, from there to the board."""
        if self._drill is None:
            self.dismiss(None)
        else:
            self._drill = None
            self.redraw()

    def press(self, key: str, typed: str) -> None:
        key = self.latin(key)
        half = max(self.room.rows // 2, 1)
        steps = {"j": 1, "down": 1, "k": -1, "up": -1}
        steps |= {"ctrl+d": half, "pagedown": half, "ctrl+u": -half, "pageup": -half}
        if key in steps:
            self._go(steps[key])
        elif key in ("g", "home", "G", "end"):
            self._go(-FAR if key in ("g", "home") else FAR)
        elif key == "M":
            self.dismiss(None)
        elif key == "?":
            self._all_keys = not self._all_keys
            self.redraw()
        elif self._drill is not None:
            if key == "enter":
                self.dismiss(self._drill.deal.id)
        elif key == "enter":
            self._open()
        elif key in ("tab", "shift+tab"):
            self._turn(1 if key == "tab" else -1)
        elif key in ("{", "}"):
            self._go_to_section(1 if key == "}" else -1)
        else:
            self._change_scope(key)

    def _change_scope(self, key: str) -> None:
        """Keys that choose other figures."""
        steps = {"]": 1, "l": 1, "right": 1, "[": -1, "h": -1, "left": -1}
        if key in steps and self._page != "change":
            self.show(self._scope.moved(steps[key]))
        elif key in _UNITS and self._page != "change":
            fiscal_start = self._source().board.settings.fiscal_start
            self.show(self._scope.with_unit(_UNITS[key], self._desk.now().date(), fiscal_start))
        elif key in ("o", "p", "b"):
            self._pick(key)
        else:
            self._fill(key)

    def _fill(self, key: str) -> None:
        """Keys that open a form."""
        # Here because forms take as long to import as all the rest (20 ms).
        from pipeboard.view.forms import metrics as forms

        scope, now = self._scope, self._desk.now()
        spec: FormSpec | None = None
        match key:
            case "c" if self._page == "change":
                spec = forms.day_of_change(scope, now)
            case "c":
                spec = forms.custom_period(scope, now)
            case "f":
                spec = forms.filter_deals(scope, self._source().board, now, self._desk.me)
            case "a":
                spec = forms.as_of_day(scope, now)
            case "t":
                spec = forms.set_target(scope, self._source().board, now)
        if spec is not None:
            self._remark = ("", GOOD)
            self._desk.ask(spec, self.submit)

    def submit(self, action: Action) -> str | None:
        """Look at something else, or carry out an action; the reason if it is refused."""
        from pipeboard.view.forms.metrics import Look as Elsewhere

        if isinstance(action, Elsewhere):
            self.show(action.scope)
            return None
        try:
            said = self._desk.carry_out(action)
        except PipeBoardError as error:
            return error.sentence
        self._say(said, GOOD)
        return None

    def show(self, scope: Scope) -> None:
        """Look at something else: what is shown is old until that is worked out."""
        self._remark = ("", GOOD)
        if scope != self._scope:
            self._scope = scope
            self._results = self._results.old()
            self._ask()
        self.redraw()

    def _open(self) -> None:
        """List the deals behind the highlighted figure."""
        line, found = self.line, self._results.of(self._page)
        if line is None or found is None:
            return
        deals = drill.deals_behind(line.deals, found.board)
        if deals:
            self._remark = ("", GOOD)
            self._drill = drill.DealList(line.title, deals)
            self.redraw()
        else:
            self._say("There are no deals behind this one.", SOFT)

    def _turn(self, by: int) -> None:
        pages = tuple(PAGES)
        self._page = pages[(pages.index(self._page) + by) % len(pages)]
        self._remark, self._listing, self._wish = ("", GOOD), Listing(), ""
        if self.is_old:
            self._ask()
        self._take_in()
        self.redraw()

    def _go(self, by: int) -> None:
        self._remark = ("", GOOD)
        if self._drill is not None:
            self._drill = self._drill.moved(by)
        else:
            self._listing = self._listing.moved(by)
        self.redraw()

    def _go_to_section(self, step: int) -> None:
        self._remark = ("", GOOD)
        self._listing = self._listing.to_section(step)
        self.redraw()

    # Pickers

    def _pick(self, key: str) -> None:
        from pipeboard.tui.screens.picker import Picker
        from pipeboard.view import metrics_choices as choices

        board, scope = self._source().board, self._scope
        if key == "p" and len(board.live_pipelines()) < 2:
            self._say("There is only one pipeline.", SOFT)
            return
        title, here, options = {
            "o": ("Whose deals", scope.owner, choices.owner_options(board, scope.owner)),
            "p": ("Pipeline", scope.pipeline, choices.pipeline_options(board, scope.pipeline)),
            "b": ("Break down by", scope.dimension, choices.dimension_options(scope.dimension)),
        }[key]

        def done(chosen: str | None) -> None:
            if chosen is not None:
                self._choose(key, chosen)

        self.app.push_screen(Picker(title, options, cursor=here, verb="choose", at_once=True), done)

    def _choose(self, key: str, chosen: str) -> None:
        if key == "o":
            self.show(replace(self._scope, owner=chosen))
        elif key == "p":
            self.show(replace(self._scope, pipeline=chosen))
        else:
            self._wish = f"{DIMENSIONS[chosen]}/"
            self.show(replace(self._scope, dimension=chosen))

    def _say(self, sentence: str, role: str) -> None:
        self._remark = (sentence, role)
        self.redraw()
