"""A link as it is shown before anything opens it: all of it, and where it really leads."""

from __future__ import annotations

from typing import Final

from pipeboard.domain.addresses import Address, destination
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, TITLE, paragraph
from pipeboard.view.picker import Option
from pipeboard.view.text import cells, clean

_VERBS: Final = {"mail": "Write to", "call": "Call", "web": "Open"}


def link_rows(address: Address, width: int, way: str) -> list[Row]:
    """What would be opened; `way` says what is done with it here."""
    head = f"{_VERBS[address.kind]} {destination(address.link)}"
    rows = [*paragraph(head, width, TITLE), (), *paragraph(address.link, width, TEXT)]
    return [*rows, (), *paragraph(way, width, SOFT)] if way else rows


def is_shown(address: Address) -> bool:
    """Whether the terminal shows the link just as it is, each character in cells of its own."""
    return clean(address.link) == address.link and all(map(cells, address.link))


def address_options(found: tuple[Address, ...]) -> tuple[Option, ...]:
    """Ways to reach somebody, by their number in the list."""
    return tuple(
        Option(str(at), f"{_VERBS[one.kind]} {clean(one.text)}", one.kind) for at, one in enumerate(found)
    )
