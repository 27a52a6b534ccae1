"""Frozen objects: as those of a `dataclass`, of which these tests are the measure."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.frozen import NOTHING, Frozen


class Doing(Frozen, kw_only=True):
    kind: ClassVar[str] = "doing"
    at: int | None = None


class OnSome(Doing):
    deals: tuple[str, ...]


class Moving(OnSome, aside=("seen",)):
    stage: str
    why: str = ""
    seen: int = 0

    @cached_property
    def loud(self) -> str:
        return self.stage.upper()


@dataclass(frozen=True, kw_only=True)
class _Doing:
    kind: ClassVar[str] = "doing"
    at: int | None = None


@dataclass(frozen=True)
class _OnSome(_Doing):
    deals: tuple[str, ...]


@dataclass(frozen=True)
class _Moving(_OnSome):
    stage: str
    why: str = ""
    seen: int = field(default=0, compare=False, repr=False)


class Other(OnSome, aside=("seen",)):
    stage: str
    why: str = ""
    seen: int = 0


TEXTS = st.sampled_from(("", "a", "b"))
DEALS = st.lists(TEXTS, max_size=2).map(tuple)
NAMED = st.fixed_dictionaries(
    {},
    optional={"at": st.none() | st.integers(0, 1), "why": TEXTS, "seen": st.integers(0, 1), "stage": TEXTS},
)
CALLS = st.tuples(st.one_of(st.tuples(DEALS), st.tuples(DEALS, TEXTS)), NAMED)


def made(kind: type, call: tuple[tuple[Any, ...], dict[str, Any]]) -> Any:
    """The object that a call makes; TypeError itself where it makes none."""
    try:
        return kind(*call[0], **call[1])
    except TypeError:
        return TypeError


@given(CALLS, CALLS, NAMED)
def test_they_are_made_compared_shown_and_changed_as_those_of_a_dataclass(
    one: Any,
    other: Any,
    changes: dict[str, Any],
) -> None:
    """What is given by place and by name, what is left out, what is one too many, and what is aside."""
    (mine, theirs), (also_mine, also_theirs) = [
        (made(Moving, call), made(_Moving, call)) for call in (one, other)
    ]
    assert (mine is TypeError) == (theirs is TypeError)
    if mine is TypeError or also_mine is TypeError:
        return
    names = ("at", "deals", "stage", "why", "seen", "kind")
    assert [getattr(mine, name) for name in names] == [getattr(theirs, name) for name in names]
    assert (mine == also_mine) == (theirs == also_theirs)
    assert mine != also_mine or hash(mine) == hash(also_mine)
    assert repr(mine) == repr(theirs).removeprefix("_")
    assert repr(mine._replace(**changes)) == repr(replace(theirs, **changes)).removeprefix("_")


@pytest.mark.parametrize("kind", [Moving, _Moving])
@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        ((("a",),), {}),
        ((("a",), "b", "c", 1, 2), {}),
        ((("a",), "b"), {"stage": "c"}),
        ((("a",), "b"), {"place": "c"}),
    ],
)
def test_a_field_that_is_missing_unknown_or_given_twice_is_refused(
    kind: type, values: tuple[object, ...], named: dict[str, object]
) -> None:
    """A type checker says so before; this is for what it does not see."""
    with pytest.raises(TypeError, match=kind.__name__):
        kind(*values, **named)
    if named.get("place"):
        with pytest.raises(TypeError):
            Moving((), "")._replace(**named)


def test_what_looks_the_same_is_not_the_same() -> None:
    """Objects of two kinds are never equal, whatever they hold."""
    assert Moving(("a",), "b") == Moving(("a",), "b", seen=3)
    assert Moving(("a",), "b") != Other(("a",), "b")


def test_nothing_is_set_or_taken_off_but_what_is_worked_out_once_stays() -> None:
    """Frozen, though it may remember; what it remembers is no part of it."""
    moving = Moving(("a",), "lead")
    assert (moving.loud, vars(moving)["loud"]) == ("LEAD", "LEAD")
    assert moving == Moving(("a",), "lead")
    assert moving._replace(stage="won").loud == "WON"
    with pytest.raises(AttributeError, match="frozen"):
        moving.stage = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del moving.stage


def test_they_are_told_apart_by_place_and_survive_being_kept() -> None:
    """In a `match`, in a copy and in a pickle."""
    match Moving(("a",), "lead"):
        case Moving(deals, stage):
            assert (deals, stage) == (("a",), "lead")
    moving = Moving(("a",), "lead", at=3)
    assert deepcopy(moving) == moving == pickle.loads(pickle.dumps(moving))
    assert dict(NOTHING) == {}
