"""The load cache: what a long log added up to, kept so that opening its file need not add it up again.

It is derived, nothing else reads from it, and it may be deleted at any time. It counts only where it was made
by this very code, is whole, and holds nothing but rows that the file holds; rows that came since are added by
whoever asked. A delta beside it says what a few of those made of the board: not each change is worth a new
cache. Both lie with the journal, outside the work tree, and are replaced in one step, so that two apps may
write them at once.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson

import pipeboard
from pipeboard.store.files import OS_FILES, Files, make_folders, read_all, write_all

NAME: Final = "cache"
DELTA: Final = "cache-delta"
NAMES: Final = (NAME, DELTA)

_KNOWN: Final = {
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    (__name__, "_proxy"),
}
"""All that a cache may name apart from entities: whatever else somebody wrote into it is not run."""
_ENTITIES: Final = "pipeboard.domain."
_SUM: Final = 64
"""How long a digest is."""
_PORTION: Final = 1_000
"""Rows that are looked at in one go."""


class Cached(NamedTuple):
    """A cache, or a delta, that is whole and was made by this code."""

    name: str
    """Tells it from any other: the digest of what is in it."""
    head: Mapping[str, Any]
    """What is said of it."""
    data: bytes
    """The whole file."""
    start: int
    """Where what was kept begins in it."""

    def parts(self) -> Iterator[Any]:
        """What was kept, in its order. Raises what a damaged one makes of itself: ValueError and the like."""
        stream = io.BytesIO(self.data)  # which shares the bytes: nothing is copied
        stream.seek(self.start)
        while stream.tell() < len(self.data):
            yield _Reader(stream).load()


def digest(data: bytes | memoryview) -> str:
    """Tells one content from any other."""
    return sha256(data).hexdigest()


def digest_of(event_ids: Sequence[str], rows: Mapping[str, bytes]) -> str:
    """Tells these rows, in this order, from any others. KeyError if one is not there."""
    found = sha256()
    for at in range(0, len(event_ids), _PORTION):  # never a second copy of the whole file
        found.update(b"".join([rows[event_id] + b"\n" for event_id in event_ids[at : at + _PORTION]]))
    return found.hexdigest()


def read_cache(home: Path, files: Files = OS_FILES) -> Cached | None:
    """The cache in a clone's own folder; None if there is none that counts."""
    return _read(home / NAME, {"made_by": _made_by()}, files)


def read_delta(home: Path, base: str, files: Files = OS_FILES) -> Cached | None:
    """The delta to the cache of this name; None if there is none that counts."""
    return _read(home / DELTA, {"base": base}, files)


def write_cache(home: Path, head: Mapping[str, Any], parts: Iterable[Any], files: Files = OS_FILES) -> str:
    """Keep `parts`, of which `head` is said; the name of the cache. Where that fails, there is none.

    Parts are written one by one, so that another thread can work in between.
    """
    return _write(home / NAME, parts, {"made_by": _made_by(), **head}, files)


def write_delta(home: Path, base: str, parts: Iterable[Any], files: Files = OS_FILES) -> None:
    """Keep `parts` as the delta to the cache of this name. Where that fails, there is none.

    Nor if that cache is gone: an erasure takes it away, and what it has erased must not come back.
    """
    if _name(home / NAME, files) == base:
        _write(home / DELTA, parts, {"base": base}, files)


def _read(path: Path, expected: Mapping[str, Any], files: Files) -> Cached | None:
    try:
        data, _ = read_all(files, path)
        name, end = data[:_SUM].decode(), data.index(b"\n", _SUM + 1)
        head = orjson.loads(data[_SUM + 1 : end])
        whole = data[_SUM : _SUM + 1] == b"\n" and name == digest(memoryview(data)[_SUM + 1 :])
        if whole and expected.items() <= head.items():
            return Cached(name, head, data, end + 1)
    except (OSError, ValueError, TypeError, AttributeError):
        pass
    return None


def _name(path: Path, files: Files) -> str:
    try:
        fd = files.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return files.read(fd, _SUM).decode("ascii", "replace")
        finally:
            files.close(fd)
    except OSError:
        return ""


def _write(path: Path, parts: Iterable[Any], head: Mapping[str, Any], files: Files) -> str:
    """Write the file in one step; its name, which is empty where that failed."""
    stream = io.BytesIO()
    stream.write(orjson.dumps(head) + b"\n")
    try:
        for part in parts:
            _Writer(stream, pickle.HIGHEST_PROTOCOL).dump(part)
    except (pickle.PicklingError, AttributeError, TypeError):  # a value of a kind that was never kept
        return ""
    name = digest(stream.getbuffer())
    temp = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        make_folders(files, path.parent)
        with suppress(FileNotFoundError):
            files.unlink(temp)
        fd = files.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            write_all(files, fd, [name.encode() + b"\n", stream.getbuffer()])
        finally:
            files.close(fd)
        files.replace(temp, path)
    except OSError:
        with suppress(OSError):
            files.unlink(temp)
        return ""
    return name


def _made_by() -> str:
    """Names the code that folds: another version, or a changed file of a working copy, folds anew."""
    package = Path(pipeboard.__file__).parent
    stamps = [f"{pipeboard.__version__} {sys.version_info[:3]}"]
    for name in ("domain", "store"):
        with os.scandir(package / name) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.name.endswith(".py"):
                    state = entry.stat()
                    stamps.append(f"{entry.name} {state.st_size} {state.st_mtime_ns}")
    return digest("\n".join(stamps).encode())


def _proxy(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


class _Writer(pickle.Pickler):
    """Writes entities, whose mappings are read-only ones."""

    dispatch_table: Mapping[type, Any] = {MappingProxyType: lambda one: (_proxy, (dict(one),))}


class _Reader(pickle.Unpickler):
    """Makes entities and plain values, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as the base class has it
        known = (
            module.startswith(_ENTITIES) or (module, name) in _KNOWN or (module, name) == (__name__, "_proxy")
        )
        if not known or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")
        return super().find_class(module, name)
