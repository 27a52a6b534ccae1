"""Getting at home: the picker of themes, with the board in each while one looks, and the tour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.tui.bindings import Handler

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _theme(screen: BoardScreen, key: str) -> None:
    from pipeboard.config.themes import load_themes
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.picker import theme_options

    app = screen.pipeboard
    if app.look.no_colour:
        screen.say("NO_COLOR is set, so that there are no colours to pick.")
        return
    found, problems = load_themes(app.look.themes_folder)
    themes = {theme.id: theme for theme in found}
    before = app.shown_theme

    def done(chosen: str | None) -> None:
        if chosen is None or chosen not in themes:
            app.use_theme(before)
        elif chosen != before.id:
            app.use_theme(themes[chosen])
            screen.say(f"{themes[chosen].name}. {app.look.keep(chosen)}")
        elif problems:
            screen.fail(" ".join(problems))

    picker = Picker(
        "Theme",
        theme_options(found, before.id),
        cursor=before.id,
        verb="use it",
        moved=lambda theme_id: app.use_theme(themes[theme_id]),
    )
    app.push_screen(picker, done)


def _tour(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.tour import TourDesk

    if screen.tour is None:
        screen.say("")
        screen.tour = TourDesk(screen)
    else:
        screen.tour.end()
        screen.say(f"{screen.pipeboard.keymap.shown('app.tour') or 'The palette'} begins the tour again.")


HANDLERS: Final[Mapping[str, Handler]] = {"app.theme": _theme, "app.tour": _tour}
