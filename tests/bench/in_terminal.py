"""Measures of the app in a terminal, with the floor in another beside it; a function for each group.

Runs of the two alternate, so that what else the machine does falls on both.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Final

from bench.driven import PATIENCE, Answer, Driven, Moment
from bench.figures import Cost, Figure, Figures, middle, middle_pair, percentile
from bench.foreign import append_foreign
from bench.scratch import Place, Scratch

FLOOR: Final = (sys.executable, str(Path(__file__).with_name("floor.py")))
BOARD_ROWS: Final = 38
"""Above the status line and the hints."""
_FOREIGN: Final = 500
_STARTS: Final = 3
"""Starts are measured so many times as often as the rest: on a shared machine one takes half as long again
as another, by CPU time as well."""
_STIRRED: Final = 4.0
"""Milliseconds of CPU within ten, which no look at an unchanged file takes."""
_ANSI: Final = "ansi"
_DIALOGS: Final = ("\x10", "?", "e", "n", "f", "c", "A", "M")
_WORDS: Final = ("globex", "webshop 1", "acme", "training", "kim")


@dataclass(frozen=True)
class Bench:
    """A board of one size, and how often to look."""

    scratch: Scratch
    deals: int
    runs: int

    @contextmanager
    def app(self, *, theme: str = "harbour", settings: str = "") -> Iterator[tuple[Driven, Place]]:
        """The app on a copy of the board, opened and at rest, as somebody has it who was there before."""
        place = self.scratch.copy(self.deals, f"{self.deals}-{theme}", theme=theme, settings=settings)
        visit(place)
        with Driven(place.app(), cwd=place.folder, env=place.env) as app:
            app.wait_for(is_whole)
            app.rest()
            yield app, place

    @contextmanager
    def floor(self) -> Iterator[Driven]:
        """The floor, opened and at rest."""
        with Driven(FLOOR, cwd=self.scratch.folder) as floor:
            floor.wait_for(is_floor)
            floor.rest()
            yield floor

    def floor_start(self) -> Cost:
        """How long the floor takes until it shows its text: the median of some starts."""
        return middle([self.one_floor_start() for _ in range(_STARTS * 3)])

    def one_floor_start(self) -> Cost:
        """The same of one start."""
        with Driven(FLOOR, cwd=self.scratch.folder) as floor:
            (ready,) = floor.wait_for(is_floor)
        return ready.since(floor.started)


def visit(place: Place) -> None:
    """Open the board and leave it again: the next start finds the load cache."""
    with Driven(place.app(), cwd=place.folder, env=place.env) as app:
        app.wait_for(is_whole)
        app.rest()


def is_floor(text: str) -> bool:
    """Whether the floor shows its text."""
    return "floor 0" in text


def is_framed(text: str) -> bool:
    """Whether the app's own first frame is there: the first words, and the keys below."""
    return "quit" in text


def is_whole(text: str) -> bool:
    """Whether the board is there: its cards, and what they add up to."""
    return "▌" in text and re.search(r"\d open ·", text) is not None


def start(bench: Bench) -> Figures:
    """From the command to the first paint and to the whole board."""
    place = bench.scratch.copy(bench.deals, f"{bench.deals}-start")
    floors: list[Cost] = []
    frames: list[Cost] = []
    wholes: list[Cost] = []
    written: list[int] = []
    for run in range(bench.runs * _STARTS + 1):
        with Driven(FLOOR, cwd=place.folder) as floor:
            (ready,) = floor.wait_for(is_floor)
        with Driven(place.app(), cwd=place.folder, env=place.env) as app:
            framed, whole = app.wait_for(is_framed, is_whole)
            app.rest()
            sent = app.written
        if run:  # the first one reads from a cold disk, and makes the load cache
            floors.append(ready.since(floor.started))
            frames.append(framed.since(app.started))
            wholes.append(whole.since(app.started))
            written.append(sent)
    return {
        "start.first-paint": middle_pair(frames, floors),
        "start.full": middle_pair(wholes, floors),
        "start.bytes": Figure(count=median(written)),
    }


