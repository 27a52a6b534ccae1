"""How the board screen hears keys: which command a key runs, and what waits until the board is there."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual import events

from pipeboard.config.keymap import LAYOUT, latin
from pipeboard.registry import BY_ID, Context
from pipeboard.tui import bindings
from pipeboard.tui.chords import hear
from pipeboard.tui.keys import key_of
from pipeboard.tui.screens.showing import Showing

if TYPE_CHECKING:
    from pipeboard.tui.tour import TourDesk

TYPING_SECONDS: Final = 0.03
"""Between two keys that were typed ahead: what the first one opens has to be there for the second."""


class Hearing(Showing):
    """Turns keys into commands, and says which ones matter now."""

    def __init__(self) -> None:
        super().__init__()
        self.tour: TourDesk | None = None
        """The way round, while it lasts."""
        self.warned = ""
        """What others built on, as it was told when it was to be undone; the next command forgets it."""
        self._pending = ""
        # Pressed before the board was read: a command that needs it, and every key after that.
        self._waiting: tuple[str, str] | None = None
        self._typed_ahead: list[events.Key] = []

    async def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self.app.screen is not self:
            # Typed ahead, on a slow line: it is for the dialog that has opened meanwhile.
            self.app.post_message(events.Key(event.key, event.character))
            return
        key, typed = key_of(event), event.character if event.is_printable and event.character else ""
        if self.prompt.is_open:
            self.prompt.press(key, typed)
        elif self._waiting is not None and event.key != "ctrl+c":
            self._typed_ahead.append(event)
        elif self.panel.is_typing:
            self.panel.press(key, typed)
        else:
            self.press(key)
        # A command that asks a question opens it before the next key is heard: that may be the answer.
        await asyncio.sleep(0)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        text = event.text.strip("\r\n")
        if self.app.screen is not self:
            self.app.post_message(events.Paste(event.text))  # for a dialog that has opened, as with keys
        elif self.prompt.is_open:
            self.prompt.paste(text)
        elif self.panel.is_typing:
            self.panel.paste(text)

    def _contexts(self) -> list[Context]:
        """Whose keys are heard, the first of them first."""
        heard: list[tuple[Context, bool]] = [
            ("panel", self.panel.is_working),
            ("search", bool(self.search.text)),
        ]
        return [*(context for context, is_heard in heard if is_heard), "board"]

    def press(self, key: str) -> None:
        """What a key does on the board, by the keymap."""
        keymap = self.pipeboard.keymap
        tables = [keymap.bindings[context] for context in self._contexts()]
        key = latin(key, self.pipeboard.own_layout)
        heard = hear(key, self._pending, tables)
        if heard.unknown and latin(key, LAYOUT) != key:
            heard = hear(latin(key, LAYOUT), self._pending, tables)
        was, self._pending = self._pending, heard.pending
        if heard.command:
            self.run_command(heard.command, heard.keys)
        elif heard.unknown:
            help_key = keymap.shown("app.help")
            way = f"; {help_key} shows the keys" if help_key else ""
            self.say(f"{bindings.show_keys(heard.unknown)} does nothing here{way}.", "panel soft")
        if was or heard.pending:
            self.update_hints()

    def run_command(self, command_id: str, key: str = "") -> None:
        """Run a command of the registry, as its key does. Coroutines run as a worker, so they may wait."""
        if command_id not in ("board.undo", "board.redo"):
            self.warned = ""
        handler: Callable[..., object] | None = bindings.handlers().get(command_id)
        if handler is None:
            self.fail(f"{BY_ID[command_id].title} is not there yet.")
        elif self.workspace_or_none is None and not self._works_now(command_id):
            self._waiting = command_id, key
            self.say("The board is still being opened.", "panel soft")
        elif self.past is not None and not bindings.only_looks(command_id):
            self.fail(self.past.read_only_reason)
        elif self.deal is None and bindings.needs_deal(command_id) and not self._has_many(command_id):
            new = self.pipeboard.keymap.shown("deal.new")
            self.say(
                f"There is no deal under the cursor; {new} makes one." if new else "There is no deal here."
            )
        elif inspect.iscoroutinefunction(handler):
            self.run_worker(handler(self, key), group="command", exit_on_error=True)
            self._go_on(command_id)
        else:
            handler(self, key)
            self._go_on(command_id)

    def _go_on(self, command_id: str) -> None:
        if self.tour is not None:
            self.tour.ran(command_id)

    def _has_many(self, command_id: str) -> bool:
        """Whether a command has a selection to act on."""
        return bool(self.selection) and BY_ID[command_id].many

    def _works_now(self, command_id: str) -> bool:
        """Whether a command does without the whole board."""
        return command_id in bindings.ALWAYS or (
            self.board.view is not None and command_id.startswith(bindings.OF_CURSOR)
        )

    def hear_what_was_typed(self) -> None:
        """Do what was typed while the board was being opened."""
        waiting, typed = self._waiting, self._typed_ahead
        self.forget_keys()
        if waiting is not None:
            self.run_command(*waiting)
        self.set_timer(TYPING_SECONDS, lambda: self._type(typed))

    def _type(self, keys: Sequence[events.Key]) -> None:
        """Let keys be pressed one after the other, each once the one before has had its effect."""
        if keys:
            self.app.post_message(events.Key(keys[0].key, keys[0].character))
            self.set_timer(TYPING_SECONDS, lambda: self._type(keys[1:]))

    def forget_keys(self) -> None:
        """Do not do what was typed while the board was being opened."""
        self._waiting, self._typed_ahead = None, []

    def update_hints(self) -> None:
        """Show the keys that matter now."""
        keymap = self.pipeboard.keymap
        if self.panel.is_typing:
            # Help and quit would be letters of the text.
            self.hint_bar.hints(self.panel.hints(), (("Esc", "leave as it was"),))
            return
        if self._pending:
            hints = bindings.chord_hints(keymap, self._pending, self._contexts())
        elif self.panel.is_working:
            hints = bindings.panel_hints(keymap, self.panel.target, adds=self.panel.can_add)
        elif self.selection:
            hints = bindings.hints(keymap, bindings.SELECTION_HINTS, bindings.SELECTION_WORDS)
        elif self.search.text:
            hints = bindings.hints(keymap, bindings.SEARCH_HINTS)
        elif self.panel.is_open:
            hints = bindings.hints(keymap, bindings.DETAIL_HINTS, bindings.DETAIL_WORDS)
        elif self.finding.filter:
            hints = bindings.hints(keymap, bindings.FILTER_HINTS, bindings.FILTER_WORDS)
        elif self.past is not None:
            hints = bindings.hints(keymap, bindings.PAST_HINTS, bindings.PAST_WORDS)
        else:
            hints = bindings.hints(keymap, bindings.BOARD_HINTS)
        self.hint_bar.hints(hints, bindings.hints(keymap, bindings.ALWAYS_HINTS))
