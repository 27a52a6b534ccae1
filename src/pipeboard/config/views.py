"""A user's own saved views: those of `config.toml`, and those that were saved in `views.toml` beside it.

    [views."Big and late"]
    letter = "b"
    filter = "value>20k overdue"
    shown = "sort:-value lanes:owner"

The program writes `views.toml` alone. A view that cannot be read is told of, and the others hold.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pipeboard.domain.errors import BadInput, Refused, Unwritable
from pipeboard.domain.quotes import quoted
from pipeboard.domain.views import FIELDS, SavedView, check_taken, find_view, saved_view

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\"}


class OwnViews:
    """The views of one user, read when they are first asked for."""

    def __init__(self, written: Mapping[str, object], path: Path) -> None:
        """`written` are those of the settings; `path` is where others are saved."""
        self._written = written
        self._path = path

    def all(self) -> tuple[SavedView, ...]:
        """Every view that can be read; one of the settings counts before a saved one of that name."""
        return self.read()[0]

    def read(self) -> tuple[tuple[SavedView, ...], tuple[str, ...]]:
        """As `all`, and one sentence for each thing that cannot be used."""
        problems: list[str] = []
        saved = _views(self._saved(problems), self._path.name, problems)
        written = _views(self._written, "config.toml", problems)
        together = {one.id: one for one in (*saved, *written)}
        return tuple(together.values()), tuple(problems)

    def save(self, view: SavedView) -> None:
        """Keep a view, in the place of one with its id.

        Refused for one of the settings, and where another one has its letter.
        """
        self._refuse_written(view.id, view.title)
        check_taken(view.letter, view.id, self.all())
        others = [one for one in self._readable() if one.id != view.id]
        self._write([*others, view])

    def remove(self, name: str) -> SavedView:
        """Take a saved view away. NotFound where there is none, Refused for one of the settings."""
        found = find_view(self.all(), name)
        self._refuse_written(found.id, found.title)
        kept = [one for one in self._readable() if one.id != found.id]
        self._write(kept)
        return found

    def _refuse_written(self, name: str, title: str) -> None:
        if name in {one.id for one in _views(self._written, "", [])}:
            raise Refused(f"The view {title} stands in your config.toml; change it there.")

    def _readable(self) -> tuple[SavedView, ...]:
        """The saved ones. BadInput where one could not be read: writing the others would lose it."""
        problems: list[str] = []
        found = _views(self._saved(problems), self._path.name, problems)
        if problems:
            raise BadInput(f"{problems[0]} Mend {self._path} first.")
        return found

    def _saved(self, problems: list[str]) -> Mapping[str, object]:
        try:
            text = self._path.read_text("utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError) as error:
            problems.append(f"{self._path} cannot be read: {error}.")
            return {}
        import tomllib  # 5 ms, which those who saved none need not wait for

        try:
            found = tomllib.loads(text).get("views", {})
        except ValueError as error:
            problems.append(f"{self._path} is not valid TOML: {error}.")
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, views: list[SavedView]) -> None:
        """The whole file anew, all at once. Unwritable where the system does not let it."""
        temp: Path | None = None
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".views-")
            temp = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write("\n".join(map(_table, views)))
                stream.flush()
                os.fsync(stream.fileno())
            temp.replace(self._path)
        except OSError as error:
            if temp is not None:
                with suppress(OSError):
                    temp.unlink()
            raise Unwritable(f"{self._path} could not be written: {error.strerror}.") from error


def _views(tables: Mapping[str, object], file: str, problems: list[str]) -> tuple[SavedView, ...]:
    found = []
    for title, table in tables.items():
        texts: dict[str, Any] = table if isinstance(table, dict) else {"": table}
        wrong = [name for name, text in texts.items() if name not in FIELDS or not isinstance(text, str)]
        try:
            if wrong:
                raise BadInput(f"a view has the texts {', '.join(FIELDS)}, and no {quoted(wrong[0])}.")
            found.append(saved_view(title, texts, mine=True))
        except BadInput as error:
            problems.append(f"{file}: the view {quoted(title)} cannot be used: {error.sentence}")
    return tuple(found)


def _table(view: SavedView) -> str:
    lines = [f"[views.{_in_quotes(view.title)}]"]
    lines += [f"{name} = {_in_quotes(text)}" for name, text in view.texts().items()]
    return "\n".join(lines) + "\n"


def _in_quotes(text: str) -> str:
    """A text as TOML has it."""
    inside = "".join(
        _ESCAPES.get(one) or (one if one.isprintable() else f"\\U{ord(one):08X}") for one in text
    )
    return f'"{inside}"'
