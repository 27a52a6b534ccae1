"""Saved views: a filter and a way to show the board, under a name and a letter.

Those of the team are definitions in the log; a user's own ones come from the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeboard.domain.arrangement import Arrangement, arrangement_text, read_arrangement
from pipeboard.domain.board import Board
from pipeboard.domain.definitions import name_for
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.quotes import quoted
from pipeboard.domain.values import Changes

if TYPE_CHECKING:
    from pipeboard.domain.actions import Define

KIND: Final = "view"
FIELDS: Final = ("letter", "filter", "shown")
"""What a view says besides its name, each as a text."""
RESERVED: Final = "'+`"
"""Characters that are keys of their own where a view's letter is pressed."""

PLAIN: Final = Arrangement()


class SavedView(NamedTuple):
    """A view. One of a person and one of the team may have the same name or letter: the person's counts."""

    id: str
    title: str
    letter: str = ""
    """The character that goes to it; empty for none."""
    filter: str = ""
    arrangement: Arrangement = PLAIN
    mine: bool = False
    """Whether it is the user's own rather than the team's."""

    def texts(self) -> dict[str, str]:
        """What it says besides its name, without what says nothing."""
        shown = arrangement_text(self.arrangement)
        return {
            name: text for name, text in zip(FIELDS, (self.letter, self.filter, shown), strict=True) if text
        }

    @property
    def words(self) -> str:
        """What it shows, in a line."""
        return " · ".join(filter(None, (self.filter, arrangement_text(self.arrangement))))


def saved_view(title: str, texts: Mapping[str, str], *, id: str = "", mine: bool = False) -> SavedView:
    """A view of what its texts say; BadInput for one that makes no sense."""
    check_letter(texts.get("letter", ""))
    check_filter(texts.get("filter", ""))
    arrangement = read_arrangement(texts.get("shown", ""))
    named = id or name_for(title)
    return SavedView(
        named, title, texts.get("letter", ""), texts.get("filter", "").strip(), arrangement, mine
    )


def shared_views(board: Board) -> tuple[SavedView, ...]:
    """The team's views, in order. Of one that a newer version wrote, what can be read."""
    return board.agreed(_shared)


def _shared(board: Board) -> tuple[SavedView, ...]:
    return tuple(
        SavedView(
            one.id,
            one.title,
            one.text("letter"),
            one.text("filter"),
            _readable(one.text("shown")),
            mine=False,
        )
        for one in board.definitions(KIND).values()
    )


def _readable(text: str) -> Arrangement:
    try:
        return read_arrangement(text)
    except BadInput:
        return PLAIN


def find_view(views: Iterable[SavedView], name: str) -> SavedView:
    """The view of that name, the unique beginning of one, or that letter; NotFound lists them all.

    Of two with the same name the user's own one.
    """
    known = sorted(views, key=lambda one: not one.mine)
    wanted = name.strip().casefold()
    exact = [one for one in known if wanted in (one.title.casefold(), one.id)]
    exact = exact or [one for one in known if wanted and one.letter.casefold() == wanted]
    begun = [one for one in known if wanted and one.title.casefold().startswith(wanted)]
    found = exact[:1] or begun
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(one.title for one in found)
        raise NotFound(f"{quoted(name)} begins the names of several views: {listed}.")
    there = ", ".join(one.title for one in known)
    hint = f"there are {there}" if there else "none is saved yet: `pipeboard views save NAME FILTER`"
    raise NotFound(f"There is no view {quoted(name)}; {hint}.")


def by_letter(views: Iterable[SavedView], letter: str) -> SavedView | None:
    """The view that a key goes to, the user's own one before the team's."""
    fitting = [one for one in views if one.letter and one.letter == letter]
    return next((one for one in fitting if one.mine), fitting[0] if fitting else None)


def free_letter(title: str, views: Sequence[SavedView]) -> str:
    """A letter for a view of that name which no other one has, as early in the name as may be."""
    taken = {one.letter for one in views}
    letters = [one for one in f"{title.casefold()}abcdefghijklmnopqrstuvwxyz" if one.isalnum()]
    return next((one for one in letters if one not in taken), "")


def check_letter(letter: str) -> None:
    """BadInput for what is no single character that a key can be."""
    if letter and (len(letter) > 1 or not letter.isprintable() or letter.isspace() or letter in RESERVED):
        raise BadInput(f"{quoted(letter)} is no letter for a view; one character is, such as a.")


def check_filter(text: str) -> None:
    """BadInput, with the character, for a filter that has no form; its names are asked when it is used."""
    from pipeboard.domain.query import parse  # 20 ms, which few look at views for

    parse(text)


def check_taken(letter: str, name: str, others: Iterable[SavedView]) -> None:
    """Refused where another view of the same list has the letter."""
    for one in others:
        if letter and one.letter == letter and one.id != name:
            raise Refused(f"{one.title} has the letter {letter} already; choose another one.")


def define_view(board: Board, view: SavedView, at: datetime | None = None) -> Define:
    """The action that saves a view for the team, in the place of one with its id."""
    from pipeboard.domain.actions import Define  # whoever saves has it

    texts: Changes = {"title": view.title, **{name: view.texts().get(name) for name in FIELDS}}
    there = view.id in board.definitions(KIND)
    if not there:
        texts = {name: text for name, text in texts.items() if text}
    return Define(KIND, texts, view.id if there else None, at=at)
