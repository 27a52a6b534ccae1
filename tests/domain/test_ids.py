"""Event ids: they sort as things were seen to happen, whatever the clocks say."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clocks import FixedClock
from histories import START
from pipeboard.domain.clock import SystemClock
from pipeboard.domain.ids import (
    AHEAD_MS,
    ALPHABET,
    Minter,
    decode,
    encode,
    is_event_id,
    moment_of,
    new_replica,
    shortest_tails,
    sort_key,
    time_of,
)

replicas = st.text(ALPHABET, min_size=3, max_size=12)
times = st.integers(0, 32**9 - 1)
_START_MS = int(START.timestamp() * 1000)
moments = st.integers(-2 * AHEAD_MS, 2 * AHEAD_MS).map(lambda ms: START + timedelta(milliseconds=ms))
"""What clocks that are set forth and back show."""
ids = st.builds(
    lambda r, t, c: f"{r}-{encode(t, 9)}{encode(c, 3)}", replicas, times, st.integers(0, 32**3 - 1)
)


@given(times)
def test_numbers_are_read_back_from_base32(number: int) -> None:
    """Encoding loses nothing, and text sorts as its number does."""
    assert decode(encode(number, 9)) == number
    assert (encode(number, 9) < encode(number + 1, 9)) or number == 32**9 - 1


@given(ids)
def test_an_id_tells_its_clone_and_its_time(event_id: str) -> None:
    """The clone comes first, then the time; both are nowhere else."""
    assert is_event_id(event_id)
    assert event_id.index("-") >= 3
    assert encode(time_of(event_id), 9) in event_id


@given(ids, ids)
def test_recorded_order_is_by_time_and_then_by_id(one: str, other: str) -> None:
    """Every clone sorts alike."""
    assert (sort_key(one) < sort_key(other)) == ((time_of(one), one) < (time_of(other), other))


@pytest.mark.parametrize(
    "text",
    ["", "~", "k7q", "k7q-", "k7q-01hk3z8q0v3", "k7q-01hk3z8q0v3xx", "kq-01hk3z8q0v3x", "k7q-01hk3z8q0v3i",
     "K7Q-01HK3Z8Q0V3X", "k7q_01hk3z8q0v3x", "k7q-01hk3z8q0v3x\n", "k7q-01hk3z8q0v3é", "1"],
)  # fmt: skip
def test_openers_sentinels_and_foreign_ids_are_no_event_ids(text: str) -> None:
    """Only replica, hyphen, nine characters of time and three of chance are."""
    assert not is_event_id(text)


def test_ids_of_one_writer_rise_while_the_clock_stands_still_or_goes_back() -> None:
    """Two actions within one millisecond keep their order, and so does one after a clock was set back."""
    clock = FixedClock(START)
    minter = Minter("k7qa", clock)
    made = [minter.mint() for _ in range(5)]
    clock.set(START - timedelta(days=400))
    made += [minter.mint() for _ in range(5)]
    assert sorted(made, key=sort_key) == made
    assert moment_of(made[0]) == START


def test_an_id_sorts_after_everything_its_author_has_seen() -> None:
    """Another clone's clock is half a day fast: who has seen its event writes after it."""
    ahead = Minter("m2xb", FixedClock(START + timedelta(hours=12))).mint()
    minter = Minter("k7qa", FixedClock(START))
    minter.seen(ahead)
    assert sort_key(minter.mint()) > sort_key(ahead)


def test_a_broken_clock_is_not_followed_except_by_what_must_sort_after_it() -> None:
    """One event dated years ahead does not drag all later ones along."""
    broken = Minter("m2xb", FixedClock(START + timedelta(days=3650))).mint()
    minter = Minter("k7qa", FixedClock(START))
    minter.seen(broken)
    assert moment_of(minter.mint()) == START
    assert sort_key(minter.mint(after=broken)) > sort_key(broken)
    assert moment_of(minter.mint()) == START


def test_an_id_after_the_end_of_time_is_still_an_id() -> None:
    """A hostile id at the last possible moment does not throw later ones back to 1970."""
    last = f"m2xb-{'z' * 12}"
    made = Minter("k7qa", FixedClock(START)).mint(after=last)
    assert is_event_id(made)
    assert time_of(made) == time_of(last)
    assert moment_of(made).year > 3000


