"""A file to import: a table or an address book, read once and planned as often as choices change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.exchange.csv_import import ImportPlan, Tell, plan_import
from pipeboard.exchange.tables import Table, read_table
from pipeboard.exchange.vcard_import import is_vcard, plan_cards

LARGEST: Final = 200_000_000
"""Bytes; a larger file is not a list of deals."""


@dataclass(frozen=True)
class Choices:
    """What the user says of a table (see `plan_import`)."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    stage_map: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    pipeline: str | None = None
    override: str = ""
    key: Sequence[str] = ()


@dataclass(frozen=True)
class Source:
    """What a file holds."""

    data: bytes
    """Of an address book; a table has taken what it needs of them."""
    table: Table | None
    """None for an address book."""

    @classmethod
    def of(cls, data: bytes) -> Source:
        """Read the bytes of a file. BadInput where it is neither a table nor an address book."""
        return cls(data, None) if is_vcard(data) else cls(b"", read_table(data))

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read a file. NotFound where it cannot be read, Refused where it is too large, else as `of`."""
        try:
            if path.stat().st_size > LARGEST:
                raise Refused(f"{path} is larger than {LARGEST // 1_000_000} MB; split it.")
            data = path.read_bytes()
        except FileNotFoundError:
            raise NotFound(f"There is no file {path}; check its name and folder.") from None
        except OSError as error:
            raise NotFound(f"{path} cannot be read: {error.strerror}.") from None
        return cls.of(data)

    @property
    def rows(self) -> int:
        """How many rows the table has; 0 for an address book."""
        return len(self.table.rows) if self.table else 0

    def plan(self, board: Board, choices: Choices, now: datetime, tell: Tell | None = None) -> ImportPlan:
        """What an import would do, as `plan_import` and `plan_cards`.

        BadInput for choices that an address book does not leave.
        """
        if self.table is not None:
            return plan_import(
                self.table,
                board,
                mapping=choices.mapping,
                stage_map=choices.stage_map,
                date_format=choices.date_format,
                now=now,
                pipeline=choices.pipeline,
                override=choices.override,
                key=choices.key,
                tell=tell,
            )
        if choices.mapping or choices.stage_map or choices.key:
            raise BadInput("An address book has no columns: leave --map, --stage-map and --key out.")
        return plan_cards(self.data, board, pipeline=choices.pipeline)
