"""Rules for imports: many rows of someone else's data as one action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pipeboard.domain import actions
from pipeboard.domain.actions import AddStage, ImportedDeal, NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import holding, is_forward
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.fields import DEAL, Dumped, dump_set
from pipeboard.domain.people import Contact
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.pricing import rate_to_freeze
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.deals import check_dumped, check_title, create, first_stage
from pipeboard.domain.rules.moves import emit_move, seen_place
from pipeboard.domain.rules.people import emit_contact
from pipeboard.domain.rules.plan import Plan, counted
from pipeboard.domain.rules.stages import emit_pipeline, emit_stage, planned_pipeline, planned_stage

_NAMED = 3
"""How many held deals a summary names."""


def import_deals(action: actions.ImportDeals, plan: Plan) -> None:
    places = _places(action, plan.board)
    places.emit(plan)
    known = _Known(plan.board)
    added = updated = 0
    held: list[Deal] = []
    override = action.override.strip()
    for key, row in _origins_first(action.rows, known):
        present = known.deal_of(row, key)
        if "origin" in row.fields:
            row = row._replace(fields=known.with_origin(row, present))
        if row.fields.get("owner") == "me":
            mine = dump_set(DEAL, {"owner": plan.author})
            row = row._replace(fields=Dumped.of(DEAL, row.fields | mine))
        if present is None:
            known.learn(key, _add(row, plan, places))
            added += 1
        else:
            if not override and _is_held(row, plan.board, present, places):
                held.append(present)
                row = row._replace(status="open", stage="")
            updated += _update(row, plan, present, places, override)
        plan.hand_on()
    same = len(action.rows) - added - updated
    told = [f"{counted(added, 'deal')} added"] if added else []
    told += [f"{updated} updated"] if updated else []
    told += [f"{same} unchanged"] if same else []
    stay = f"; {_held_words(held)}" if held else ""
    plan.summary = f"Imported: {', '.join(told) or 'nothing to do'}{stay}."


def held_rows(action: actions.ImportDeals, board: Board) -> dict[int, Deal]:
    """The rows, by their place, that would take a deal on past open required items, each with its deal.

    Without a reason to override its checklist, the deal stays where it is; the rest of the row is taken in.
    """
    if not board.deals:
        return {}
    known, places = _Known(board), _places(action, board)
    present = ((at, row, known.deal_of(row, _key_of(row))) for at, row in enumerate(action.rows))
    return {at: deal for at, row, deal in present if deal and _is_held(row, board, deal, places)}


class _Known:
    """The deals that a row can mean, those on the board and those of the rows before it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._by_key = {deal.external_id: deal for deal in board.deals.values() if deal.external_id}
        self._rows: dict[str, str] = {}
        """The external ids of the rows so far, each with the deal that it was made, if it was made one."""

    def deal_of(self, row: ImportedDeal, key: str) -> Deal | None:
        """The deal on the board that a row with this external id updates."""
        return self._board.deals.get(row.deal) or self._by_key.get(key)

    def has(self, key: str) -> bool:
        """Whether there is a deal of this external id or id by now."""
        return bool(self._rows.get(key)) or key in self._by_key or key in self._board.deals

    def see(self, key: str) -> None:
        """Take note of a row with this external id. BadInput where another one has it."""
        if key in self._rows:
            raise BadInput(f"The id {quoted(key)} stands in two rows; a deal has one.")
        self._rows[key] = ""

    def learn(self, key: str, deal_id: str) -> None:
        """A deal that was added, with the external id of its row."""
        if key:
            self._rows[key] = deal_id

    def with_origin(self, row: ImportedDeal, deal: Deal | None) -> Dumped:
        """The fields of a row, the deal that it came out of by its id; without one that is not known."""
        fields = Dumped.of(DEAL, row.fields)
        origin = str(fields.pop("origin") or "")
        there = self._by_key.get(origin) or self._board.deals.get(origin)
        found = self._rows.get(origin) or (there.id if there else "")
        if found not in ("", deal.id if deal else ""):
            fields["origin"] = found
        return fields


