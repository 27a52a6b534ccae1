"""The metrics over the board: report, funnel, and before and after, with the deals behind every figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from textual.message import Message

from pipeboard.domain.actions import Action
from pipeboard.domain.deal import Deal
from pipeboard.metrics.period import period_of
from pipeboard.tui.latest import Latest
from pipeboard.tui.screens.dialog import Dialog
from pipeboard.tui.screens.metrics_choosing import SIDEWAYS, Choosing, Desk
from pipeboard.view import drill, metrics_frame
from pipeboard.view.card import Row
from pipeboard.view.dialog import GOOD, LATE, SOFT, Box, Hint, framed, hint_rows, paragraph
from pipeboard.view.metrics_frame import PAGES, PageName
from pipeboard.view.metrics_list import FAR, Listing
from pipeboard.view.metrics_page import Look, PageLine
from pipeboard.view.metrics_results import Results
from pipeboard.view.metrics_scope import Scope
from pipeboard.view.metrics_work import Found, Wanted, audit, compare, work_out

if TYPE_CHECKING:
    from pipeboard.workspace.reporter import Reporter

WIDTH: Final = 124
_ROWS: Final = 60
"""More than most screens have: the figures take what there is."""
_ABOUT: Final = 2
_TALL: Final = 20
"""From so many rows on there are blanks between sections."""


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
        self._choosing = Choosing(desk, self.show, self._say, lambda *ask: self.app.push_screen(*ask))
        self._latest: Latest[Message] = Latest(self._tell, lambda error: self._tell(self.Failed(error)))

    def narrow(self, text: str | None) -> None:
        """Look at the deals of another filter; None leaves it. Before anything was worked out."""
        if text is not None:
            self._scope = replace(self._scope, filter=text)

    def turn_to(self, page: PageName) -> None:
        """Begin at a page. Before anything was worked out."""
        self._page, self._wish = page, ""

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

    def on_unmount(self) -> None:
        self._stop()
        self._latest.drop()
        # A closed screen is garbage that waits for a pause: what all figures are made of goes at once.
        self._reporter, self._results, self._drill = None, Results(), None

    def mark_old(self) -> None:
        """The board has changed: what is shown is old, and worked out anew."""
        self._reporter = None
        self._results = self._results.old()
        self._ask()
        self.redraw()

    def _ask(self) -> None:
        made_by: dict[PageName, Callable[..., Found | None]] = {"change": compare, "audit": audit}
        work = made_by.get(self._page, work_out)
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
            return metrics_frame.drill_hints(len(self._drill.lists))
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
            self._press_in_list(self._drill, key)
        elif key == "enter":
            self._open()
        elif key in ("tab", "shift+tab"):
            self._turn(1 if key == "tab" else -1)
        elif key in ("{", "}"):
            self._go_to_section(1 if key == "}" else -1)
        else:
            self._choosing.press(key, self._scope, self._page, self._source().board)

    def _press_in_list(self, deals: drill.DealList, key: str) -> None:
        """Keys of the list of deals behind a figure."""
        if key == "enter":
            self.dismiss(deals.deal.id)
        elif key in ("tab", "shift+tab", *SIDEWAYS):
            self._remark = ("", GOOD)
            self._drill = deals.turned(SIDEWAYS.get(key, -1 if key == "shift+tab" else 1))
            self.redraw()

    def submit(self, action: Action) -> str | None:
        """Look at something else, or carry out an action; the reason if it is refused."""
        return self._choosing.submit(action)

    def show(self, scope: Scope, section: str = "") -> None:
        """Look at something else, at a section of it: what is shown is old until that is worked out."""
        self._remark = ("", GOOD)
        self._wish = f"{section}/" if section else self._wish
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
        lists = drill.lists_behind(line.behind, found.board)
        if lists:
            self._remark = ("", GOOD)
            self._drill = drill.DealList(line.title, lists)
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

    def _say(self, sentence: str, role: str) -> None:
        self._remark = (sentence, role)
        self.redraw()
