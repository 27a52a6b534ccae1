"""How many bytes an action sends, in each way to look at the board: for those behind a slow line."""

from __future__ import annotations

from typing import Final

from bench.driven import Driven
from bench.in_terminal import Bench, is_whole
from bench.slow_link import RATE

_ACTIONS: Final = (
    ("the cursor to the next card", "j"),
    ("the cursor to the next column", "l"),
    ("half a page down", "\x04"),
    ("a card moves to the next stage", "L"),
    ("and undo", "u"),
    ("the details open", "\r"),
    ("the details follow the cursor", "j"),
    ("and close", "\x1b"),
    ("the search opens", "/"),
    ("a letter of it", "a"),
    ("and it is left", "\x1b"),
    ("the palette", "\x10"),
    ("", "\x1b"),
    ("the form of a deal", "e"),
    ("", "\x1b"),
    ("the agenda", "A"),
    ("", "\x1b"),
    ("the metrics", "M"),
    ("", "\x1b"),
    ("the help", "?"),
)
"""What is done, in this order, and with which key; nameless ones are not told."""


def bytes_written(bench: Bench, *, theme: str = "harbour", settings: str = "") -> dict[str, int]:
    """Bytes of the start, and of each action when the screen is at rest before and after it."""
    with bench.app(theme=theme, settings=settings) as (app, place):
        found = {what: _bytes_of(app, key) for what, key in _ACTIONS}
    with Driven(place.app(), cwd=place.folder, env=place.env) as app:
        app.wait_for(is_whole)
        app.rest()
        return {"the start": app.written, **{what: count for what, count in found.items() if what}}


def _bytes_of(app: Driven, key: str) -> int:
    before = app.written
    app.send(key)
    app.rest()
    return app.written - before


def table(bench: Bench) -> str:
    """All actions, in Markdown, and how long a line of 64 kbit/s takes for the least of them."""
    colours, ansi = bytes_written(bench), bytes_written(bench, theme="ansi")
    low = bytes_written(bench, settings="low_bandwidth = true\n")
    lines = [
        "| bytes | all colours | `ansi` theme | `--low-bandwidth` | at 64 kbit/s |",
        "|---|--:|--:|--:|--:|",
    ]
    for what, count in colours.items():
        cells = (f"{one[what]:,}" for one in (colours, ansi, low))
        lines.append(f"| {what} | {' | '.join(cells)} | {_seconds(count)} … {_seconds(low[what])} |")
    return "\n".join(lines)


def _seconds(count: int) -> str:
    return f"{count / RATE:.2f} s"
