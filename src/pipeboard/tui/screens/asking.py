"""Questions on the bottom row of a screen, for commands to await."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from pipeboard.tui.widgets.board import BoardWidget
    from pipeboard.tui.widgets.hint_bar import HintBar
    from pipeboard.tui.widgets.prompt import Prompt, Suggest
    from pipeboard.view.suggest import Suggestions


class Asking(Screen[None]):
    """Lets commands ask for a line or a key. One question at a time; a new one gives up the old."""

    prompt: Prompt
    hint_bar: HintBar
    board: BoardWidget

    async def ask_line(
        self,
        label: str,
        *,
        text: str = "",
        changed: Callable[[str], None] | None = None,
        extra: Mapping[str, str] | None = None,
        suggest: Suggest | None = None,
        offer: Callable[[Suggestions | None], None] | None = None,
    ) -> str | None:
        """A line of text, None when it was given up. `changed` hears the text after each key.

        `extra` names further keys that end the line (key -> what it does); the answer then begins with that
        key and a blank. `suggest` knows how the text may go on, `offer` shows that.
        """
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._show_prompt(shown=True)
        self.prompt.ask_line(
            label,
            self._answered(answer),
            text=text,
            changed=changed,
            extra=extra,
            suggest=suggest,
            offer=offer,
        )
        return await answer

    async def ask_key(self, question: str, choices: Mapping[str, str]) -> str | None:
        """One of the keys of `choices` (key -> what it means), None when it was given up."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._show_prompt(shown=True)
        self.prompt.ask_key(question, choices, self._answered(answer))
        return await answer

    async def confirm(self, question: str, meaning: str) -> bool:
        """Whether `y` was pressed; Enter never confirms."""
        return await self.ask_key(question, {"y": meaning}) == "y"

    def _answered(self, answer: asyncio.Future[str | None]) -> Callable[[str | None], None]:
        def done(text: str | None) -> None:
            self._show_prompt(shown=False)
            if not answer.done():
                answer.set_result(text)

        return done

    def _show_prompt(self, *, shown: bool) -> None:
        # A class would have the styles of all widgets worked out again, which takes as long as four keys.
        self.prompt.display = shown
        self.hint_bar.display = not shown
