"""What the board can be cut into lanes by. A deal is in one lane of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CUSTOM
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.quotes import quoted


class LaneKey(NamedTuple):
    """Which lane: sorts as lanes do, those of deals that have nothing to go by last."""

    lacking: bool
    order: str
    title: str


Divide: TypeAlias = Callable[[Deal], LaneKey]

_PRIORITIES: Final = {
    "high": LaneKey(False, "0", "High priority"),
    "normal": LaneKey(False, "1", "Normal priority"),
    "low": LaneKey(False, "2", "Low priority"),
}


class Lanes(NamedTuple):
    """One way to cut the board."""

    name: str
    """As it is written in commands and views."""
    title: str
    divide: Divide


def _label(text: str, without: str) -> LaneKey:
    return LaneKey(False, text.casefold(), text) if text else LaneKey(True, "", without)


def _month(deal: Deal) -> LaneKey:
    if deal.close is None:
        return LaneKey(True, "", "No close date")
    return LaneKey(False, f"{deal.close:%Y-%m}", f"{deal.close:%b %Y}")


def _tag(deal: Deal) -> LaneKey:
    """A deal with several tags is in the lane of its first one, so that it is on the board once."""
    return _label(f"#{deal.tags[0]}" if deal.tags else "", "No tag")


_ALL: Final = (
    Lanes("owner", "Owner", lambda deal: _label(deal.owner, "Nobody")),
    Lanes("priority", "Priority", lambda deal: _PRIORITIES[deal.priority]),
    Lanes("month", "Close month", _month),
    Lanes("source", "Source", lambda deal: _label(deal.source, "No source")),
    Lanes("tag", "First tag", _tag),
)
LANES: Final = {one.name: one for one in _ALL}
"""By name, in the order in which people are offered them."""


def lanes_of(name: str) -> Lanes:
    """The lanes of that name; `custom.NAME` goes by a field of the users' own. BadInput if there are none."""
    if name.startswith(CUSTOM) and len(name) > len(CUSTOM):
        own = name.removeprefix(CUSTOM)
        return Lanes(name, own, lambda deal: _label(deal.custom.get(own, ""), f"No {own}"))
    if name not in LANES:
        near = get_close_matches(name, LANES, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(LANES)} and {CUSTOM}NAME."
        raise BadInput(f"There are no lanes by {quoted(name)}; {hint}")
    return LANES[name]
