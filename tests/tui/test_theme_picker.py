"""Themes are tried on in the app, and all that it draws can be read in each."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from board_app import fill_board, loaded, make_app, screen_text
from contrast import READABLE, contrast
from pipeboard.config.look import Look, kept_theme
from pipeboard.config.themes import ANSI, load_theme
from pipeboard.tui.app import PipeBoardApp

SIZE = (120, 40)
NOT_READ = frozenset(" ─│╭╮╰╯┃▌█▏▎▍▋▊▉▐")
"""Blanks, lines and bars, which are seen and not read."""


def illegible(app: PipeBoardApp) -> set[tuple[str, str, str]]:
    """What is written on the screen in too little contrast: text, foreground, background."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if set(segment.text) <= NOT_READ or segment.style is None:
                continue
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            front = segment.style.color.get_truecolor().hex
            back = segment.style.bgcolor.get_truecolor().hex
            if contrast(front, back) < READABLE:
                found.add((segment.text, front, back))
    return found


async def test_all_that_is_drawn_can_be_read(tmp_path: Path) -> None:
    """Board, details at work, forms with errors, palette, help, agenda, metrics and the picker itself.

    In a dark and a light theme; that every role can be read in every theme is tested with the roles.
    """
    app = make_app(fill_board(tmp_path, 40))
    themes = [load_theme(theme_id)[0] for theme_id in ("harbour", "paper")]
    scenes = (
        (),
        ("enter",),
        ("enter", "j", "j"),
        ("enter", "j", "enter", "x"),
        ("slash", *"acme"),
        ("slash", *"acme", "enter"),
        ("n", *"ab"),
        ("e", "tab", "tab", *"x", "ctrl+s"),
        ("ctrl+p", *"de"),
        ("question_mark",),
        ("A",),
        ("M",),
        ("g", "k"),
        ("D",),
        ("space", "j", "space"),
        ("F", *"value>1k", "enter"),
        ("V",),
        ("V", "Z", "o", "enter"),
        ("g", "question_mark"),
    )
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        for keys in scenes:
            await pilot.press(*keys)
            await pilot.pause()
            for theme in themes:
                app.use_theme(theme)
                await pilot.pause()
                assert not illegible(app), (keys, theme.id)
            await leave(pilot)


async def leave(pilot: Pilot[int]) -> None:
    """Back to the bare board."""
    for _ in range(5):
        await pilot.press("escape")
    await pilot.pause()


async def test_the_board_shows_each_theme_while_one_picks(tmp_path: Path) -> None:
    """Moving tries it on, Esc takes it off, Enter keeps it for the next start and says so."""
    kept = tmp_path / "kept"
    app = make_app(fill_board(tmp_path, 12), look=Look(kept_in=kept))
    async with app.run_test(size=SIZE) as pilot:
        screen = await loaded(pilot)
        before = app.shown_theme
        await pilot.press("g", "k", "j")
        await pilot.pause()
        assert app.shown_theme.id != before.id
        back = screen.board.render_line(5)._segments[1].style
        assert back is not None
        assert back.bgcolor is not None
        assert back.bgcolor.name == app.shown_theme.colours["background"]
        await pilot.press("escape")
        assert app.shown_theme is before
        assert kept_theme(kept) == ""
        await pilot.press("g", "k", "t", "enter")
        await pilot.pause()
        assert kept_theme(kept) == app.shown_theme.id == "ansi"
        assert "Terminal colours. Used from now on" in screen_text(app)


@pytest.mark.parametrize("theme_id", ["harbour", "paper", ANSI])
async def test_an_app_starts_in_its_theme_and_reads_its_styles_once(
    tmp_path: Path, theme_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To start in another one and change over would read all of them again before the first frame."""
    again: list[str] = []
    monkeypatch.setattr(Stylesheet, "reparse", lambda _: again.append("read"))
    app = make_app(fill_board(tmp_path, 3), look=Look(theme=theme_id))
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        theme = load_theme(theme_id)[0]
        assert app.current_theme.dark == theme.dark
        background = theme.colours.get("background")
        if background is not None:
            assert app.screen.styles.background.hex.lower() == background.lower()
    assert again == []


async def test_without_colours_there_is_no_theme_to_pick(tmp_path: Path) -> None:
    """The reason is told."""
    app = make_app(fill_board(tmp_path, 3), look=Look("ansi", no_colour=True))
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "k")
        assert "NO_COLOR is set" in screen_text(app)
