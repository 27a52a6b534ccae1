"""Deals out of someone else's table: a plan that says everything before anything is written.

Pure: `read_table` makes a table of bytes, `plan_import` an `ImportDeals` action of the table and the board.
Rows that cannot be read are listed with line and reason and do not stop the others.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import compress, starmap
from typing import Final, NamedTuple, TypeAlias

from pipeboard.domain.actions import ImportDeals
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import open_words
from pipeboard.domain.dates import day_text
from pipeboard.domain.deal import STATUSES, Deal, Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.rules.imports import held_rows
from pipeboard.exchange.columns import Column, guess_columns
from pipeboard.exchange.matching import Draft, Matcher, key_fields
from pipeboard.exchange.packed_rows import Columns, PackedRows, by_row
from pipeboard.exchange.pipelineplan import Destinations, NamedPlace, plan_destinations
from pipeboard.exchange.reading import When
from pipeboard.exchange.rows import Drafts, RowReader
from pipeboard.exchange.stagenames import plain
from pipeboard.exchange.stageplan import Meaning
from pipeboard.exchange.tables import Problem, Table, read_table

__all__ = ["Column", "ImportPlan", "Problem", "Table", "plan_import", "read_table"]

Tell: TypeAlias = Callable[[int], None]
TOLD_ROWS: Final = 1000
"""After so many rows it is told how far the reading is."""
_SHOWN_NAMES: Final = 5
_NAMING: Final = frozenset(("title", "company", "product", "external_id"))
"""Fields that a deal can have its title from."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do."""

    columns: tuple[Column, ...]
    """Every column with the field it fills and a cell of it; empty columns are left out."""
    stages: tuple[tuple[str, str], ...]
    """Each name in the stage column with what it means: a stage's name, "new stage", or a status.

    With its pipeline in front where there are several: "Partners / Lead"."""
    action: ImportDeals
    lines: Sequence[int]
    """Where in the file each row of the action stands."""
    problems: tuple[Problem, ...]
    """Rows that cannot be read and are left out, by line."""
    repeated: tuple[Problem, ...]
    """Rows that are left out because they came in before, one for one."""
    suspected: tuple[Problem, ...]
    """Rows that are added although an open deal on the board looks the same."""
    held: tuple[Problem, ...]
    """Rows whose deals stay in their stages, where checklists hold them; the rest of these is taken in."""
    new: int
    updated: int
    """Rows whose deal is here already; the rules write only what differs."""
    skipped: int
    """Rows that are not part of the action: problems, and deals that are here already without an id."""
    by_status: Mapping[Status, int]
    warnings: tuple[str, ...]