def keys(bench: Bench) -> Figures:
    """The cursor from card to card and from column to column."""
    floors: list[Cost] = []
    costs: list[Cost] = []
    with bench.floor() as floor, bench.app() as (app, _):
        for _ in range(bench.runs):
            for pressed in ("j" * 10, "k" * 10, "llllhhhh"):
                floors += [floor.answer("j").cost for _ in range(5)]
                costs += [app.answer(one).cost for one in pressed]
    key = middle(floors)
    return {
        "keys.p50": Figure(middle(costs), key),
        "keys.p95": Figure(percentile(costs, 0.95), key),
        "keys.bytes": Figure(count=_cursor_bytes(bench, "harbour")),
        "keys.bytes-ansi": Figure(count=_cursor_bytes(bench, _ANSI)),
    }


def _cursor_bytes(bench: Bench, theme: str) -> float:
    with bench.app(theme=theme) as (app, _):
        return max(app.answer(key).bytes for key in "jkjjkkllhh")


def scroll(bench: Bench) -> Figures:
    """Down a long column: keys that scroll and keys that do not, on average."""

    def mean(theme: str) -> float:
        with bench.app(theme=theme) as (app, _):
            return fmean(app.answer("j").bytes for _ in range(50))

    return {"scroll.bytes": Figure(count=mean("harbour")), "scroll.bytes-ansi": Figure(count=mean(_ANSI))}


def panel(bench: Bench) -> Figures:
    """The details are open and follow the cursor."""

    def most(theme: str) -> float:
        with bench.app(theme=theme) as (app, _):
            app.answer("\r", quiet=0.4)
            return max(app.answer(key, quiet=0.3).bytes for key in "jjkjlhl")

    return {"panel.bytes": Figure(count=most("harbour")), "panel.bytes-ansi": Figure(count=most(_ANSI))}


def move(bench: Bench) -> Figures:
    """A card to the next column and back."""
    with bench.floor() as floor, bench.app() as (app, _):
        floors: list[Cost] = []
        moves: list[Answer] = []
        for _ in range(2 * bench.runs):
            floors += [floor.answer("j").cost for _ in range(5)]
            moves += [_moved(app, key) for key in "LH"]
    with bench.app(theme=_ANSI) as (app, _):
        plain = [_moved(app, key) for key in "LHLH"]
    return {
        "move.screen": Figure(middle([one.cost for one in moves]), middle(floors)),
        "move.bytes": Figure(count=max(one.bytes for one in moves)),
        "move.bytes-ansi": Figure(count=max(one.bytes for one in plain)),
    }


def _moved(app: Driven, key: str) -> Answer:
    """Press a key that moves a card: until it is there, with all bytes until the file is saved."""
    app.look()
    before = app.written
    sent = app.send(key)
    app.settle(0.5)
    there = app.last_change(BOARD_ROWS)
    assert there is not None, f"Nothing moved:\n{app.text}"
    return Answer(there.since(sent), app.written - before)


