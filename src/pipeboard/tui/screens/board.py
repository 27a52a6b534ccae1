"""The board screen: owns the state of the session and turns actions into views."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from pipeboard.domain.errors import BuiltUpon, Held, PipeBoardError
from pipeboard.tui.messages import LookedBack, Saved, Synced, Syncing, Vanished
from pipeboard.tui.panel import PanelDesk
from pipeboard.tui.screens.base import Frame
from pipeboard.tui.screens.hearing import Hearing
from pipeboard.tui.selection import SelectionDesk
from pipeboard.tui.widgets.board import BoardWidget
from pipeboard.tui.widgets.detail import DetailPanel
from pipeboard.tui.widgets.hint_bar import HintBar
from pipeboard.tui.widgets.prompt import Prompt
from pipeboard.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from datetime import date

    from textual.timer import Timer

    from pipeboard.domain.actions import Action
    from pipeboard.domain.change import Change
    from pipeboard.domain.deal import Deal
    from pipeboard.tui.screens.metrics import Spot
    from pipeboard.view.board import BoardView
    from pipeboard.workspace.workspace import Outcome, Workspace

NARROW = 100
"""Under so many cells the details are below the board."""
SHORT = 16
"""Under so many rows there is no room for a board above details that are worked in."""
POLL_SECONDS = 1.0
"""How often the file is looked at for what others did."""
REST_SECONDS = 0.3
"""How long the cursor rests before the details follow it over a slow line."""
WHEEL_ROWS = 3
"""How far one turn of the wheel scrolls the details."""


class BoardScreen(Hearing):
    """Board, details, status line, prompt and hints. Commands act on it through its public methods."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = PanelDesk(self)
        self.selection = SelectionDesk(self)
        self.looking_back: date | None = None
        """The day that was asked for last."""
        self.metrics_spot: tuple[date, Spot] | None = None
        """Where one was in the metrics of a day."""
        self.is_syncing = False
        self.news: tuple[str, ...] = ()
        """What others did since the board was opened: ids of the latest events that came."""
        self.untold: tuple[str, ...] = ()
        self._resting: Timer | None = None  # until the cursor counts as having come to rest
        self._cursor: str | None = None  # where the cursor goes with the change that is under way
        self._conflict = ""  # what was told of a conflict that git left in the file
        self._apart = False  # whether an action is carried out in a thread
        self._unsaved = ""  # why the last save failed, as it was told

    def compose(self) -> ComposeResult:
        with Frame(id="main"):
            yield BoardWidget(id="board")
            yield DetailPanel(id="detail")
        yield StatusLine(id="status")
        yield Prompt(id="prompt")
        yield HintBar(id="hints")

    def on_mount(self) -> None:
        self.board = self.query_one("#board", BoardWidget)
        self.details = self.query_one("#detail", DetailPanel)
        self.status = self.query_one("#status", StatusLine)
        self.prompt = self.query_one("#prompt", Prompt)
        self.hint_bar = self.query_one("#hints", HintBar)
        self.say("Opening the board...", "panel soft")
        self.update_hints()

    # The workspace

    def glimpse(self, view: BoardView) -> None:
        """Show a board that is still being read: the cursor moves on it, other keys wait."""
        self.board.update_view(view)
        self.say("")
        self.update_facts()

    def attach(self, workspace: Workspace, view: BoardView) -> None:
        """Show a board that was opened, follow it from now on, and do what was typed meanwhile."""
        self.workspace_or_none = workspace
        workspace.subscribe(self._on_change)
        self.show_view(view)
        self._conflict = workspace.conflict
        self.say(" ".join(workspace.remarks), "panel today")
        self.set_interval(POLL_SECONDS, self.poll)
        self.set_timer(POLL_SECONDS, self.look_for_vanished)
        self.hear_what_was_typed()

    def do(self, action: Action, *, cursor: str | None = None) -> Outcome | None:
        """Carry out an action and say what it did; None, and the reason in red, when it is refused.

        The view follows at once. The cursor stays with its deal, or goes to the deal named. Where a
        checklist holds a deal, it is asked how to go on.
        """
        try:
            return self.attempt(action, cursor=cursor)
        except Held as held:
            self.ask_past(held, action, cursor)
            return None
        except PipeBoardError as error:
            self.fail(error.sentence)
            return None

    def attempt(self, action: Action, *, cursor: str | None = None) -> Outcome:
        """As `do`, for those who tell the reason themselves: the error is theirs."""
        self._cursor = cursor
        try:
            outcome = self._carry_out(action)
        finally:
            self._cursor = None
        self.warned = ""
        self.say(self.told(action, outcome.summary) + self._out_of_sight(outcome))
        return outcome

    async def do_apart(self, action: Action) -> Outcome:
        """Carry out an action that takes long in a thread; until then nobody else may use the workspace."""
        self._apart = True
        try:
            return await asyncio.to_thread(self.workspace.do, action)
        finally:
            self._apart = False

    def _out_of_sight(self, outcome: Outcome) -> str:
        """That the deal an action was about does not fit the filter, where that is so."""
        deal = self.workspace.board.deals.get(outcome.changed[0]) if len(outcome.changed) == 1 else None
        return " It does not fit the filter." if deal is not None and self.finding.hides(deal) else ""

    def _carry_out(self, action: Action) -> Outcome:
        """Do it; what others built on is taken back once that was told and is asked for again."""
        from pipeboard.domain.actions import Redo, Undo  # see `told`

        try:
            return self.workspace.do(action)
        except BuiltUpon as built:
            if built.act != self.warned:
                self.warned = built.act
                raise
            assert isinstance(action, (Undo, Redo)), "nothing else is built upon"
            return self.workspace.do(action._replace(anyway=True))

    def told(self, action: Action, summary: str) -> str:
        """What an action did, and what is to be done next with a deal that was won, or about an objection."""
        # whoever acts has it; the first paint goes without
        from pipeboard.domain.actions import CloseDeals, RaiseObjection

        if isinstance(action, RaiseObjection) and len(action.deals) == 1:
            return summary + self._on_offer(action.deals[0])
        if not isinstance(action, CloseDeals) or action.status != "won":
            return summary
        key = self.pipeboard.keymap.shown("deal.handover")
        return f"{summary} A handover is due{f': {key}' if key else ''}."

    def _on_offer(self, deal_id: str) -> str:
        """That a play is on offer for a deal, and the key that leads to it; "" for none."""
        from pipeboard.domain.playbook import offered

        board = self.workspace.board
        if not offered(board.deals[deal_id], board, self.workspace.today()):
            return ""
        key = self.pipeboard.keymap.shown("board.playbook")
        return f" A play is on offer{f': {key}' if key else ''}."

    def ask_past(self, held: Held, action: Action, cursor: str | None = None) -> None:
        """Ask how an action gets past what holds it."""
        from pipeboard.tui.commands.checklists import get_past  # for those alone who are held

        self.run_worker(get_past(self, held, action, cursor), group="command", exit_on_error=True)

    def poll(self) -> None:
        """Take in what others did to the file, and a new day."""
        if self._apart:
            return
        try:
            change = self.present.reload()
            if change is not None:
                self.look_for_vanished()
                self._tell_news(change)
        except PipeBoardError as error:
            self.fail(error.sentence)
        conflict = self.present.conflict
        if conflict != self._conflict:
            self._conflict = conflict
            self.say(conflict, "panel today")
        view = self.board.view
        if view is not None and view.today != self.workspace.today():
            self._follow(())
            self.finding.renew()
        self.update_facts()
        self.pipeboard.collector.look()

    def _tell_news(self, change: Change) -> None:
        from pipeboard.tui.sharing import take_note  # something came: long after the first paint

        take_note(self, change)

    def look_for_vanished(self) -> None:
        """Count, in a thread, the changes of one's own that the file has lost."""
        from pipeboard.tui.vanished import count  # a second after the first paint

        count(self)

    def _on_change(self, change: Change) -> None:
        if self.past is None:
            self._follow(change.deals)

    def _follow(self, changed: Sequence[str]) -> None:
        from pipeboard.view.board import updated  # imported with the board: the first paint goes without

        view = self.board.view
        if view is not None:
            board, today = self.workspace.board, self.workspace.today()
            new = updated(view, board, changed, today)
            if current_thread() is main_thread():
                self.show_view(new, self._cursor)
            else:  # see `do_apart`
                self.app.call_from_thread(self.show_view, new, self._cursor)

    def reveal(self, deal_id: str) -> None:
        """Put the cursor on a deal, on the board of its pipeline; one that is closed can be reopened."""
        deal = self.workspace.board.deals.get(deal_id)
        if deal is None:
            return
        self.show_stage(self.workspace.board.stage_of(deal))
        if self.finding.hides(deal):
            self.finding.show("")
            self.say(f"The filter is off: {deal.title} does not fit it.")
            self.update_hints()
        view = self.board.view
        place = view.place(deal_id) if view else None
        folded = view is not None and place is not None and view.columns[place[0]].collapsed
        if place is not None and (deal.is_open or not folded):
            self.board.go_to(deal_id)
            if folded:
                key = self.pipeboard.keymap.shown("board.collapse")
                self.say(f"{deal.title} is in a collapsed column{f'; {key} opens it' if key else ''}.")
        elif deal.is_visible and not deal.is_open:
            self.run_worker(self._offer_to_reopen(deal), group="command")
        else:
            self.say(f"{deal.title} is not on the board: `pipeboard show {deal.id}` says more.")

    async def _offer_to_reopen(self, deal: Deal) -> None:
        from pipeboard.domain.actions import ReopenDeals

        question = f"{deal.title} is {deal.status} and off the board"
        after = {"h": "handover", "u": "upsell or renew"} if deal.status == "won" else {}
        answer = await self.ask_key(question, {"o": "reopen it", **after})
        if answer == "o":
            self.do(ReopenDeals((deal.id,)), cursor=deal.id)
        elif answer is not None:
            from pipeboard.tui.commands import outcome

            (outcome.hand_over if answer == "h" else outcome.spawn)(self, deal)

    # What widgets and threads say

    @on(BoardWidget.CursorMoved)
    def _follow_cursor(self) -> None:
        self.selection.follow_cursor()
        if self.pipeboard.look.low_bandwidth:
            # Not for every deal that a held key passes by.
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(REST_SECONDS, self._show_cursor)
        else:
            self._show_cursor()

    def _show_cursor(self) -> None:
        self.panel.refresh()
        self.update_facts()

    @on(DetailPanel.Resized)
    def _refit_details(self) -> None:
        self.panel.refit()

    @on(BoardWidget.Resized)
    def _recount_columns(self) -> None:
        self.update_facts()

    @on(BoardWidget.Opened)
    def _open_clicked(self) -> None:
        self.panel.show()

    @on(BoardWidget.Dragged)
    def _follow_drag(self, message: BoardWidget.Dragged) -> None:
        from pipeboard.tui.commands.deals import drop  # for those who have a mouse

        drop(self, message.deal, message.column, dropped=message.dropped)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll_details(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll_details(-WHEEL_ROWS)

    def _scroll_details(self, rows: int) -> None:
        """The board keeps its own wheel: what comes here was turned over the details."""
        self.panel.move(lambda panel, detail, height: panel.scrolled(rows, detail, height))

    @on(LookedBack)
    def _show_past(self, message: LookedBack) -> None:
        from pipeboard.tui.past import show_past  # for those alone who look back

        show_past(self, message)

    @on(Syncing)
    def _tell_progress(self, message: Syncing) -> None:
        self.say(f"{message.what}...", "panel soft")

    @on(Synced)
    def _end_sync(self, message: Synced) -> None:
        from pipeboard.tui.sharing import end

        end(self, message)

    @on(Vanished)
    def _tell_vanished(self, message: Vanished) -> None:
        from pipeboard.tui.vanished import tell

        tell(self, message.count)

    @on(Saved)
    def _note_save(self) -> None:
        failure = self.present.failure if self.workspace_or_none else None
        sentence = failure.sentence if failure is not None else ""
        if sentence and sentence != self._unsaved:
            self.fail(sentence)  # once: the attempts that follow fail in the same way
        elif self._unsaved and not sentence:
            self.say("Saved: the file holds your changes again.", "panel good")
        self._unsaved = sentence
        self.update_facts()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "-narrow")
        self.set_class(event.size.height < SHORT, "-short")
