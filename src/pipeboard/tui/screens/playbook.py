"""The playbook over the board: looked through by words, with what is on offer for the deals on top.

Enter on a play shows what it would plan, once more starts it; on an objection it notes it on the deals. The
deals are those selected, else the one under the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action, StartPlay
from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.playbook import Record, objection_records, play_records
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.pane import TAB_STEPS, Pane
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, Box, Hint, framed, paragraph, window
from pipeboard.view.edit import Edit
from pipeboard.view.form import FormSpec
from pipeboard.view.forms.definition import change_definition, new_definition
from pipeboard.view.forms.playbook import raise_objection
from pipeboard.view.playbook_list import Line, entry_rows, lines, list_rows, search_row

WIDTH: Final = 104
_ROWS: Final = 34
_ABOUT: Final = 12
"""Most rows of what the highlighted entry says below the list."""
_LEAST: Final = 5
"""With fewer rows for it than this the list has them: Enter shows an entry in full."""
_WHILE_TYPING: Final = {"down": 1, "up": -1, "pagedown": 8, "pageup": -8}


class Playbook(Pane[None]):
    """Ends when it is left, or when something was done on the deals."""

    steps = TAB_STEPS

    def __init__(
        self, ids: Sequence[str], read: Callable[[], Board], submit: Submit, now: Callable[[], datetime]
    ) -> None:
        """As `Pane`; `ids` are those of the deals that it is opened for, none without one."""
        super().__init__(read, submit, now)
        self._ids = tuple(ids)
        self._sought = ""
        self._opened: Definition | None = None
        """The entry that is shown alone, and in full."""
        self._scroll = 0
        self._take_in()

    # What there is

    @property
    def deals(self) -> tuple[Deal, ...]:
        """The deals as they are now."""
        return tuple(self._board.deals[one] for one in self._ids if one in self._board.deals)

    @property
    def whose(self) -> str:
        """The deals in words: "Acme website", "3 deals"; empty for none."""
        deals = self.deals
        return f"{len(deals)} deals" if len(deals) > 1 else deals[0].title if deals else ""

    @property
    def count(self) -> int:
        return len(self._places)

    @property
    def one(self) -> Definition | None:
        """The highlighted entry."""
        return self._lines[self._places[self._cursor]].entry if self._places else None

    def _take_in(self) -> None:
        """Work out what is shown of the board as it is now."""
        self._board = self._read()
        self._used: Mapping[str, Mapping[str, Record]] = {
            "play": play_records(self._board),
            "objection": objection_records(self._board),
        }
        self._list()

    def _list(self) -> None:
        """Work out which entries fit what is looked for."""
        self._lines: tuple[Line, ...] = lines(self._board, self.deals, self.today, self._sought)
        self._places = [at for at, line in enumerate(self._lines) if line.entry is not None]
        self._cursor = self.within(self._cursor)

    def _record(self, one: Definition) -> Record | None:
        return self._used.get(one.kind, {}).get(one.id)

    # Drawing

    def wish(self) -> tuple[int, int]:
        return WIDTH, _ROWS

    def draw(self, room: Box) -> tuple[Row, ...]:
        if self._read() is not self._board:
            self._take_in()
        if self._opened is not None:
            return self._draw_entry(self._opened, room)
        one, width = self.one, room.inner
        about = entry_rows(one, self._board, self._record(one), width) if one else self._nothing(width)
        if self._refusal:
            about = self.words([], width)
        below = min(len(about), _tallest(room))
        # A list of a row or two is no list: on a low screen it has all the room but for what went wrong.
        below = below if below >= _LEAST or self._refusal or one is None else 0
        space = max(room.rows - 2 - (_tallest(room) + 1 if below else 0), 1)
        if len(about) > (most := _tallest(room)):
            about = [*about[: most - 1], ((" …", SOFT),)]
        at = self._places[self._cursor] if self._places else 0
        first = window(len(self._lines), space, max(at - 1, 0), self._first)
        self._first = window(len(self._lines), space, at, first)
        listed = list_rows(self._lines, at, self._used, self._first, space, width)
        listed += [()] * (space - len(listed))
        head = search_row(self._typing, self._sought, self.count, width)
        return framed(
            "Playbook",
            [head, (), *listed, *([(), *about] if below else [])],
            self._hints(one),
            room,
            below=max(len(self._lines) - self._first - space, 0),
            aside=self.whose,
        )

    def _draw_entry(self, one: Definition, room: Box) -> tuple[Row, ...]:
        """An entry in full: of a play, what it would plan on the deals from today on."""
        start = self.today if self.deals else None
        rows = entry_rows(one, self._board, self._record(one), room.inner, start)
        said = self.words([], room.inner)
        space = max(room.rows - len(said), 1)
        self._scroll = max(min(self._scroll, len(rows) - space), 0)
        shown = rows[self._scroll : self._scroll + space]
        act: tuple[Hint, ...] = (("Enter", "start it"),) if one.kind == "play" else ()
        return framed(
            one.kind.capitalize(),
            [*shown, *([()] * (space - len(shown))), *said],
            (*act, ("e", "change"), ("j k", "scroll"), ("Esc", "back")),
            room,
            above=self._scroll,
            below=max(len(rows) - self._scroll - space, 0),
            aside="" if self._scroll else self.whose,
        )

    def _nothing(self, width: int) -> list[Row]:
        words = "Nothing has all of these words. Esc shows everything, a adds an entry."
        return paragraph(f" {words}", width, SOFT)

    def _hints(self, one: Definition | None) -> tuple[Hint, ...]:
        if self._typing is not None:
            return ("↑ ↓", "move"), ("Enter", "done typing"), ("Esc", "show everything")
        on = "log on the deals" if len(self._ids) > 1 else "log on the deal"
        verbs = {"play": "see and start", "objection": on, "technique": "read"}
        enter: tuple[Hint, ...] = (("Enter", verbs[one.kind]), ("e", "change")) if one else ()
        out: Hint = ("Esc", "show everything" if self._sought else "close")
        return (*enter, ("/", "search"), ("a", "add"), ("u", "undo"), out)

    # Keys

    def press(self, key: str, typed: str) -> None:
        if self._opened is not None:
            self._press_on_entry(self._opened, self.latin(key))
        else:
            super().press(key, typed)

    def _press_on_entry(self, one: Definition, key: str) -> None:
        if key in self.steps:
            self._scroll += self.steps[key]
            self.redraw()
        elif key == "enter" and one.kind == "play":
            self._start(one)
        elif key == "e":
            self._change(one)
        elif key == "q":
            self.back()

    def type_into(self, typing: Edit, key: str, typed: str) -> None:
        """The list follows what is looked for at each key; the arrows go through it."""
        if key in _WHILE_TYPING:
            self.step(_WHILE_TYPING[key])
        elif key == "enter":
            self.write(None)
        else:
            super().type_into(typing, key, typed)

    def write(self, typing: Edit | None) -> None:
        if typing is not None and typing.text != self._sought:
            self._look_for(typing.text)
        super().write(typing)

    def _look_for(self, words: str) -> None:
        self._sought = words
        self._cursor = self._first = 0
        self._list()

    def back(self) -> None:
        """Out of the entry, then of the search, then of the playbook."""
        if self._opened is not None:
            self._opened = None
            self._refusal = ""
            self.redraw()
        elif self._typing is not None or self._sought:
            self._look_for("")
            self.write(None)
        else:
            self.leave()

    def act(self, key: str) -> None:
        one = self.one
        self._refusal = ""
        if key == "/":
            self.write(Edit(self._sought))
        elif key == "a":
            self._fill(new_definition(self._board, one.kind if one else "objection", self._now()))
        elif one is not None and key == "e":
            self._change(one)
        elif one is not None and key in ("enter", "l", "right"):
            self._go_into(one)

    def _go_into(self, one: Definition) -> None:
        if one.kind != "objection":
            self._opened, self._scroll = one, 0
            self.redraw()
        elif not self.deals:
            self.refuse("There is no deal under the cursor to log it on; go to one on the board first.")
        else:
            self.app.push_screen(FormDialog(raise_objection(self.deals, one)), self._finish)

    def _start(self, one: Definition) -> None:
        if not self.deals:
            self.refuse("There is no deal under the cursor to start it on; go to one on the board first.")
        else:
            self._finish(StartPlay(self._ids, one.id))

    def _finish(self, action: Action | None) -> None:
        """Nothing is left to do here then: the board says what was done, or shows what it would be."""
        if action is not None and self.do(action) is None:
            self.dismiss(None)

    def _change(self, one: Definition) -> None:
        self._opened = None
        self._ask(change_definition(self._board, one, self._now()), lambda _: self.redraw())

    def _fill(self, spec: FormSpec) -> None:
        """Add an entry, and go to it."""
        before = {(one.kind, one.id) for line in self._lines if (one := line.entry)}

        def done(action: Action | None) -> None:
            if action is not None:
                self._sought = ""
                self._take_in()
                entries = [self._lines[at].entry for at in self._places]
                added = [at for at, one in enumerate(entries) if one and (one.kind, one.id) not in before]
                self._cursor = added[0] if len(added) == 1 else self._cursor
            self.redraw()

        self._ask(spec, done)

    def _ask(self, spec: FormSpec, done: Callable[[Action | None], None]) -> None:
        self.app.push_screen(FormDialog(spec, submit=self._submit), done)


def _tallest(room: Box) -> int:
    """Rows below the list, always as many, so that it stays where it is."""
    return min(_ABOUT, room.rows // 2)
