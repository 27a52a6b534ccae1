"""Deals out of someone else's table: a plan that says everything before anything is written.

Pure: `read_table` makes a table of bytes, `plan_import` an `ImportDeals` action of the table and the board.
Rows that cannot be read are listed with line and reason and do not stop the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import ImportDeals, ImportedDeal
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import open_words
from pipeboard.domain.deal import STATUSES, Deal, Status
from pipeboard.domain.errors import BadInput
from pipeboard.domain.rules.imports import held_rows
from pipeboard.exchange.columns import Column, guess_columns
from pipeboard.exchange.matching import Matcher, key_fields
from pipeboard.exchange.pipelineplan import Destinations, plan_destinations
from pipeboard.exchange.rows import Draft, RowReader, Tell
from pipeboard.exchange.stagenames import plain
from pipeboard.exchange.stageplan import Meaning, StagePlan
from pipeboard.exchange.tables import Problem, Table, read_table

__all__ = ["Column", "ImportPlan", "Problem", "Table", "plan_import", "read_table"]

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
    lines: tuple[int, ...]
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
    drafts, problems = RowReader(table, columns, board, now, date_format).read(tell)
    places = plan_destinations(board, drafts, stage_map or {}, pipeline=pipeline, exact=table.own)
    assembly = _Assembly(board, places, now, Matcher(board, key_fields(key, columns)))
    for draft in drafts:
        try:
            assembly.add(draft)
        except BadInput as error:
            problems.append(Problem(draft.line, str(error)))
    names = {draft.stage for draft in drafts if draft.stage}
    warnings = [*_about_table(table), *_about_map(names, stage_map or {}), *assembly.warnings()]
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
    left_out = sorted([*table.problems, *problems])
    action = ImportDeals(tuple(assembly.rows), places.new_stages, places.new_pipelines, override)
    return ImportPlan(
        columns=columns,
        stages=tuple(_meanings(board, places)),
        action=action,
        lines=tuple(assembly.lines),
        problems=tuple(left_out),
        repeated=tuple(assembly.repeated),
        suspected=tuple(assembly.suspected),
        held=() if override.strip() else _held(action, board, assembly.lines),
        new=len(assembly.rows) - assembly.updated,
        updated=assembly.updated,
        skipped=len(left_out) + len(assembly.repeated),
        by_status={status: assembly.statuses[status] for status in STATUSES},
        warnings=tuple(warnings),
    )


class _Assembly:
    """Drafts become rows of the action, one after the other."""

    def __init__(self, board: Board, places: Destinations, now: datetime, matcher: Matcher) -> None:
        self.rows: list[ImportedDeal] = []
        self.lines: list[int] = []
        """Where in the table each of them stands."""
        self.updated = 0
        self.suspected: list[Problem] = []
        self.repeated: list[Problem] = []
        self.statuses: Counter[Status] = Counter()
        self._board = board
        self._places = places
        self._now = now
        self._matcher = matcher
        self._counts: Counter[str] = Counter()

    def add(self, draft: Draft) -> None:
        """Make a row of the draft, unless its deal came in the same way before. BadInput as `Matcher`."""
        known = self._matcher.deal_of(draft)
        if known is None and self._matcher.came_before(draft):
            self.repeated.append(Problem(draft.line, f"{draft.fields['title']} was imported before."))
            return
        twin = self._matcher.look_alike(draft) if known is None else None
        if twin is not None:
            self.suspected.append(
                Problem(draft.line, f"{twin.title} may be the deal {twin.id} of the board.")
            )
        stages = self._places.plan_of(draft)
        status, stage = self._settle(draft, stages)
        fields = draft.fields
        if known is not None and fields.get("external_id") == known.id:
            del fields["external_id"]  # our own CSV has the id there, for want of another one
        if stage or known is None:
            fields["stage"] = stage or (stages.first if status == "open" else stages.last)
        close = draft.close or (draft.closed_day if status == "open" else None)
        if close is not None and (status == "open" or draft.closed is not None):
            fields["close"] = close
        closed = None if status == "open" else draft.closed or draft.close_moment
        self._note(draft, known, status, closed)
        self.lines.append(draft.line)
        self.rows.append(
            ImportedDeal(
                fields,
                status,
                draft.created,
                closed,
                draft.reason if status != "open" else "",
                draft.lesson if status != "open" else "",
                draft.contacts,
                known.id if known is not None else "",
                self._places.home_of(draft),
            )
        )
        self.updated += known is not None
        self.statuses[status] += 1

    def _settle(self, draft: Draft, stages: StagePlan) -> tuple[Status, str]:
        """The status and the stage ("" when the row names none) of a draft."""
        meaning = stages.meanings.get(draft.stage, Meaning())
        status: Status = draft.status or "open"
        if status == "open" and meaning.status is not None:
            status = meaning.status
        found = self._board.stages.get(meaning.stage)
        after_the_win = found is not None and found.phase == "post"
        if after_the_win and status == "open":
            self._counts["delivered"] += 1
            status = "won"
        return status, "" if after_the_win and status != "won" else meaning.stage

    def _note(self, draft: Draft, known: Deal | None, status: Status, closed: datetime | None) -> None:
        self._counts["hidden"] += known is not None and not known.is_visible
        self._counts["future"] += any(one is not None and one > self._now for one in (draft.created, closed))
        self._counts["undated"] += status != "open" and closed is None
        self._counts.update(draft.odd)

    def warnings(self) -> Iterable[str]:
        """One sentence for each thing that the user should know about the rows."""
        told: dict[str, str] = {
            "hidden": "{} to deals that are archived, deleted or merged here; those stay as they are.",
            "future": "{} a creation or closing date that is still to come; it counts as now.",
            "undated": "{} a closed deal without a closing date; it counts as closed now.",
            "delivered": "{} a stage that comes after the win, and counts as won.",
            "priority": "{} a priority other than low, normal and high; it was left out.",
            "framework": "{} a framework that this board does not define; it was left out.",
            "role": "{} a role other than those of a purchase; it was left out.",
        }
        verbs = {"hidden": "belong", "undated": "are"}
        for what, sentence in told.items():
            if self._counts[what]:
                yield sentence.format(_rows(self._counts[what], verbs.get(what, "have")))
        if self.repeated:
            rows = _rows(len(self.repeated), "were")
            yield f"{rows} imported before (same title, company and value) and left out."


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


def _about_map(names: Iterable[str], stage_map: Mapping[str, str]) -> Iterable[str]:
    """A warning about names in the stage map that no row has."""
    there = {plain(name) for name in names}
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
