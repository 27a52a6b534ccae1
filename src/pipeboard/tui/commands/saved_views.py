"""Saved views: going to one, back to what was shown before, and saving what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.errors import PipeBoardError
from pipeboard.tui.bindings import Handler
from pipeboard.tui.finding import counted
from pipeboard.view.text import clean, cut

if TYPE_CHECKING:
    from pipeboard.domain.arrangement import Arrangement
    from pipeboard.domain.views import SavedView
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.view.palette import Entry

_ALL: Final = "'"
_SAVE: Final = "+"
_NAME: Final = 20
"""Cells of a view's name on the bottom row."""


def known_views(screen: BoardScreen) -> tuple[SavedView, ...]:
    """The user's own views and the team's."""
    from pipeboard.domain.views import shared_views

    own = screen.pipeboard.own_views
    return (*(own().all() if own is not None else ()), *shared_views(screen.workspace.board))


def go_to_view(screen: BoardScreen, view: SavedView) -> None:
    """Show the board as a view has it."""
    left = _present(screen)
    if left is None:
        return
    try:
        found = screen.finding.show(view.filter, view.arrangement)
    except PipeBoardError as error:  # it names what another board has
        screen.fail(f"{view.title}: {error.sentence}")
        return
    screen.finding.before = left
    _told(screen, view.arrangement, f"{view.title}: {counted(found)}.")


def go_to_view_of(screen: BoardScreen, name: str) -> None:
    """Show the view that the palette found."""
    found = next((one for one in known_views(screen) if _key(one) == name), None)
    if found is not None:
        go_to_view(screen, found)


def view_entries(screen: BoardScreen) -> list[Entry]:
    """The views for the palette."""
    from pipeboard.view.palette import Entry

    go = screen.pipeboard.keymap.shown("view.go")
    return [
        Entry("view", _key(one), clean(one.title), f"view {go} {one.letter}" if go and one.letter else "view")
        for one in known_views(screen)
    ]


async def _go(screen: BoardScreen, key: str) -> None:
    from pipeboard.domain.views import by_letter

    views = known_views(screen)
    choices = {_ALL: "all", _SAVE: "save this one"} if views else {_SAVE: "save what is shown"}
    lettered = {one.letter: by_letter(views, one.letter) for one in views if one.letter}
    choices |= {letter: cut(clean(one.title), _NAME) for letter, one in lettered.items() if one is not None}
    answer = await screen.ask_key("View" if views else "No view is saved yet", choices)
    if answer == _SAVE:
        await _save(screen, key)
    elif answer == _ALL:
        _pick(screen, views)
    elif answer is not None and (view := lettered.get(answer)) is not None:
        go_to_view(screen, view)


def _pick(screen: BoardScreen, views: tuple[SavedView, ...]) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.picker import Option

    def done(name: str | None) -> None:
        if name is not None:
            go_to_view_of(screen, name)

    options = [
        Option(_key(one), one.title, "yours" if one.mine else "", one.words or "All open deals.")
        for one in views
    ]
    keys = [one.letter for one in views]
    screen.app.push_screen(Picker("Saved views", options, verb="go", keys=keys, at_once=True), done)


def _last(screen: BoardScreen, key: str) -> None:
    before, left = screen.finding.before, _present(screen)
    if before is None or left is None:
        go = screen.pipeboard.keymap.shown("view.go")
        screen.say(
            f"You came from no other view; {go} goes to one." if go else "You came from no other view."
        )
        return
    text, arrangement = before
    try:
        found = screen.finding.show(text, arrangement)
    except PipeBoardError as error:
        screen.fail(error.sentence)
        return
    screen.finding.before = left
    _told(screen, arrangement, f"Back to {text or 'all deals'}: {counted(found)}.")


async def _save(screen: BoardScreen, key: str) -> None:
    """Save the present filter and arrangement under a name and a letter."""
    from pipeboard.domain.views import define_view, free_letter, saved_view

    present = _present(screen)
    if present is None:
        return
    views = known_views(screen)
    name = await screen.ask_line("Save as")
    title = " ".join((name or "").split())
    if not title:
        screen.say("Nothing was saved.")
        return
    same = [one for one in views if one.title.casefold() == title.casefold()]
    letter = await screen.ask_line("Its letter", text=same[0].letter if same else free_letter(title, views))
    if letter is None:
        screen.say("Nothing was saved.")
        return
    own = screen.pipeboard.own_views
    whose = "t" if own is None else await screen.ask_key("Who is it for", {"t": "the team", "y": "you alone"})
    if whose is None:
        screen.say("Nothing was saved.")
        return
    try:
        mine = whose == "y"
        before = next((one for one in same if one.mine == mine), None)
        view = saved_view(title, {"letter": letter.strip()}, id=before.id if before else "", mine=mine)
        view = _with(view, *present)
        if mine and own is not None:
            own().save(view)
            screen.say(f"Saved the view {view.title} for you.")
        else:
            screen.attempt(define_view(screen.workspace.board, view))
    except PipeBoardError as error:
        screen.fail(error.sentence)


def _with(view: SavedView, text: str, arrangement: Arrangement) -> SavedView:
    return view._replace(filter=text, arrangement=arrangement)


def _present(screen: BoardScreen) -> tuple[str, Arrangement] | None:
    """The filter and the arrangement that are shown; None before there is a board."""
    view = screen.board.view
    return None if view is None else (screen.finding.filter, view.arrangement)


def _told(screen: BoardScreen, arrangement: Arrangement, sentence: str) -> None:
    screen.pipeboard.keep_arrangement(arrangement)
    screen.update_hints()
    screen.say(sentence)


def _key(view: SavedView) -> str:
    """An id that is unique among one's own and the team's views."""
    return f"{'own' if view.mine else 'team'}/{view.id}"


HANDLERS: Final[Mapping[str, Handler]] = {"view.go": _go, "view.last": _last, "view.save": _save}