def plan_import(
    table: Table,
    board: Board,
    *,
    mapping: Mapping[str, str] | None = None,
    stage_map: Mapping[str, str] | None = None,
    date_format: str | None = None,
    now: datetime,
    pipeline: str | None = None,
    override: str = "",
    key: Sequence[str] = (),
    tell: Tell | None = None,
) -> ImportPlan:
    """Plan the import of a table.

    `mapping` says field -> column, `stage_map` name in the table -> stage of the board (or a status),
    `date_format` the order of dates in numbers, `pipeline` (an id) where new stages go, else the first one,
    `override` why deals go on past the checklists that hold them, `key` the columns or fields by which deals
    are known, instead of their external ids. `tell` hears of every thousand rows.
    BadInput and NotFound where these name something that is not there, BadInput for dates that can be
    read in two ways.
    """
    columns = guess_columns(table, mapping)
    keys = key_fields(key, columns)
    places: Collection[NamedPlace] | None = None
    while True:
        reader = RowReader(table, columns, board, now, date_format)
        named = reader.places if places is None else places
        destinations = plan_destinations(board, named, stage_map or {}, pipeline=pipeline, exact=table.own)
        assembly = _Assembly(board, table, reader, destinations, now, Matcher(board, keys))
        assembly.take_all(tell if places is None else None)
        places = [place for place in named if place in assembly.places]
        if len(places) == len(named):
            break
        # Rows that cannot be read have named places that no other row has: nothing is made for them.
    warnings = [
        *_about_table(table),
        *_about_map({one.stage for one in places}, stage_map or {}),
        *assembly.warnings(),
    ]
    if not _NAMING.intersection(column.field for column in columns):
        warnings.append(
            "No column has titles or companies in it; name one with --map title=COLUMN, or put a line with "
            "the names of the columns above the first deal."
        )
    elif not key and not any(column.field == "external_id" for column in columns):
        warnings.append(
            "No column is an id, so deals that change in the file are added again by the next import; name "
            "one with --map external_id=COLUMN, or what deals are known by with --key COLUMN."
        )
    left_out = sorted([*table.problems, *assembly.problems])
    rows = assembly.rows
    action = ImportDeals(rows, destinations.new_stages, destinations.new_pipelines, override)
    return ImportPlan(
        columns=columns,
        stages=tuple(_meanings(board, destinations)),
        action=action,
        lines=assembly.lines,
        problems=tuple(left_out),
        repeated=tuple(assembly.repeated),
        suspected=tuple(assembly.suspected),
        held=() if override.strip() else _held(action, board, assembly.lines),
        new=len(rows) - assembly.updated,
        updated=assembly.updated,
        skipped=len(left_out) + len(assembly.repeated),
        by_status={status: assembly.statuses[status] for status in STATUSES},
        warnings=tuple(warnings),
    )


class _Settled(NamedTuple):
    """What the place and the status of a row come to."""

    status: Status
    stage: str
    """An id, or the name of a new one; empty when the row names none."""
    home: str
    """The pipeline: an id, or the name of a new one."""
    start: str
    """Where a new deal goes that names no stage."""
    delivered: bool
    """Whether the stage is one that comes after the win, for a row that does not speak of a win."""


class _Settling(dict[tuple[str, str, Status | None], _Settled]):
    """What the places and statuses that rows name come to: few of them differ in that."""

    def __init__(self, board: Board, destinations: Destinations) -> None:
        super().__init__()
        self._board = board
        self._destinations = destinations

    def __missing__(self, key: tuple[str, str, Status | None]) -> _Settled:
        pipeline, name, said = key
        home = self._destinations.home_of(pipeline)
        stages = self._destinations.plans[home]
        meaning = stages.meanings.get(name, Meaning())
        status: Status = said or "open"
        if status == "open" and meaning.status is not None:
            status = meaning.status
        found = self._board.stages.get(meaning.stage)
        after_the_win = found is not None and found.phase == "post"
        delivered = after_the_win and status == "open"
        if delivered:
            status = "won"
        stage = "" if after_the_win and status != "won" else meaning.stage
        start = stages.first if status == "open" else stages.last
        settled = self[key] = _Settled(status, stage, home, start, delivered)
        return settled


