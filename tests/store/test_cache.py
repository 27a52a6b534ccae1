"""The load cache counts only if it is whole and made by this code, and can do nothing but hold values."""

from __future__ import annotations

import errno
import os
import pickle
import stat
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from factories import make_deal
from pipeboard.store import cache
from pipeboard.store.cache import digest, digest_of, read_cache, read_delta, write_cache, write_delta
from store.disk import failing_on

PARTS: list[Any] = [
    ({"a": 1}, 2),
    (
        make_deal(
            custom=MappingProxyType({"region": "north"}), value=Decimal("1.50"), close=date(2026, 11, 30)
        ),
    ),
    {"seen": datetime(2026, 11, 22, tzinfo=UTC), "ids": {"one"}},
]
HEAD = {"file": "one", "basis": {"size": 2}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a clone, which is not there yet."""
    return tmp_path / "state" / "board"


def kept(home: Path) -> list[Any]:
    """What the cache says; fails if there is none."""
    found = read_cache(home)
    assert found is not None
    return list(found.parts())


def test_what_is_kept_is_read_as_it_was(home: Path) -> None:
    """Part by part, with what was said of it."""
    name = write_cache(home, HEAD, iter(PARTS))
    found = read_cache(home)
    assert found is not None
    assert found.name == name
    assert found.head.items() >= HEAD.items()
    assert list(found.parts()) == PARTS


def test_only_its_owner_may_read_it(home: Path) -> None:
    """It holds what the board holds."""
    write_cache(home, HEAD, PARTS)
    assert stat.S_IMODE((home / cache.NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_damaged_one_does_not_count(home: Path) -> None:
    """Cut anywhere, or with any byte changed."""
    write_cache(home, HEAD, PARTS)
    whole = (home / cache.NAME).read_bytes()
    for at in range(len(whole)):
        (home / cache.NAME).write_bytes(whole[:at])
        assert read_cache(home) is None
        (home / cache.NAME).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_cache(home) is None
    (home / cache.NAME).write_bytes(whole)
    assert kept(home) == PARTS


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b"\xff\xfe\n", b'{"made_by": 1}\n']
)
def test_something_else_under_its_name_does_not_count(home: Path, text: bytes) -> None:
    """Whatever it is."""
    home.mkdir(parents=True)
    (home / cache.NAME).write_bytes(text)
    assert read_cache(home) is None


def test_that_of_other_code_does_not_count(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version may add the same rows up to something else."""
    write_cache(home, HEAD, PARTS)
    monkeypatch.setattr("pipeboard.__version__", "99.0")
    assert read_cache(home) is None


class Attack:
    """Runs a command when it is unpickled by somebody careless."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch it-ran",)


@pytest.mark.parametrize("value", [Attack(), os.path.join, Path("x"), print])
def test_it_makes_nothing_but_entities_and_plain_values(
    home: Path, value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who can write into the folder still cannot make the program run anything."""
    monkeypatch.chdir(tmp_path)
    write_cache(home, HEAD, [value])
    found = read_cache(home)
    assert found is not None
    with pytest.raises(pickle.UnpicklingError, match="no place in a cache"):
        list(found.parts())
    assert not Path("it-ran").exists()


def test_a_new_one_takes_the_place_of_the_old(home: Path) -> None:
    """And nothing is left beside it."""
    write_cache(home, HEAD, PARTS)
    write_cache(home, {}, PARTS[:1])
    assert kept(home) == PARTS[:1]
    assert [one.name for one in home.iterdir()] == [cache.NAME]


@pytest.mark.parametrize("call", ["mkdir", "open", "write", "replace"])
def test_a_disk_that_fails_leaves_the_old_one(home: Path, call: str) -> None:
    """It is worth no alarm: the next start takes longer."""
    write_cache(home, HEAD, PARTS)
    write_cache(home, {}, PARTS[:1], failing_on({call}, errno.ENOSPC))
    assert kept(home) == PARTS
    assert [one.name for one in home.iterdir()] == [cache.NAME]


def test_what_cannot_be_kept_is_not(home: Path) -> None:
    """It is worth no alarm either."""
    write_cache(home, HEAD, PARTS)
    write_cache(home, {}, [lambda: None])
    assert kept(home) == PARTS


def test_a_planted_link_is_not_followed(home: Path, tmp_path: Path) -> None:
    """Neither where it is written nor beside that."""
    target = tmp_path / "target"
    target.write_text("mine")
    home.mkdir(parents=True)
    (home / f"{cache.NAME}.{os.getpid()}.tmp").symlink_to(target)
    (home / cache.NAME).symlink_to(target)
    write_cache(home, HEAD, PARTS)
    assert target.read_text() == "mine"
    assert kept(home) == PARTS


def test_a_delta_counts_for_the_cache_that_it_was_made_for_alone(home: Path) -> None:
    """Another app may have made another one since."""
    name = write_cache(home, HEAD, PARTS)
    write_delta(home, name, PARTS[:1])
    found = read_delta(home, name)
    assert found is not None
    assert list(found.parts()) == PARTS[:1]
    other = write_cache(home, HEAD, PARTS[:2])
    assert read_delta(home, other) is None
    write_delta(home, name, PARTS)
    assert read_delta(home, name) == found
    write_cache(home, HEAD, PARTS)
    whole = (home / cache.DELTA).read_bytes()
    for at in range(len(whole)):
        (home / cache.DELTA).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_delta(home, name) is None


def test_a_delta_is_not_made_for_a_cache_that_was_taken_away(home: Path) -> None:
    """It would bring back what was erased."""
    name = write_cache(home, HEAD, PARTS)
    (home / cache.NAME).unlink()
    write_delta(home, name, PARTS)
    assert not list(home.iterdir())


def test_digests_tell_contents_and_rows_apart() -> None:
    """Rows by their bytes and their order; one that is missing is an error."""
    rows = {"a": b"1", "b": b"2", "c": b"3"}
    assert digest_of(["a", "b"], rows) == digest(b"1\n2\n")
    many = {str(number): b"%d" % number for number in range(2_500)}
    assert digest_of(list(many), many) == digest(b"".join(line + b"\n" for line in many.values()))
    assert len({digest_of(ids, rows) for ids in (["a", "b"], ["b", "a"], ["a"], ["a", "b", "c"])}) == 4
    with pytest.raises(KeyError):
        digest_of(["d"], rows)


@pytest.mark.parametrize(
    "module", ["board", "deal", "pipeline", "followup", "people", "proposal", "definitions", "frameworks"]
)
def test_entities_may_be_kept(home: Path, module: str) -> None:
    """Their classes are found where they are."""
    found = import_module(f"pipeboard.domain.{module}")
    classes = [one for one in vars(found).values() if isinstance(one, type)]
    own = [one for one in classes if one.__module__ == found.__name__]
    assert own
    write_cache(home, HEAD, [own])
    assert kept(home) == [own]