def _key_of(row: ImportedDeal) -> str:
    return str(row.fields.get("external_id") or "")


def _is_held(row: ImportedDeal, board: Board, deal: Deal, places: _Places) -> bool:
    if not (deal.is_visible and deal.is_open) or not holding(deal, board):
        return False
    if row.status != "open":
        return row.status == "won"
    stage = places.stage_of(row)
    return stage is not None and is_forward(board, deal, stage)


def _held_words(held: list[Deal]) -> str:
    """ "2 deals stay where their checklists hold them: Acme website and Beta shop"."""
    titles = [deal.title for deal in held[:_NAMED]]
    more = len(held) - len(titles)
    named = ", ".join(titles) + (f" and {more} more" if more else "")
    verb = "stays where its checklist holds it" if len(held) == 1 else "stay where their checklists hold them"
    return f"{counted(len(held), 'deal')} {verb}: {named}"


def _origins_first(rows: Iterable[ImportedDeal], known: _Known) -> Iterator[tuple[str, ImportedDeal]]:
    """The rows in their order with their external ids, but none before that of the deal which it came out of.

    BadInput where two have one external id. Only rows that wait are kept.
    """
    waiting: dict[str, list[tuple[str, ImportedDeal]]] = {}
    for row in rows:
        key = _key_of(row)
        if key:
            known.see(key)
        origin = str(row.fields.get("origin") or "")
        if origin and origin != key and not known.has(origin):
            waiting.setdefault(origin, []).append((key, row))
            continue
        yield key, row
        ready = waiting.pop(key, []) if waiting else []
        while ready:
            yield ready[0]
            ready = [*ready[1:], *waiting.pop(ready[0][0], ())]
    for late in waiting.values():  # out of deals that are not there, or out of each other
        yield from late


# Stages


class _Places(NamedTuple):
    """Where rows can put deals: the stages of the board and the new ones."""

    board: Board
    pipelines: Mapping[str, Pipeline]
    """The new ones, by the names that rows use for them."""
    stages: Mapping[tuple[str, str], Stage]
    """The new ones, by pipeline (an id, or the name of a new one) and name."""
    actions: tuple[AddStage, ...]
    known: dict[tuple[str, str], Stage | None]
    """What rows have named so far, by pipeline and stage."""

    def emit(self, plan: Plan) -> None:
        """Emit the new pipelines and stages."""
        for pipeline in self.pipelines.values():
            emit_pipeline(plan, pipeline)
        for new, stage in zip(self.actions, self.stages.values(), strict=True):
            emit_stage(new, plan, stage)

    def stage_of(self, row: ImportedDeal) -> Stage | None:
        """The stage that a row names; None where it names none, or one that is not there."""
        place = row.pipeline, row.stage
        if place not in self.known:
            self.known[place] = self._stage_at(*place)
        return self.known[place]

    def _stage_at(self, pipeline: str, wanted: str) -> Stage | None:
        new = self.stages.get((pipeline, wanted))
        if new is None and wanted not in self.board.stages:
            # Who knows the new stages by other means names them by id, or leaves their pipeline out.
            named = ((stage, (stage.id, name)) for (_, name), stage in self.stages.items())
            new = next((stage for stage, names in named if wanted in names), None)
        return new or self.board.stages.get(wanted)


def _places(action: actions.ImportDeals, board: Board) -> _Places:
    pipelines: dict[str, Pipeline] = {}
    grown = board
    for name in action.new_pipelines:
        pipelines[name] = planned_pipeline(name, grown)
        grown = grown._replace(pipelines={**grown.pipelines, pipelines[name].id: pipelines[name]})
    stages: dict[tuple[str, str], Stage] = {}
    moved: list[AddStage] = []
    for new in action.new_stages:
        home = pipelines[new.pipeline].id if new.pipeline in pipelines else new.pipeline
        moved.append(new._replace(pipeline=home))
        here = tuple(one for one in grown.stages.values() if one.pipeline == home and not one.retired)
        stage = planned_stage(moved[-1], grown, here)
        stages[new.pipeline, new.name] = stage
        grown = grown._replace(stages={**grown.stages, stage.id: stage})
    return _Places(board, pipelines, stages, tuple(moved), {})