class _Assembly:
    """The rows of a table become rows of the action, a batch after the other."""

    def __init__(
        self,
        board: Board,
        table: Table,
        reader: RowReader,
        destinations: Destinations,
        now: datetime,
        matcher: Matcher,
    ) -> None:
        self.rows = PackedRows()
        """Those that are taken in."""
        self.lines = array("L")
        """Where in the table they stand."""
        self.updated = 0
        self.problems: list[Problem] = []
        self.suspected: list[Problem] = []
        self.repeated: list[Problem] = []
        self.statuses: Counter[Status] = Counter()
        self._reader = reader
        self._table = table
        self._now = now.astimezone(UTC)  # in which moments are: two zones are compared in ten times the time
        self._matcher = matcher
        self._counts: Counter[str] = Counter()
        self._settled = _Settling(board, destinations)

    @property
    def places(self) -> set[NamedPlace]:
        """Those that rows which can be read have named."""
        return {NamedPlace(pipeline, stage) for pipeline, stage, _ in self._settled}

    def take_all(self, tell: Tell | None) -> None:
        """Take rows in as far as they can be read; the others become problems.

        `tell` hears of every thousand.
        """
        looked_at = 0
        for batch in self._table.rows.batches:
            for drafts in self._reader.read(batch):
                if isinstance(drafts, Problem):
                    self.problems.append(drafts)
                else:
                    self._take(drafts)
            looked_at += len(batch)
            if tell is not None and looked_at % TOLD_ROWS == 0:
                tell(TOLD_ROWS)

    def _take(self, drafts: Drafts) -> None:
        """Take in what some rows say, but for what cannot be used or came in the same way before."""
        places = zip(drafts.pipelines, drafts.stages, drafts.statuses, strict=True)
        settled = list(map(self._settled.__getitem__, places))
        known: list[Deal | None] = [None] * len(drafts.lines)
        left_out = set() if self._matcher.is_idle else self._match(drafts, known)
        if left_out:
            kept = [row not in left_out for row in range(len(known))]
            drafts = drafts.only(kept)
            settled, known = list(compress(settled, kept)), list(compress(known, kept))
        columns = _columns(drafts, settled, known)
        self._note(drafts, columns, settled, known)
        self.rows.add(columns)
        self.lines.extend(drafts.lines)
        self.updated += len(known) - known.count(None)
        self.statuses.update(columns.statuses)

    def _match(self, drafts: Drafts, known: list[Deal | None]) -> set[int]:
        """Find the deals that rows update; which rows are left out."""
        left_out: set[int] = set()
        rows = zip(drafts.lines, by_row(drafts.fields, len(drafts.lines)), drafts.closes, strict=True)
        for row, draft in enumerate(starmap(Draft, rows)):
            try:
                deal = known[row] = self._matcher.deal_of(draft)
            except BadInput as error:
                self.problems.append(Problem(draft.line, str(error)))
                left_out.add(row)
                continue
            if deal is not None:
                continue
            if self._matcher.came_before(draft):
                self.repeated.append(Problem(draft.line, f"{draft.fields['title']} was imported before."))
                left_out.add(row)
            elif (twin := self._matcher.look_alike(draft)) is not None:
                why = f"{twin.title} may be the deal {twin.id} of the board."
                self.suspected.append(Problem(draft.line, why))
        return left_out

    def _note(
        self,
        drafts: Drafts,
        columns: Columns,
        settled: Sequence[_Settled],
        known: Sequence[Deal | None],
    ) -> None:
        """Count what the user should know about the rows."""
        to_come = {one for one in {*drafts.created, *columns.closed} if one is not None and one > self._now}
        dates = zip(drafts.created, columns.closed, strict=True) if to_come else ()
        counts = {
            "delivered": [one.delivered for one in settled].count(True),
            "hidden": sum(not deal.is_visible for deal in known if deal is not None),
            "future": sum(not to_come.isdisjoint(both) for both in dates),
            # Only what is closed has a closing date.
            "undated": columns.closed.count(None) - columns.statuses.count("open"),
        }
        self._counts.update(counts)
        self._counts.update({name: sum(map(bool, values)) for name, values in drafts.odd.items()})

    def warnings(self) -> Iterable[str]:
        """One sentence for each thing that the user should know about the rows."""
        told: dict[str, str] = {
            "hidden": "{} to deals that are archived, deleted or merged here; those stay as they are.",
            "future": "{} a creation or closing date that is still to come; it counts as now.",
            "undated": "{} a closed deal without a closing date; it counts as closed now.",
            "delivered": "{} a stage that comes after the win, and counts as won.",
            "priority": "{} a priority other than low, normal and high; it was left out.",
            "framework": "{} a framework that this board does not define; it was left out.",
            "is_closed": "{} closed without a word on how that went, and open as far as the stage does not "
            "tell either; say which column does with --map won=COLUMN or --map status=COLUMN.",
            "role": "{} a role other than those of a purchase; it was left out.",
        }
        verbs = {"hidden": "belong", "undated": "are", "is_closed": "are"}
        for what, sentence in told.items():
            if self._counts[what]:
                yield sentence.format(_rows(self._counts[what], verbs.get(what, "have")))
        if self.repeated:
            rows = _rows(len(self.repeated), "were")
            yield f"{rows} imported before (same title, company and value) and left out."


