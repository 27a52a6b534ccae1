"""Which column of a table is which field of a deal: guessed by its name and checked against its cells.

Names of common exports are known in English, Finnish, German, Polish and Chinese. A column that fits no field
becomes a field of the user's own.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, islice
from typing import Final

from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import CUSTOM, DEAL, field_of
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.people import ROLES
from pipeboard.domain.quotes import quoted
from pipeboard.domain.slugs import unique
from pipeboard.exchange.cells import is_amount, is_date, is_percent
from pipeboard.exchange.exact import BESIDE
from pipeboard.exchange.stagenames import read_flag, read_status, says_open
from pipeboard.exchange.tables import Table

FLAGS: Final = ("won", "lost", "is_closed")
"""Columns of yes and no that make up the status."""
FIELDS: Final = (*DEAL, *BESIDE, *FLAGS, "contact", "email", "phone", "role", "product")
"""What a column can be; `custom.<name>` besides."""
SEVERAL: Final = frozenset({"closed"})
"""Fields that may have several columns ("won time" and "lost time"): the first one with a value counts."""
_SAMPLES: Final = 300
_MOST_STAGES: Final = 30
_PREFIXES: Final = ("deal ", "opportunity ", "lead ")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_GAPS = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

_TESTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "money": is_amount,
    "day": is_date,
    "number": is_percent,
    "created": is_date,
    "closed": is_date,
    "status": lambda cell: read_status(cell) is not None,
    "role": lambda cell: cell.casefold() in ROLES,
}
"""What a cell must be for a field, or for all fields of a kind."""


@dataclass(frozen=True, slots=True)
class Column:
    """What became of a column: its name and place in the file, the field it fills, and a cell to show."""

    name: str
    index: int
    field: str
    """One of `FIELDS`, or `custom.<name>`."""
    sample: str = ""


def guess_columns(table: Table, mapping: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Every column that has a cell in it, with its field.

    `mapping` (field -> column name) goes before any guess. BadInput for a field or column there is not.
    """
    samples = _samples(table)
    chosen = _chosen(table, mapping or {})
    fields = dict(chosen)
    if table.own:
        fields = _by_their_own_names(table.header, chosen)
    else:
        _guess(table, samples, chosen, fields)
    taken = {field for field in fields.values() if field.startswith(CUSTOM)}
    columns = []
    for index, name in enumerate(table.header):
        if not samples[index] and index not in chosen:
            continue
        field = fields.get(index) or unique(custom_name(name), taken)
        taken.add(field)
        columns.append(Column(name, index, field, next(iter(samples[index]), "")))
    return tuple(columns)


def _by_their_own_names(header: Sequence[str], chosen: Mapping[int, str]) -> dict[int, str]:
    """The fields of the columns of our own CSV, each under its name."""
    named = {
        index: name for index, name in enumerate(header) if name in FIELDS or field_of(DEAL, name) is not None
    }
    return {index: name for index, name in named.items() if name not in chosen.values()} | dict(chosen)


def _guess(
    table: Table, samples: Sequence[tuple[str, ...]], chosen: Mapping[int, str], fields: dict[int, str]
) -> None:
    """Add the fields of the columns that nobody named."""
    names = load_names()
    for _, index, field in sorted(_candidates(table.header, samples, names)):
        free = field not in fields.values() or (field in SEVERAL and field not in chosen.values())
        if index not in fields and free:
            fields[index] = field
    _stage_under_another_name(table, samples, fields, names["status"])


def custom_name(name: str) -> str:
    """The user's own field for a column: its name in lower case, other than letters and digits as hyphens."""
    return CUSTOM + (_plain(_CAMEL.sub(" ", name)).replace(" ", "-")[:40].strip("-") or "field")


def _samples(table: Table) -> list[tuple[str, ...]]:
    """The first cells of each column that hold something."""
    return [
        tuple(
            islice(
                chain.from_iterable(filter(None, batch.column(index)) for batch in table.rows.batches),
                _SAMPLES,
            )
        )
        for index in range(len(table.header))
    ]


def _chosen(table: Table, mapping: Mapping[str, str]) -> dict[int, str]:
    """Column index -> field, as the user says."""
    by_name = {name.casefold(): index for index, name in reversed(list(enumerate(table.header)))}
    chosen: dict[int, str] = {}
    for field, column in mapping.items():
        wanted = field.strip().casefold().replace(" ", "_").replace("-", "_")
        own = field.strip().startswith(CUSTOM) and field_of(DEAL, field.strip()) is not None
        if not own and wanted not in FIELDS:
            raise BadInput(_no_such("field", field, FIELDS))
        index = by_name.get(" ".join(column.split()).casefold())
        if index is None:
            raise BadInput(_no_such("column", column, table.header))
        chosen[index] = field.strip() if own else wanted
    return chosen


def _no_such(what: str, name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name.casefold(), [one.casefold() for one in names], 1)
    hint = next((f" Did you mean {quoted(one)}?" for one in names if near and one.casefold() == near[0]), "")
    return f"There is no {what} {quoted(name)}.{hint} There are {', '.join(names)}."


def load_names() -> dict[str, list[str]]:
    """Field -> names of columns, the surest first."""
    return tomllib.loads((files(__package__) / "column_names.toml").read_text(encoding="utf-8"))


def _candidates(
    header: Sequence[str], samples: Sequence[tuple[str, ...]], names: Mapping[str, Sequence[str]]
) -> Iterable[tuple[int, int, str]]:
    """(doubt, column, field) for each column whose name and cells fit a field; least doubt is best."""
    known: dict[str, list[tuple[int, str]]] = {}
    for field, there in names.items():
        for doubt, name in enumerate(there):
            known.setdefault(name, []).append((doubt, field))
    for index, name in enumerate(header):
        words = _plain(_BRACKETS.sub(" ", _CAMEL.sub(" ", name)))
        while words not in known and words.startswith(_PREFIXES):
            words = words.partition(" ")[2]
        meant = known.get(words, [])
        for doubt, field in meant:
            if samples[index] and _fits(field, samples[index]):
                yield doubt, index, field
        if not meant and samples[index] and all(map(_EMAIL.fullmatch, samples[index])):
            yield 100, index, "email"


def _fits(field: str, cells: tuple[str, ...]) -> bool:
    """Whether the cells can be what the name promises; a single good cell is enough for dates and amounts."""
    if field == "external_id":
        return len(set(cells)) > len(cells) * 0.9  # a few rows may be there twice
    if field in FLAGS:
        return all(read_flag(cell) is not None for cell in cells)
    test = _TESTS.get(field) or _TESTS.get(DEAL[field].kind if field in DEAL else "")
    return test is None or any(map(test, cells))


def _stage_under_another_name(
    table: Table, samples: Sequence[tuple[str, ...]], fields: dict[int, str], names: Sequence[str]
) -> None:
    """A "status" column with stages among its words is the stage column, where no other one is."""
    if "stage" in fields.values():
        return
    for index, name in enumerate(table.header):
        is_status = _plain(name).removeprefix("deal ") in names
        if is_status and fields.get(index) in (None, "status"):
            words = {cell.casefold() for cell in samples[index]}
            statuses = [word for word in words if read_status(word) is not None]
            if len(statuses) < len(words) <= _MOST_STAGES and not any(map(says_open, words)):
                fields[index] = "stage"
                return


def _plain(name: str) -> str:
    """Lower-case words without accents, separated by single spaces."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold().replace("ł", "l"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _GAPS.sub(" ", plain).strip()
