"""The health of the data: what makes numbers wrong or deals go astray (M30)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Final

from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.domain.duplicates import look_alikes
from pipeboard.domain.frameworks import UNKNOWN
from pipeboard.domain.staleness import is_idle, is_stuck
from pipeboard.metrics.history import History, seconds_between
from pipeboard.metrics.population import Population

MATERIAL_DAYS: Final = 180
"""Days after which a material should be looked at again (S9)."""
VALUE_FROM: Final = 3
"""From the stage after this many on, a deal should have a value."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of gap. `code` is stable; `deals` are ids, `things` what else is meant, by its name."""

    code: str
    title: str
    advice: str
    """What to do about it in the app."""
    command: str
    """What to do about it in a shell; words in capitals stand for what is meant."""
    deals: tuple[str, ...] = ()
    things: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.deals) + len(self.things)


_Test = Callable[[History, Population], bool]


def findings(data: Population, *, material_days: int = MATERIAL_DAYS) -> tuple[Finding, ...]:
    """M30: every kind of gap that there is at least one of, the most urgent kinds first.

    A material is stale after so many days without a review.
    """
    made = [
        Finding(code, title, advice, command, tuple(one.id for one in deals if test(one, data)))
        for deals, tests in ((data.open, _OPEN), (data.histories, _ALL))
        for code, title, advice, command, test in tests
    ]
    made.append(
        Finding(
            "stale-material",
            "materials not reviewed for long",
            "review them: g i on the stage",
            "stages material reviewed STAGE ITEM",
            things=tuple(_stale_materials(data, material_days)),
        )
    )
    made.append(_duplicates(data))
    made.append(
        Finding(
            "future",
            "dated in the future, and not counted until then",
            "a clock was wrong; see its timeline",
            "history DEAL",
            data.book.ahead,
        )
    )
    return tuple(one for one in made if one.count)


def _no_next_step(one: History, data: Population) -> bool:
    return not one.deal.follow_ups


def _past_due(one: History, data: Population) -> bool:
    return one.deal.close is not None and one.deal.close < data.today


def _place(one: History, data: Population) -> int:
    return data.steps.get(data.board.stage_of(one.deal).id, -1)


def _no_value(one: History, data: Population) -> bool:
    return one.deal.value is None and _place(one, data) >= VALUE_FROM


def _no_rate(one: History, data: Population) -> bool:
    return one.deal.value is not None and data.value(one) is None


def _unknown(one: History, data: Population) -> bool:
    """Past the first stage that counts as qualified with nothing known by its framework."""
    first = data.qualifying.get(one.pipeline)
    if first is None or data.index.get(data.board.stage_of(one.deal).id, -1) <= first:
        return False
    return all(answer.answer == UNKNOWN for answer in one.deal.answers_in(one.deal.framework).values())


def _no_reason(one: History, data: Population) -> bool:
    return one.deal.status == "lost" and not one.deal.reason.strip()


def _stuck(one: History, data: Population) -> bool:
    return is_stuck(one.deal, data.board, data.today)


def _idle(one: History, data: Population) -> bool:
    return is_idle(one.deal, data.board, data.today)


def _no_handover(one: History, data: Population) -> bool:
    """Won, but nobody has accepted it, although there is a list to hand it over by."""
    deal = one.deal
    if deal.status != "won" or deal.handover_accepted is not None or deal.imported:
        return False
    return any(not item.done for item in items(deal, data.board, HANDOVER))


def _single(one: History, data: Population) -> bool:
    return _place(one, data) > 0 and len(one.deal.contacts) == 1


def _overridden(one: History, data: Population) -> bool:
    return bool(one.deal.override)


def _skewed(one: History, data: Population) -> bool:
    """A stay or a cycle that ends before it begins: a clock was wrong (G9)."""
    ends = [(visit.entered, visit.left) for visit in one.visits if visit.left is not None]
    if one.close is not None and one.dated:
        ends.append((one.created, one.close.at))
    return any(seconds_between(start, end) < 0 for start, end in ends)


_Tests = tuple[tuple[str, str, str, str, _Test], ...]
_OPEN: Final[_Tests] = (
    (
        "no-next-step",
        "open without a next step",
        "plan one: f",
        "follow-up add DEAL call tomorrow",
        _no_next_step,
    ),
    (
        "past-due",
        "expected close in the past",
        "give another day: d, or close it: W",
        "edit DEAL --close WHEN",
        _past_due,
    ),
    ("stuck", "longer in the stage than its target", "move, close or disqualify", "move DEAL STAGE", _stuck),
    (
        "idle",
        "nobody was in touch for too long",
        "get in touch, or disqualify",
        "log DEAL call TEXT",
        _idle,
    ),
    (
        "no-value",
        "no value far along the pipeline",
        "give a value: e",
        "edit DEAL --value AMOUNT",
        _no_value,
    ),
    (
        "unknown",
        "nothing known past qualification",
        "qualify: b",
        "qualify DEAL CRITERION=yes",
        _unknown,
    ),
    ("one-contact", "only one contact", "find a second person: g p", "contact add DEAL NAME", _single),
    (
        "overridden",
        "moved on past what held it",
        "look at what is still open: T",
        "check DEAL",
        _overridden,
    ),
)
"""Asked of open deals."""
_ALL: Final[_Tests] = (
    ("no-rate", "currency without a rate", "`rates set CODE RATE`", "rates set CURRENCY RATE", _no_rate),
    (
        "no-reason",
        "lost without a reason",
        "reopen it and close it with a reason",
        "reopen DEAL",
        _no_reason,
    ),
    ("no-handover", "won without a handover", "hand it over: g h", "handover DEAL --accepted", _no_handover),
    ("clock", "times that run backwards", "a clock was wrong; see its timeline", "history DEAL", _skewed),
)
"""Asked of every deal."""


def _stale_materials(data: Population, days: int) -> Iterator[str]:
    oldest = data.today - timedelta(days=days)
    for one in data.board.definitions("material").values():
        reviewed = one.values.get("reviewed")
        if one.text("url") and (reviewed is None or str(reviewed) < oldest.isoformat()):
            yield one.title


def _duplicates(data: Population) -> Finding:
    """Open deals of the same company with the same title."""
    found = tuple(chain.from_iterable(look_alikes(one.deal for one in data.open)))
    return Finding(
        "duplicates",
        "deals that look the same",
        "make one part of the other: `merge`",
        "merge DUPLICATE INTO",
        found,
    )