def _columns(drafts: Drafts, settled: Sequence[_Settled], known: Sequence[Deal | None]) -> Columns:
    """What some rows come to."""
    fields, statuses = dict(drafts.fields), [one.status for one in settled]
    dates = list(zip(statuses, drafts.closes, drafts.closed, strict=True))
    if any(drafts.closes) or any(drafts.closed):
        days = [_expected(*one) for one in dates]
        fields["close"] = [new or old for new, old in zip(days, fields.get("close", days), strict=True)]
    if "external_id" in fields and any(known):
        # Our own CSV has the id there, for want of another one.
        ids = zip(fields["external_id"], known, strict=True)
        fields["external_id"] = [None if deal is not None and one == deal.id else one for one, deal in ids]
    return Columns(
        fields,
        statuses,
        drafts.created,
        [
            when.moment if status != "open" and (when := closed or close) else None
            for status, close, closed in dates
        ],
        ["" if status == "open" else text for status, text in zip(statuses, drafts.reasons, strict=True)],
        ["" if status == "open" else text for status, text in zip(statuses, drafts.lessons, strict=True)],
        drafts.contacts,
        [deal.id if deal is not None else "" for deal in known],
        [one.stage or (one.start if deal is None else "") for one, deal in zip(settled, known, strict=True)],
        [one.home for one in settled],
    )


def _expected(status: Status, close: When | None, closed: When | None) -> str | None:
    """The day of the expected close, for the file; a deal that is open may have it in the wrong column."""
    when = close or closed if status == "open" else close if closed else None
    return day_text(when.day) if when is not None and when.day is not None else None


def _held(action: ImportDeals, board: Board, lines: Sequence[int]) -> tuple[Problem, ...]:
    return tuple(
        Problem(lines[at], f"{deal.title} stays in {board.stage_of(deal).name}: {open_words(deal, board)}.")
        for at, deal in held_rows(action, board).items()
    )


_SINGULAR: Final = {"belong": "belongs", "are": "is", "have": "has", "were": "was"}


def _rows(count: int, verb: str) -> str:
    return f"1 row {_SINGULAR[verb]}" if count == 1 else f"{count} rows {verb}"


def _about_table(table: Table) -> Iterable[str]:
    if table.encoding in ("cp1252", "latin-1", "gb18030"):
        name = {"cp1252": "Windows-1252", "latin-1": "Latin-1", "gb18030": "GBK"}[table.encoding]
        yield f"The file is not UTF-8 and was read as {name}; look at the letters with accents."


def _about_map(names: Collection[str], stage_map: Mapping[str, str]) -> Iterable[str]:
    """A warning about names in the stage map that no row has."""
    there = {plain(name) for name in names if name}
    missing = [name for name in stage_map if plain(name) not in there]
    if missing:
        shown = ", ".join(missing[:_SHOWN_NAMES])
        yield f"No row has the stage {shown}, which --stage-map names."


def _meanings(board: Board, places: Destinations) -> Iterable[tuple[str, str]]:
    several = len(places.plans) > 1
    for home, name, meaning in places.meanings():
        pipeline = board.pipelines[home].name if home in board.pipelines else home
        yield f"{pipeline} / {name}" if several else name, _meant(board, meaning)


def _meant(board: Board, meaning: Meaning) -> str:
    if meaning.is_new:
        return "new stage"
    return meaning.status or board.stages[meaning.stage].name
