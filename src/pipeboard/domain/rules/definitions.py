"""Rules for what a team defines: reasons, checklists, profiles, rates and so on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import NAMED, of_stage
from pipeboard.domain.definitions import Definition, called, fields_of, name_for
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import dump_set, known
from pipeboard.domain.order import between
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.plan import Plan, differing
from pipeboard.domain.rules.prices import completed_rate, rate_words
from pipeboard.domain.slugs import unique
from pipeboard.domain.values import Changes

_LISTED = 12
_HOMES = ("list", "stage", "framework", "cadence", "outcome")


def define(action: actions.Define, plan: Plan) -> None:
    table = fields_of(action.kind)
    for name in action.changes:
        known(table, name)
    if action.kind == "rate":
        action = completed_rate(action, plan.board)
    _define(action, plan)
    if action.kind == "rate" and plan.rows:
        plan.summary = rate_words(action, plan.board)


def _define(action: actions.Define, plan: Plan) -> None:
    table = fields_of(action.kind)
    present = plan.board.definitions(action.kind)
    before = present.get(action.id) if action.id else None
    if before is None:
        _check(plan, action.kind, action.changes)
        _, title = emit_new(plan, action.kind, action.changes, action.id or "")
        plan.summary = f"Defined the {called(action.kind)} {title}."
        return
    new, was = differing(action.changes, {name: before.values.get(name) for name in action.changes})
    if new:
        _check(plan, action.kind, {**before.values, **new})
        seen = {name: value for name, value in was.items() if value is not None}
        body = {"set": dump_set(table, new), "was": dump_set(table, seen)}
        plan.emit("definition.set", {"definition": f"{action.kind}/{before.id}", **body})
    plan.summary = (
        f"Changed the {called(action.kind)} {before.title}."
        if new
        else f"{before.title} is like that already."
    )


def emit_new(plan: Plan, kind: str, fields: Changes, name: str = "") -> tuple[str, str]:
    """Emit a new definition, at the end of its list; its id and title. Refused where it is there already."""
    table = fields_of(kind)
    given = {key: value for key, value in fields.items() if value not in (None, "", ())}
    for one in table.values():
        if one.required and not given.get(one.name):
            raise BadInput(f"A {called(kind)} needs its {one.title.lower()}.")
    title = str(given.get("title") or given.get("text") or name)
    present = plan.board.definitions(kind)
    written = plan.definitions(kind)
    here = {key: one for key, one in present.items() if _home(one.values) == _home(given)}
    if any(one.title.casefold() == title.casefold() for one in here.values()):
        raise Refused(
            f"There is a {called(kind)} called {title} already; change that one, or choose another name."
        )
    name = name or unique(_prefix(given) + name_for(title), {**present, **written})
    if "rank" in table:
        last = [one.text("rank") for one in here.values()]
        last += [str(one.get("rank", "")) for one in written.values() if _home(one) == _home(given)]
        given.setdefault("rank", between(max(last, default=""), ""))
    plan.emit("definition.set", {"definition": f"{kind}/{name}", "set": dump_set(table, given)})
    return name, title


def undefine(action: actions.Undefine, plan: Plan) -> None:
    one = defined(plan.board, action.kind, action.id)
    plan.emit("definition.removed", {"definition": f"{one.kind}/{one.id}"})
    plan.summary = f"Removed the {called(one.kind)} {one.title}."


def defined(board: Board, kind: str, name: str) -> Definition:
    """The definition of that id; NotFound lists those there are."""
    fields_of(kind)
    found = board.definitions(kind).get(name)
    if found is None:
        there = ", ".join(list(board.definitions(kind))[:_LISTED]) or "none yet"
        raise NotFound(f"There is no {called(kind)} {quoted(name)}; there are {there}.")
    return found


def _home(given: Mapping[str, object]) -> str:
    """What a definition is one of: a list, a stage, a framework and so on; empty for the others."""
    return str(next((given[name] for name in _HOMES if given.get(name)), ""))


def _prefix(given: Mapping[str, object]) -> str:
    """Items of a stage's list are named after the stage: "lead.budget-known"."""
    home = _home(given).rpartition(":")[2]
    return f"{home}." if home else ""


def _check(plan: Plan, kind: str, given: Changes) -> None:
    """BadInput or NotFound for a definition that makes no sense."""
    board = plan.board
    stage = given.get("stage")
    if stage and str(stage) not in board.stages:
        raise NotFound(f"There is no stage {stage}; `pipeboard stages list` shows them.")
    reviewed = given.get("reviewed")
    if isinstance(reviewed, date) and reviewed > plan.now.astimezone(board.zone).date():
        raise BadInput(f"{reviewed} is still to come; a review took place today or before.")
    if kind == "check":
        _check_list(board, str(given.get("list") or ""))
    if kind in ("criterion", "cadence-step"):
        owner = "framework" if kind == "criterion" else "cadence"
        defined(board, owner, str(given.get(owner) or ""))


def _check_list(board: Board, name: str) -> None:
    what, _, owner = name.partition(":")
    known_stage = what == "stage" and owner in board.stages
    if not (name in NAMED or known_stage or (what == "deal" and owner in board.deals)):
        raise BadInput(f"There is no checklist {quoted(name)}; there are {', '.join(NAMED)} and stage:STAGE.")


def emit_content(plan: Plan, stage_id: str, content: tuple[tuple[str, Changes], ...]) -> None:
    """Emit a new stage's checklist, materials and challenges."""
    for kind, fields in content:
        home: Changes = {"list": of_stage(stage_id)} if kind == "check" else {"stage": stage_id}
        emit_new(plan, kind, {**fields, **home})
