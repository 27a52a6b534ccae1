"""Rules for what a team defines: reasons, checklists, profiles, rates and so on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeboard.domain import actions
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import NAMED, of_stage
from pipeboard.domain.definitions import (
    PARTS,
    WHOLES,
    Definition,
    called,
    fields_of,
    name_for,
    one_called,
    title_field,
    whole_of,
)
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import dump_set, known
from pipeboard.domain.focus import accounts_named
from pipeboard.domain.frameworks import letters_of
from pipeboard.domain.order import between
from pipeboard.domain.quotes import quoted
from pipeboard.domain.rules.plan import Plan, counted, over, settling
from pipeboard.domain.rules.prices import completed_rate, rate_words
from pipeboard.domain.slugs import unique
from pipeboard.domain.values import Changes

_LISTED = 12
_NAMED = ("framework", "criterion")
"""Kinds whose ids are part of the names of answers."""


def define(action: actions.Define, plan: Plan) -> None:
    table = fields_of(action.kind)
    for name in action.changes:
        known(table, name)
    if action.kind == "rate":
        action = completed_rate(action, plan.board)
    if action.kind == "focus" and "accounts" in action.changes:
        accounts = action.changes["accounts"]
        named = accounts_named(accounts if isinstance(accounts, tuple) else (), plan.board)
        action = action._replace(changes={**action.changes, "accounts": named})
    _define(action, plan)
    if action.kind == "rate" and plan.rows:
        plan.summary = rate_words(action, plan.board)


def _define(action: actions.Define, plan: Plan) -> None:
    table = fields_of(action.kind)
    present = plan.board.definitions(action.kind)
    before = present.get(action.id) if action.id else None
    if before is None:
        _check(plan, action.kind, action.changes, action.id or "")
        _, title = emit_new(plan, action.kind, action.changes, action.id or "")
        plan.summary = f"Defined the {called(action.kind)} {title}."
        return
    of = f"{action.kind}/{before.id}"
    there = {name: before.values.get(name) for name in action.changes}
    new, was = settling(action.changes, there, plan.board, of)
    if new:
        _check(plan, action.kind, {**before.values, **new}, before.id)
        _check_title(plan.board, before, new)
        seen = {name: value for name, value in was.items() if value is not None}
        body = {"set": dump_set(table, new), "was": dump_set(table, seen)}
        plan.emit("definition.set", {"definition": of, **body, **over(plan.board, *new, of=of)})
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
            raise BadInput(f"{one_called(kind).capitalize()} needs its {one.title.lower()}.")
    title = str(given.get("title") or given.get("text") or name or _untitled(given))
    present = plan.board.definitions(kind)
    written = plan.definitions(kind)
    here = {key: one for key, one in present.items() if one.whole == whole_of(given)}
    same = next((one for one in here.values() if one.title.casefold() == title.casefold()), None)
    if same is not None:
        there = f"There is {one_called(kind)} called {same.title} already"
        raise Refused(f"{there}; change that one, or choose another name.")
    name = name or unique(_prefix(given) + _word_for(kind, title), {**present, **written})
    if "rank" in table:
        last = [one.text("rank") for one in here.values()]
        last += [str(one.get("rank", "")) for one in written.values() if whole_of(one) == whole_of(given)]
        given.setdefault("rank", between(max(last, default=""), ""))
    plan.emit("definition.set", {"definition": f"{kind}/{name}", "set": dump_set(table, given)})
    return name, title


def _untitled(given: Changes) -> str:
    """What to call a step of a cadence that has no text: "call 3", for the third day."""
    return " ".join(str(value) for name, value in given.items() if name not in (*WHOLES, "rank"))


def undefine(action: actions.Undefine, plan: Plan) -> None:
    one = defined(plan.board, action.kind, action.id)
    kind = PARTS.get(one.kind, "")
    parts = [part for part in plan.board.definitions(kind).values() if part.whole == one.id] if kind else []
    for gone in (*parts, one):
        plan.emit("definition.removed", {"definition": f"{gone.kind}/{gone.id}"})
    with_parts = f" and what belongs to it ({len(parts)})" if parts else ""
    plan.summary = f"Removed the {called(one.kind)} {one.title}{with_parts}."


def add_framework(action: actions.AddFramework, plan: Plan) -> None:
    titles = [title.strip() for title in action.criteria if title.strip()]
    if not titles:
        raise BadInput("A framework needs at least one criterion, such as Situation.")
    if len({title.casefold() for title in titles}) < len(titles):
        raise BadInput("Two of the criteria have the same title; give them different ones.")
    framework, title = emit_new(plan, "framework", {"title": action.title.strip()})
    for criterion, letter in zip(titles, letters_of(titles), strict=True):
        emit_new(plan, "criterion", {"title": criterion, "framework": framework, "letter": letter})
    plan.summary = f"Defined the framework {title} with {counted(len(titles), 'criterion', 'criteria')}."


def defined(board: Board, kind: str, name: str) -> Definition:
    """The definition of that id; NotFound lists those there are."""
    fields_of(kind)
    found = board.definitions(kind).get(name)
    if found is None:
        there = ", ".join(list(board.definitions(kind))[:_LISTED]) or "none yet"
        raise NotFound(f"There is no {called(kind)} {quoted(name)}; there are {there}.")
    return found


def _prefix(given: Mapping[str, object]) -> str:
    """Parts are named after their whole: "lead.budget-known" is an item of the stage's list."""
    whole = whole_of(given).rpartition(":")[2]
    return f"{whole}." if whole else ""