@given(replicas, st.timedeltas(timedelta(days=-10_000), timedelta(days=300_000)), st.integers())
def test_an_id_is_put_together_of_its_parts(replica: str, since: timedelta, seed: int) -> None:
    """The clone, the clock's milliseconds and its chance, each in base32."""
    moment = START + since
    made = Minter(replica, FixedClock(moment, seed)).mint()
    chance = FixedClock(moment, seed).chance(32**3)
    assert made == f"{replica}-{encode(int(moment.timestamp() * 1000), 9)}{encode(chance, 3)}"


@given(st.lists(st.tuples(moments, st.none() | st.tuples(replicas, moments), st.integers(1, 70)), max_size=8))
def test_ids_of_actions_are_unique_and_sort_after_what_was_seen(
    actions: list[tuple[datetime, tuple[str, datetime] | None, int]],
) -> None:
    """Whatever the clock does between actions; none is behind the moment of its own."""
    clock = FixedClock(START)
    minter = Minter("k7qa", clock)
    known: list[str] = []
    for now, foreign, count in actions:
        clock.set(now)
        if foreign is not None:
            other = Minter(foreign[0], FixedClock(foreign[1])).mint()
            minter.seen(other)
            if time_of(other) <= now.timestamp() * 1000 + AHEAD_MS:
                known.append(other)
        mint = minter.begin(now)
        made = [mint("") for _ in range(count)]
        newest = max(map(time_of, known), default=0)
        assert all(one < other for one, other in pairwise(map(time_of, made)))
        assert time_of(made[0]) == max(int(now.timestamp() * 1000), newest + 1)
        known += made


@given(st.lists(st.booleans() | ids, min_size=1, max_size=30))
def test_each_id_of_an_action_sorts_after_the_event_that_it_follows(course: list[bool | str]) -> None:
    """The one before, or any at all (but the end of time), and no other id of the action is dragged along."""
    mint = Minter("k7qa", FixedClock(START)).begin(START)
    before = ""
    for place, what in enumerate(course):
        after = what if isinstance(what, str) else before if what else ""
        made = mint(after)
        assert time_of(made) == max(_START_MS + place, min(time_of(after) + 1, 32**9 - 1) if after else 0)
        before = made


def test_the_clock_is_asked_for_no_id_of_an_action() -> None:
    """An action is of one moment, and an import has a hundred thousand ids."""
    clock = FixedClock(START)
    mint = Minter("k7qa", clock).begin(START + timedelta(hours=1))
    clock.set(START + timedelta(hours=2))
    assert moment_of(mint("")) == START + timedelta(hours=1)


def test_processes_that_share_a_past_share_no_chance() -> None:
    """A program that goes on in two processes writes other ids in each, in the same millisecond too."""
    minter = Minter("k7qa", SystemClock())
    minter.begin(START)("")
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, " ".join(_action(minter)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        others = pipe.read().split()
    os.waitpid(pid, 0)
    made = _action(minter)
    assert [one[:-3] for one in others] == [one[:-3] for one in made]
    assert sum(one == other for one, other in zip(others, made, strict=True)) < 4


def _action(minter: Minter) -> list[str]:
    """The ids of an action of forty events."""
    mint = minter.begin(START)
    return [mint("") for _ in range(40)]


def test_a_clone_gets_a_name_of_four_characters() -> None:
    """Random, of the alphabet of ids."""
    name = new_replica(FixedClock(START, seed=3))
    assert is_event_id(f"{name}-01hk3z8q0v3x")
    assert len(name) == 4
    assert name != new_replica(FixedClock(START, seed=4))


def test_moments_are_utc_and_to_the_second() -> None:
    """What the file calls the time of an event."""
    event_id = f"k7q-{encode(1_700_000_000_999, 9)}000"
    assert moment_of(event_id) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@given(st.sets(ids, max_size=30))
def test_people_see_the_shortest_tail_that_is_unique(some: set[str]) -> None:
    """Every id has a tail of its own, and one character less would not do (or be too short)."""
    tails = shortest_tails(sorted(some))
    assert set(tails) == some
    for one, tail in tails.items():
        assert one.endswith(tail)
        assert len(tail) >= 4
        if tail != one:
            assert not any(other.endswith(tail) for other in some - {one})
        if len(tail) > 4:
            assert any(other.endswith(tail[1:]) for other in some - {one})