def _stage_of(row: ImportedDeal, plan: Plan, places: _Places) -> Stage:
    stage = places.stage_of(row)
    if stage is not None:
        return stage
    if not row.stage:
        return first_stage(plan)
    raise NotFound(f"There is no stage {row.stage}; `pipeboard stages list` shows them.")


# Deals


def _add(row: ImportedDeal, plan: Plan, places: _Places) -> str:
    """Emit a new deal; its id."""
    stage = _stage_of(row, plan, places)
    given = row.fields
    if "revisit" in given:
        given = Dumped.of(DEAL, given)
        del given["revisit"]
    check_title(given)
    check_dumped(plan.board, given)
    created = _past(row.created, plan)
    deal_id = create(plan, given, stage, at=created, imported=True)
    for contact in row.contacts:
        emit_contact(plan, deal_id, contact)
    if row.status != "open":
        closed = _past(row.closed, plan) or plan.now
        said = _said(row, str(given.get("currency") or ""), plan.board)
        moment = max(closed, created) if created else closed
        plan.emit(f"deal.{row.status}", {"deal": deal_id, "from": stage.id, **said}, at=moment)
    return deal_id


def _said(row: ImportedDeal, currency: str, board: Board, override: str = "") -> dict[str, object]:
    """What a row says of a close, as a part of its event."""
    said: dict[str, object] = {"reason": row.reason, "lesson": row.lesson, "override": override}
    said["revisit"] = row.fields.get("revisit") if row.status == "disqualified" else ""
    return {name: text for name, text in said.items() if text} | rate_to_freeze(currency, board)


def _update(row: ImportedDeal, plan: Plan, deal: Deal, places: _Places, override: str) -> bool:
    """Emit what the row says differently; whether anything does. What the row leaves out stays."""
    if not deal.is_visible:
        return False
    given = dict(row.values)
    if deal.status != "disqualified":
        given.pop("revisit", None)
    changed = plan.set_deal(deal, given)
    for contact in _missing(row.contacts, deal.contacts):
        emit_contact(plan, deal.id, contact)
        changed = True
    if not deal.is_open:
        return changed
    stage = _stage_of(row, plan, places) if row.stage else plan.board.stage_of(deal)
    if row.status != "open":
        # Not before the deal came to where it is: a close that is older than the last move would not count.
        closed = max(_past(row.closed, plan) or plan.now, deal.entered_stage)
        past = override if holding(deal, plan.board) else ""
        said = _said(row, str(given.get("currency") or deal.currency), plan.board, past)
        plan.emit(f"deal.{row.status}", {"deal": deal.id, **seen_place(deal), **said}, at=closed)
    elif stage.id != plan.board.stage_of(deal).id:
        past = override if is_forward(plan.board, deal, stage) and holding(deal, plan.board) else ""
        emit_move(plan, deal._replace(rank=""), stage, past)
    else:
        return changed
    return True


def _missing(given: Iterable[NewContact], there: Iterable[Contact]) -> list[NewContact]:
    """The contacts that a deal does not have yet: none of that name has their e-mail address, or has none."""
    known: dict[str, set[str]] = {}
    for one in there:
        known.setdefault(one.name.casefold(), set()).add(one.email.casefold())
    return [
        one
        for one in given
        if (emails := known.get(one.name.casefold())) is None
        or (one.email and not {one.email.casefold(), ""} & emails)
    ]


def _past(moment: datetime | None, plan: Plan) -> datetime | None:
    return min(moment, plan.now) if moment else None
