"""Measures of the app behind a slow line: 64 kbit/s, and 200 ms each way."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.driven import Driven, Moment
from bench.figures import Cost, Figure, Figures, middle
from bench.in_terminal import BOARD_ROWS, FLOOR, Bench, hold, is_floor, is_whole

RATE: Final = 8_000
"""Bytes a second."""
DELAY: Final = 0.2
"""Seconds each way."""
_SLICE: Final = 80
"""Bytes that are taken at once: what passes in a hundredth of a second."""
_QUIET: Final = 0.7
"""Seconds of silence after which nothing more is on its way: longer than a round trip."""


class SlowLink(Driven):
    """A program behind a line that passes on so many bytes a second, and keys and output late."""

    def __init__(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> None:
        self._free = 0.0
        """When the line has passed on what was taken from the program."""
        self._coming: deque[tuple[float, bytes]] = deque()
        """What was typed, and when it comes to the program."""
        super().__init__(command, cwd=cwd, env=env)

    def _type(self, data: bytes) -> None:
        self._coming.append((time.perf_counter() + DELAY, data))

    def _arrived(self, data: bytes) -> Moment:
        self._free = max(self._free, time.perf_counter()) + len(data) / RATE
        return replace(self.now(), wall=(self._free + DELAY) * 1000)

    def read(self, patience: float, most: int = _SLICE) -> bytes:
        """What the line has taken, after waiting for it at most so many seconds."""
        end = time.perf_counter() + patience
        while (now := time.perf_counter()) < end and not self.ended:
            while self._coming and self._coming[0][0] <= now:
                super()._type(self._coming.popleft()[1])
            if now < self._free:
                time.sleep(min(self._free - now, 0.005))
            elif data := super().read(min(0.005, end - now), min(most, _SLICE)):
                return data
        return b""


@contextmanager
def _behind(bench: Bench, *options: str) -> Iterator[SlowLink]:
    """The app behind the line, with the board on the screen."""
    place = bench.scratch.copy(bench.deals, f"{bench.deals}-link")
    command: Sequence[str] = (*place.app()[:1], *options, *place.app()[1:])
    with SlowLink(command, cwd=place.folder, env=place.env) as app:
        app.wait_for(is_whole)
        app.settle(_QUIET)
        app.look()
        yield app


def link(bench: Bench) -> Figures:
    """Single keys, and keys held down: how long after the last one the board is as it will be."""
    figures = Figures()
    with SlowLink(FLOOR, cwd=bench.scratch.folder) as floor:
        floor.wait_for(is_floor)
        floor.settle(_QUIET)
        key = middle([floor.answer("j", _QUIET).cost for _ in range(bench.runs)]).waiting
    for name, options in (("", ()), ("-low", ("--low-bandwidth",))):
        with _behind(bench, *options) as app:
            single = [app.answer(pressed, _QUIET).cost for pressed in "jk" * bench.runs]
            figures[f"link.key{name}"] = Figure(middle(single), key)
            lags = [_lag(app, keys) for keys in ("j", "k", "LH")]
            figures[f"link.held{name}"] = Figure(max(lags, key=lambda one: one.wall), key)
    return figures


def _lag(app: SlowLink, keys: str) -> Cost:
    """From the last of many quick keys until the board shows how they ended."""
    last = hold(app, keys, presses=60, hertz=30)
    app.settle(_QUIET)
    there = app.last_change(BOARD_ROWS)
    return there.since(last) if there and there.wall > last.wall else Cost(0.0, 0.0)
