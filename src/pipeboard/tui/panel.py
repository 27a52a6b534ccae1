"""The details on the board screen: carries out what the state of the panel (`view.panel`) comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.keys import LEAVING, SAVE

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action
    from pipeboard.domain.deal import Deal
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.view.detail import Detail
    from pipeboard.view.dialog import Hint
    from pipeboard.view.form import FormSpec
    from pipeboard.view.panel import Editing, Panel
    from pipeboard.view.tabs.tab import Ask, Target, Verb

_PROVISIONAL: Final = (45, 20)
"""Cells and rows until the panel has its own: keys that come meanwhile, on a slow line, are not lost."""
_NOTHING: Final[Mapping[Verb, str]] = {
    "edit": "type",
    "toggle": "choose",
    "finish": "finish",
    "snooze": "snooze",
    "remove": "take away",
}
"""What cannot be done where a verb means nothing."""
_INSTEAD: Final = {"edit": "edits it", "toggle": "goes on to the next choice"}


class PanelDesk:
    """Owns the panel's state. Commands of the details, and keys while something is typed, come here."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._panel: Panel | None = None  # made with the board: the first paint goes without
        self._detail: Detail | None = None
        self._made_of: tuple[object, ...] = ()
        self._deal: Deal | None = None

    @property
    def panel(self) -> Panel:
        """How the details stand."""
        if self._panel is None:
            from pipeboard.view.panel import Panel

            self._panel = Panel()
        return self._panel

    @property
    def is_open(self) -> bool:
        return self._panel is not None and self._panel.is_open

    @property
    def is_working(self) -> bool:
        """Whether keys go to the panel before the board."""
        return self._panel is not None and self._panel.working

    @property
    def is_typing(self) -> bool:
        """Whether all keys go to a form in the panel."""
        return self._panel is not None and self._panel.editing is not None

    @property
    def target(self) -> Target | None:
        """What is highlighted."""
        return self.panel.target(self._detail) if self._detail is not None else None

    @property
    def can_add(self) -> bool:
        """Whether there is something to add, further on in the tab."""
        found = self.panel.adding(self._detail, self._height) if self._detail is not None else None
        return found is not None and found.at != self.panel.at

    @property
    def _height(self) -> int:
        return self._screen.details.size.height or _PROVISIONAL[1]

    # From one state to another

    def open(self) -> None:
        """Show the details, or go on to work in them."""
        if not self.is_open:
            self._go(self.panel.opened(is_open=True))
        elif self._screen.deal is None:
            self._screen.say("There is no deal to work on.")
        else:
            self._go(self.panel.entered())

    def show(self) -> None:
        """Show the details beside the board."""
        if not self.is_open:
            self._go(self.panel.opened(is_open=True))

    def back(self) -> None:
        """One layer back; the last one closes the details."""
        self._go(self.panel.left())

    def turn(self, by: int) -> None:
        """Another tab."""
        self._go(self.panel.turned(by))

    def move(self, transition: Callable[[Panel, Detail, int], Panel]) -> None:
        """What a key of movement does: `transition` is given the panel, its lines and its height."""
        if self.is_open and self._detail is not None:
            self._panel = transition(self.panel, self._detail, self._height)
            self._draw()

    def scroll_by_half(self, down: int) -> None:
        """Half a panel down (1) or up (-1)."""
        self.move(lambda panel, detail, height: panel.scrolled(down * max(height // 2, 1), detail, height))

    def _go(self, panel: Panel) -> None:
        self._panel = panel
        self._screen.set_class(panel.is_open, "-details")
        self._screen.set_class(panel.working, "-working")
        self.refresh(keep_place=True)
        self._screen.update_hints()

    # What is shown

    def refresh(self, *, keep_place: bool = False) -> None:
        """Bring the details up to date with the board and its cursor."""
        screen = self._screen
        if not self.is_open or screen.workspace_or_none is None:
            return
        deal, panel = self._deal_shown(), self.panel
        if deal is None and panel.working:
            self._go(panel.left())
            return
        self._make(deal, screen.details.text_width or _PROVISIONAL[0])
        assert self._detail is not None, "it has just been made"
        if not keep_place and not panel.working:
            panel = panel.scrolled(-panel.top, self._detail, self._height)
        settled = panel.settled(self._detail, self._height)
        self._panel = (
            settled if keep_place and settled == panel else settled.in_sight(self._detail, self._height)
        )
        self._draw()

    def refit(self) -> None:
        """Fit the details into another size."""
        self.refresh(keep_place=True)
        self.move(lambda panel, detail, height: panel.in_sight(detail, height))

    def _deal_shown(self) -> Deal | None:
        """The deal under the board's cursor; while something is typed, the one that it is about."""
        editing = self.panel.editing
        if editing is None:
            return self._screen.deal
        kept = self._deal if self._deal is not None and self._deal.id == editing.deal else None
        return self._screen.workspace.board.deals.get(editing.deal) or kept

    def _make(self, deal: Deal | None, width: int) -> None:
        from pipeboard.view.detail import TABS, detail

        workspace, panel = self._screen.workspace, self.panel
        board, today = workspace.board, workspace.today()
        linked = (board.origin_of(deal), board.followed_by(deal)) if deal is not None else ()
        made_of = (deal, linked, width, panel.tab, panel.working, today, board.changed)
        if made_of == self._made_of and self._detail is not None:
            return
        self._made_of, self._deal = made_of, deal
        reads = deal is not None and TABS[panel.tab].timeline
        entries = workspace.timeline(deal.id) if deal is not None and reads else ()
        self._detail = detail(deal, board, today, entries, tab=panel.tab, width=width, working=panel.working)

    def _draw(self) -> None:
        panel = self.panel
        if self._detail is not None and self._screen.details.text_width == self._detail.width:
            self._screen.details.update_rows(panel.rows(self._detail, self._height), working=panel.working)
        if panel.working:
            self._screen.update_hints()

    # What is done on a line

    def do(self, verb: Verb) -> None:
        """Do something on the highlighted line, or say that it means nothing there."""
        target = self.target
        does = target.does if target is not None else {}
        what = does.get(verb) or (does.get("finish") if verb == "toggle" else None)
        if target is None or what is None:
            other: Verb = "toggle" if verb == "edit" else "edit"
            key = self._screen.pipeboard.keymap.shown(f"panel.{other}") if other in does else ""
            instead = f"; {key} {_INSTEAD[other]}" if key else ""
            self._screen.say(f"There is nothing to {_NOTHING[verb]} on this line{instead}.", "panel soft")
        else:
            self._carry_out(what, target, verb)

    def toggle_number(self, number: int) -> None:
        """Go to the line with a number and do what Space does there."""
        self._jump(
            lambda panel, detail, height: panel.numbered(number, detail, height),
            "toggle",
            f"There is no line {number} here.",
        )

    def add(self) -> None:
        """Add what the tab is about."""
        self._jump(
            lambda panel, detail, height: panel.adding(detail, height), "edit", "Nothing can be added here."
        )

    def _jump(self, find: Callable[[Panel, Detail, int], Panel | None], verb: Verb, otherwise: str) -> None:
        found = find(self.panel, self._detail, self._height) if self._detail is not None else None
        if found is None:
            self._screen.say(otherwise, "panel soft")
            return
        self._panel = found
        self._draw()
        self.do(verb)

    def _carry_out(self, what: Action | Ask, target: Target, verb: Verb) -> None:
        from pipeboard.view.tabs.tab import Ask

        screen = self._screen
        if not isinstance(what, Ask):
            outcome = screen.do(what)
            if outcome is not None and outcome.act and verb == "remove":
                undo = screen.pipeboard.keymap.shown("board.undo")
                screen.say(f"{outcome.summary} {undo} brings it back." if undo else outcome.summary)
            return
        spec = what.make(screen.workspace.now())
        if what.in_place:
            self._edit(spec, target)
        else:
            from pipeboard.tui.commands.dialogs import ask_form

            ask_form(screen, spec)

    # Typing

    def _edit(self, spec: FormSpec, target: Target) -> None:
        from pipeboard.view.panel import Editing

        deal, drafts = self._deal, self._screen.pipeboard.drafts
        if deal is not None:
            draft = drafts.take(spec.key) if drafts is not None and spec.key else {}
            self._set(Editing.begin(deal.id, target.key, spec, draft))

    def press(self, key: str, typed: str) -> None:
        """A key while something is typed, by its name in keymaps, and the text that it types."""
        editing = self.panel.editing
        assert editing is not None, "keys come here only then"
        if key in LEAVING:
            self._stop()
        elif key == SAVE or (key == "enter" and editing.form.on_last):
            self._save()
        elif key in ("tab", "shift+tab") and len(editing.form.fields) == 1:
            self._go_on(1 if key == "tab" else -1)
        else:
            changed = editing.pressed(key, typed)
            if changed is not None and changed != editing:
                self._set(changed)

    def paste(self, text: str) -> None:
        """Text from the terminal's clipboard."""
        if self.panel.editing is not None:
            self._set(self.panel.editing.pasted(text))

    def drafts(self) -> dict[str, dict[str, str]]:
        """What is typed and not saved, by the name of its form; to be kept should the terminal go away."""
        editing = self._panel.editing if self._panel is not None else None
        if editing is None or not editing.spec.key or not editing.form.changed():
            return {}
        return {editing.spec.key: editing.form.changed()}

    def _set(self, editing: Editing) -> None:
        self.move(lambda panel, detail, height: panel.edited(editing, detail, height))

    def _stop(self) -> None:
        """Leave the form; the panel is again about the deal under the cursor."""
        self._go(self.panel.left())

    def _save(self) -> bool:
        """Carry out what was typed; what is against it is shown beneath, and the text stays."""
        from pipeboard.view.form import Misread

        editing = self.panel.editing
        assert editing is not None, "there is something to save"
        try:
            self._screen.attempt(editing.spec.read(editing.form))
        except Misread as error:
            self._set(editing.refused(error.errors))
        except PipeBoardError as error:
            self._set(editing.refused({"": error.sentence}))
        else:
            self._stop()
            return True
        return False

    def _go_on(self, step: int) -> None:
        """Save, and type into the next line."""
        editing = self.panel.editing
        if editing is not None and not editing.form.changed():
            self._stop()
        elif not self._save():
            return
        before = self.panel.at
        self.move(lambda panel, detail, height: panel.moved(step, detail, height))
        target = self.target
        what = target.does.get("edit") if target is not None and target.key != before else None
        if what is not None:
            self.do("edit")

    def hints(self) -> tuple[Hint, ...]:
        """The keys that matter while something is typed."""
        editing = self.panel.editing
        if editing is None:
            return ()
        further: tuple[Hint, ...] = (("Tab", "next line"),) if len(editing.form.fields) == 1 else ()
        return (*editing.hints(), *further)
