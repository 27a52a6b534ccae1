"""Only cells that changed are sent, and the terminal shows the same as if everything were."""

from __future__ import annotations

from typing import Any, TypeAlias

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beside import seen
from pipeboard.tui.driver import erases_with_background
from pipeboard.tui.frame import Cell, Screen, cells_of
from pipeboard.tui.pens import pen_of
from pipeboard.view.text import cells

WIDTH, HEIGHT = 30, 6
# Tokens of even width at even columns: no wide character is ever halved, as in what the app writes.
TOKENS = ("ab", "bé", "  ", "    ", "        ", "                ", "寻", "é ", "│ ", " x", "c ", "d ")
INKS = (
    "",
    "1",
    "1;38;2;1;2;3;48;2;9;9;9",
    "48;2;9;9;9",
    "4;31",
    "7",
    "38;5;100",
    "2;3;32;44",
    "97;101",
    "21",
)
RUNS = st.tuples(
    st.sampled_from(INKS), st.lists(st.sampled_from(TOKENS), min_size=1, max_size=4).map("".join)
)
LINES = st.tuples(
    st.integers(0, HEIGHT - 1), st.integers(0, WIDTH // 2 - 1), st.lists(RUNS, min_size=1, max_size=5)
)
Lines: TypeAlias = list[tuple[int, int, list[tuple[str, str]]]]
"""Row, half the column, and texts each with its ink."""
AB: Lines = [(0, 0, [("1", "ab")])]
FRAMES = st.lists(st.lists(LINES, min_size=1, max_size=4), min_size=1, max_size=8)


def frame(lines: Lines) -> str:
    """A frame as the library writes it: a jump, then text with its whole colour and a reset."""
    data = ""
    for y, half, runs in lines:
        data += f"\x1b[{y + 1};{half * 2 + 1}H"
        room = WIDTH - half * 2
        for ink, text in runs:
            if cells(text) > room:
                break
            room -= cells(text)
            data += f"\x1b[{ink}m{text}\x1b[0m" if ink else text
    return f"{data}\x1b[1;1H"


def paint(screen: Screen, lines: Lines) -> None:
    """The same frame on the picture of the terminal."""
    for y, half, runs in lines:
        line: list[Cell] = []
        for ink, text in runs:
            if half * 2 + len(line) + cells(text) > WIDTH:
                break
            line += cells_of(text, pen_of(ink))
        screen.paint(half * 2, y, line)
    screen.note("\x1b[1;1H")


def sent(screen: Screen, lines: Lines) -> str:
    """What a frame leads to."""
    paint(screen, lines)
    return screen.owed()


def passed(screen: Screen, data: str) -> str:
    """What something else that the app writes leads to."""
    screen.note(data)
    return screen.owed()


@settings(max_examples=150)
@given(FRAMES, st.booleans())
def test_the_terminal_shows_the_same(frames: list[Any], erases: bool) -> None:
    """Cell by cell, colours and attributes included, after every frame."""
    plain, filtered = pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    plain_stream, filtered_stream = pyte.Stream(plain), pyte.Stream(filtered)
    reducer = Screen(WIDTH, HEIGHT, erases=erases)
    for lines in frames:
        plain_stream.feed(frame(lines))
        filtered_stream.feed(sent(reducer, lines))
        assert seen(plain) == seen(filtered)


@settings(max_examples=150)
@given(FRAMES, st.lists(st.booleans(), min_size=8, max_size=8))
def test_frames_that_wait_are_sent_as_one(frames: list[Any], goes_out: list[bool]) -> None:
    """Whatever is skipped: what is sent in the end shows how the last frame ends."""
    plain, filtered = pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    plain_stream, filtered_stream = pyte.Stream(plain), pyte.Stream(filtered)
    reducer = Screen(WIDTH, HEIGHT, erases=True)
    for lines, is_sent in zip(frames, goes_out, strict=False):
        plain_stream.feed(frame(lines))
        paint(reducer, lines)
        if is_sent:
            filtered_stream.feed(reducer.owed())
            assert seen(plain) == seen(filtered)
    filtered_stream.feed(reducer.owed())
    assert seen(plain) == seen(filtered)


def test_what_waits_is_sent_although_the_screen_is_forgotten() -> None:
    """Nobody draws it again."""
    screen = Screen(WIDTH, HEIGHT)
    paint(screen, [(0, 0, [("", "ab")])])
    screen.forget()
    paint(screen, [(1, 0, [("", "c ")])])
    assert "ab" in screen.owed()


def test_what_is_no_frame_keeps_its_place() -> None:
    """A question goes out behind the frame before it, also when both have waited."""
    screen = Screen(WIDTH, HEIGHT)
    paint(screen, [(0, 0, [("", "ab")])])
    screen.note("\x1b[?2026$p")
    paint(screen, [(1, 0, [("", "c ")])])
    owed = screen.owed()
    assert owed.index("ab") < owed.index("\x1b[?2026$p") < owed.index("c")
    assert screen.owed() == ""


def test_a_frame_that_changes_nothing_writes_nothing() -> None:
    """The library paints the whole screen several times at the start."""
    screen = Screen(WIDTH, HEIGHT)
    assert sent(screen, AB)
    assert sent(screen, AB) == ""


def test_what_is_written_twice_in_a_frame_counts_as_it_ends() -> None:
    """A place that is painted over shows only the paint on top."""
    screen = Screen(WIDTH, HEIGHT)
    lines: Lines = [(0, 0, [("1", "ab")]), (0, 0, [("1", "cd")])]
    assert "ab" not in sent(screen, lines)
    assert sent(screen, lines) == ""


def test_one_changed_letter_is_one_letter() -> None:
    """In the ink that the terminal has at hand."""
    screen = Screen(WIDTH, HEIGHT)
    sent(screen, [(0, 0, [("1", "abab")])])
    assert sent(screen, [(0, 0, [("1", "abxb")])]) == "\x1b[1;3Hx"


def test_what_has_one_colour_is_written_together() -> None:
    """A long colour code is written once for all that has it."""
    red, blue = "38;2;200;1;2", "38;2;1;2;200"
    output = sent(Screen(WIDTH, HEIGHT), [(y, 0, [(red, "ab"), (blue, "cd")]) for y in range(4)])
    assert output.count(red) == 1
    assert output.count(blue) == 1


@pytest.mark.parametrize(
    "data", ["\x1b[?1049h", "\x1b[2J", "hello", "\x1b[1;1H\x1b]8;;http://x\x07a", "\x1b[1;1Hab\ncd"]
)
def test_after_anything_unknown_nothing_is_taken_for_granted(data: str) -> None:
    """It is passed on as it is, and the next frame is sent whole."""
    screen = Screen(WIDTH, HEIGHT)
    first = sent(screen, AB)
    assert passed(screen, data) == data
    assert sent(screen, AB) == first


@pytest.mark.parametrize("data", ["\x1b[?25l", "\x1b[?2048h", "\x07", "\x1b]52;c;YQ==\x07", "\x1b[?2026$p"])
def test_what_moves_no_cell_is_passed_on_and_forgotten(data: str) -> None:
    """Modes, the bell and the clipboard leave the picture as it was."""
    screen = Screen(WIDTH, HEIGHT)
    sent(screen, AB)
    assert passed(screen, data) == data
    assert sent(screen, AB) == ""


def test_forgetting_sends_the_next_frame_whole() -> None:
    """After another program had the terminal, or it was resized."""
    screen = Screen(WIDTH, HEIGHT)
    first = sent(screen, AB)
    screen.forget()
    assert sent(screen, AB) == first
    screen.resize(WIDTH + 2, HEIGHT)
    assert sent(screen, AB) == first


def test_the_cursor_of_an_input_is_placed() -> None:
    """Input methods open their window there."""
    screen = Screen(WIDTH, HEIGHT)
    paint(screen, AB)
    assert passed(screen, "\x1b[3;5H").endswith("b\x1b[3;5H")
    assert passed(screen, "\x1b[3;5H") == ""
    assert passed(screen, "\x1b[3;6H") == "\x1b[3;6H"


def test_what_does_not_fit_is_left_out() -> None:
    """A window may become smaller between the layout of a frame and its paint."""
    screen = Screen(WIDTH, HEIGHT)
    screen.paint(WIDTH - 3, 0, cells_of("abcd", pen_of("")))
    screen.paint(WIDTH - 3, 1, cells_of("寻寻", pen_of("")))
    screen.paint(0, HEIGHT, cells_of("ef", pen_of("")))
    screen.paint(WIDTH, 0, cells_of("gh", pen_of("")))
    output = screen.owed()
    assert "abc" in output
    assert output.count("寻") == 1
    assert not set("defgh") & set(output)


def test_of_a_wide_character_drawn_over_by_half_a_blank_is_left() -> None:
    """Terminals do not agree on what is left of it."""
    screen = Screen(WIDTH, HEIGHT)
    sent(screen, [(0, 0, [("", "寻寻")])])
    screen.paint(1, 0, cells_of("ab", pen_of("")))
    assert screen.owed() == "\x1b[1H ab "


@settings(max_examples=100)
@given(st.text(st.sampled_from("ab寻 é│"), max_size=12), st.sampled_from(INKS), st.sampled_from(INKS))
def test_cells_that_look_alike_are_one_object(text: str, ink: str, other: str) -> None:
    """Rows are compared by that; of a blank the ink is not seen."""
    cells_of.cache_clear()
    first = cells_of(text, pen_of(ink))
    cells_of.cache_clear()
    assert all(one is two for one, two in zip(first, cells_of(text, pen_of(ink)), strict=True))
    pens = [cells_of(" ", pen_of(one))[0][1] for one in (ink, other)]
    looks = [(pen.attributes, pen.foreground, pen.background) for pen in pens]
    assert (pens[0] is pens[1]) == (looks[0] == looks[1])


@pytest.mark.parametrize("data", ["\x1b[?1049l", "\x1b[?25h", "\x07"])
def test_the_cursor_is_not_placed_after_what_draws_nothing(data: str) -> None:
    """Giving the terminal back restores the shell's cursor: its prompt is not to appear in the middle."""
    screen = Screen(WIDTH, HEIGHT)
    paint(screen, AB)
    assert passed(screen, "\x1b[3;5H").endswith("\x1b[3;5H")
    assert passed(screen, data) == data


def test_after_a_character_of_doubtful_width_the_next_one_is_placed() -> None:
    """Terminals disagree on emoji: the rest of the row stays where it belongs."""
    output = sent(Screen(WIDTH, HEIGHT), [(0, 0, [("", "😀ab")])])
    assert output == "\x1b[m\x1b[1H😀\x1b[1;3Hab"


def test_gnu_screen_does_not_erase_with_the_background() -> None:
    """Blanks are written out there."""
    assert erases_with_background("xterm-256color")
    assert erases_with_background("tmux-256color")
    assert not erases_with_background("screen.xterm-256color")
    assert not erases_with_background("")