def _word_for(kind: str, title: str) -> str:
    """An id for something of that title. Those of frameworks and criteria begin with a letter."""
    name = name_for(title)
    return f"{kind[0]}-{name}" if kind in _NAMED and not name[0].isalpha() else name


def _check(plan: Plan, kind: str, given: Changes, name: str) -> None:
    """BadInput or NotFound for a definition that makes no sense; `name` is its id, empty for a new one."""
    board = plan.board
    stage = given.get("stage")
    if stage and str(stage) not in board.stages:
        raise NotFound(f"There is no stage {stage}; `pipeboard stages list` shows them.")
    reviewed = given.get("reviewed")
    if isinstance(reviewed, date) and reviewed > plan.now.astimezone(board.zone).date():
        raise BadInput(f"{reviewed} is still to come; a review took place today or before.")
    if kind == "check":
        _check_list(board, str(given.get("list") or ""))
    for whole, part in PARTS.items():
        if kind == part:
            defined(board, whole, str(given.get(whole) or ""))
    if kind in ("score", "play") and str(given.get("when") or "").strip():
        from pipeboard.domain.standing import read_rule  # see `_check_view`

        read_rule(str(given["when"]), plan.now.astimezone(board.zone).date(), board)
    if kind == "score" and given.get("points") is None:
        raise BadInput("A score needs its points: how many a deal gets where it holds, such as 10 or -10.")
    if kind == "view":
        _check_view(plan, given, name)
    least, most = given.get("smallest"), given.get("largest")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        raise BadInput(f"The smallest size, {least}, is above the largest, {most}.")


def _check_view(plan: Plan, given: Changes, name: str) -> None:
    from pipeboard.domain import views
    from pipeboard.domain.query import parse_query  # 20 ms, which most definitions can do without

    board = plan.board
    texts = {field: str(given.get(field) or "") for field in views.FIELDS}
    one = views.saved_view(str(given.get("title") or ""), texts)
    parse_query(one.filter, plan.now.astimezone(board.zone), "", board)
    views.check_taken(one.letter, name, views.shared_views(board))


def _check_title(board: Board, before: Definition, new: Changes) -> None:
    """Refused where another one of the same whole is called so."""
    title = str(new.get(title_field(before.kind)) or "").casefold()
    whole = whole_of({**before.values, **new})
    for one in board.definitions(before.kind).values():
        if title and one.id != before.id and one.whole == whole and one.title.casefold() == title:
            raise Refused(
                f"There is {one_called(before.kind)} called {one.title} already; choose another name."
            )


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