def held(bench: Bench) -> Figures:
    """A key held down that moves a card at each repeat."""
    lags: list[Cost] = []
    with bench.floor() as floor, bench.app() as (app, _):
        floors = [floor.answer("j").cost for _ in range(20)]
        for _ in range(max(1, bench.runs // 3)):
            app.look()
            last = hold(app, "LH", presses=60, hertz=30)
            app.rest()
            there = app.last_change(BOARD_ROWS)
            lags.append(there.since(last) if there and there.wall > last.wall else Cost(0.0, 0.0))
            floors += [floor.answer("j").cost for _ in range(20)]
    return {"held.lag": Figure(middle(lags), middle(floors).waiting)}


def hold(app: Driven, keys: str, *, presses: int, hertz: float) -> Moment:
    """Press keys in turn at a rate, reading meanwhile; when the last one was pressed."""
    begun = time.perf_counter()
    last = app.now()
    for press in range(presses):
        while (left := begun + press / hertz - time.perf_counter()) > 0:
            app.read(left)
        last = app.send(keys[press % len(keys)])
    return last


def dialogs(bench: Bench) -> Figures:
    """What opens over the board: palette, help, forms, agenda, metrics."""
    with bench.app() as (app, _):
        opened: list[int] = []
        for key in _DIALOGS:
            before = app.written
            app.send(key)
            app.rest()
            opened.append(app.written - before)
            app.answer("\x1b", quiet=0.3)
    return {"dialogs.bytes": Figure(count=max(opened))}


def search(bench: Bench) -> Figures:
    """Letters of a search, each of which finds anew."""
    with bench.floor() as floor, bench.app() as (app, _):
        floors: list[Cost] = []
        letters: list[Cost] = []
        for _ in range(max(1, bench.runs // 2)):
            for word in _WORDS:
                floors += [floor.answer("j").cost for _ in range(5)]
                app.answer("/")
                letters += [app.answer(letter).cost for letter in word]
                app.answer("\x1b", quiet=0.2)
    return {"search.p95": Figure(percentile(letters, 0.95), middle(floors))}


def jumps(bench: Bench) -> Figures:
    """Things that are done now and then: filter, agenda, undo."""
    floors: list[Cost] = []
    filters: list[Cost] = []
    agendas: list[Cost] = []
    undos: list[Cost] = []
    with bench.app() as (app, _):
        for _ in range(bench.runs):
            floors.append(bench.one_floor_start())
            filters.append(filter_cost(app))
            agendas.append(app.answer("A", quiet=0.3).cost)
            app.answer("\x1b", quiet=0.3)
            _moved(app, "L")
            undos.append(_moved(app, "u").cost)
    return {
        "jumps.filter": middle_pair(filters, floors),
        "jumps.agenda": middle_pair(agendas, floors),
        "jumps.undo": middle_pair(undos, floors),
    }


def filter_cost(app: Driven) -> Cost:
    """What a filter with three terms takes, which is heard letter by letter: the slowest of its keys."""
    app.answer("F", quiet=0.3)
    typed = [app.answer(one, quiet=0.1).cost for one in "owner:anna value>20k acme"]
    typed.append(app.answer("\r", quiet=0.3).cost)
    app.answer("\x1b", quiet=0.3)
    return max(typed, key=lambda one: one.wall)


def foreign(bench: Bench) -> Figures:
    """Another app writes to the file while this one shows it: until what it did is on the screen.

    That the file is looked at once a second is no work; the clock begins when the app stirs.
    """
    costs: list[Cost] = []
    with bench.app() as (app, place):
        for _ in range(max(1, bench.runs // 2)):
            append_foreign(place, _FOREIGN)
            costs.append(_arrival(app))
            app.answer("j")  # the message goes away
            app.rest()
    return {"foreign.arrive": Figure(middle(costs), bench.floor_start())}


def _arrival(app: Driven) -> Cost:
    """From when the app begins with what came until it is shown. AssertionError if it is not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        stirred = _wait_for_work(app)
        shown = app.rest()
        if shown is not None:  # else it had something else to do, such as to collect garbage
            return shown.since(stirred)
    raise AssertionError(f"It says nothing of the changes:\n{app.text}")


def _wait_for_work(app: Driven) -> Moment:
    """The moment at which an idle program begins to do more than to look at its file."""
    end = time.monotonic() + PATIENCE
    before = now = app.now()
    while now.cpu - before.cpu < _STIRRED and time.monotonic() < end:
        before = now
        time.sleep(0.01)
        now = app.now()
    return before


def memory(bench: Bench) -> Figures:
    """A session in which everything is looked at once."""
    with bench.app() as (app, place):
        for key in ("j" * 20, "L", "u", "/", *"acme", "\x1b", "\r", "j", "\x1b", "A", "\x1b", "M", "\x1b"):
            app.send(key)
            app.rest()
        append_foreign(place, _FOREIGN)
        app.settle(1.5)
        app.rest()
        return {"memory.peak": Figure(count=app.peak_mb())}


def idle(bench: Bench) -> Figures:
    """Nobody touches the board."""
    with bench.app() as (app, _):
        time.sleep(1)
        app.rest()
        written, before = app.written, app.now()
        while app.now().since(before).wall < 5_000:
            app.read(0.5)
        spent = app.now().since(before)
        return {
            "idle.bytes": Figure(count=app.written - written),
            "idle.cpu": Figure(count=100 * spent.cpu / spent.wall),
        }


MEASURES: Final[dict[str, Callable[[Bench], Figures]]] = {
    one.__name__: one
    for one in (start, keys, scroll, panel, move, held, dialogs, search, jumps, foreign, memory, idle)
}
