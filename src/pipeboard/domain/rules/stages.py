"""Rules for the board's settings, pipelines and stages."""

from __future__ import annotations

from collections.abc import Iterable

from pipeboard.domain import actions
from pipeboard.domain.actions import NewStage
from pipeboard.domain.board import Board, BoardSettings
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import BadInput, Refused
from pipeboard.domain.fields import BOARD, PIPELINE, STAGE, dump_set, known
from pipeboard.domain.ids import sort_key
from pipeboard.domain.order import between
from pipeboard.domain.pipeline import Phase, Pipeline, Stage
from pipeboard.domain.rules.definitions import emit_content
from pipeboard.domain.rules.plan import Plan, counted, in_use, over, settling
from pipeboard.domain.rules.prices import check_currency, stale_words
from pipeboard.domain.slugs import slug, unique
from pipeboard.domain.splitting import MOVED, dump_moved
from pipeboard.domain.values import Changes


def set_up_board(action: actions.SetUpBoard, plan: Plan) -> None:
    if plan.board.pipelines:
        raise Refused("This board is set up already.")
    plan.emit("board.set", {"set": dump_set(BOARD, action.settings)})
    add_pipeline(action.pipeline, plan)
    plan.summary = f"A new board with {counted(len(action.pipeline.stages), 'stage')}."


def set_board(action: actions.SetBoard, plan: Plan) -> None:
    settings, usual = plan.board.settings, BoardSettings()
    for name in action.changes:
        known(BOARD, name)
    # An emptied setting is what it is on a new board.
    wanted = {
        name: getattr(usual, name) if value in (None, "") else value for name, value in action.changes.items()
    }
    new, was = settling(wanted, {name: getattr(settings, name) for name in wanted}, plan.board, "board")
    if "currency" in new:
        check_currency(plan.board, str(new["currency"]))
    if new:
        decided = over(plan.board, *new, of="board")
        plan.emit("board.set", {"set": dump_set(BOARD, new), "was": dump_set(BOARD, was), **decided})
    plan.summary = "Changed the board's settings." if new else "The board is like that already."
    if "currency" in new:
        plan.summary += stale_words(plan.board, str(new["currency"]))


def split_board(action: actions.SplitBoard, plan: Plan) -> None:
    """One event, which sorts after every row that it speaks of."""
    body = {"archive": action.archive, "file": action.file, "deals": action.deals}
    plan.emit(MOVED, {**body, "rows": dump_moved(action.rows)}, after=max(action.rows, key=sort_key))
    plan.summary = f"Moved {counted(action.deals, 'deal')} to {action.file}."


def add_pipeline(action: actions.AddPipeline, plan: Plan) -> None:
    pipeline = planned_pipeline(action.name, plan.board)
    emit_pipeline(plan, pipeline)
    _emit_stages(plan, pipeline.id, action.stages)
    plan.summary = f"Added the pipeline {pipeline.name} with {counted(len(action.stages), 'stage')}."


def planned_pipeline(name: str, board: Board) -> Pipeline:
    """What a new pipeline of that name would be, behind the others."""
    name = _name(name, "pipeline")
    _check_free(name, board.live_pipelines(), "pipeline")
    last = max((pipeline.rank for pipeline in board.pipelines.values()), default="")
    return Pipeline(unique(slug(name), board.pipelines), name, between(last, ""))


def emit_pipeline(plan: Plan, pipeline: Pipeline) -> None:
    """Emit a new pipeline as it was planned."""
    fields = {"name": pipeline.name, "rank": pipeline.rank}
    plan.emit("pipeline.created", {"pipeline": pipeline.id, "set": dump_set(PIPELINE, fields)})


def _emit_stages(plan: Plan, pipeline_id: str, stages: Iterable[NewStage]) -> None:
    taken, names, rank = set(plan.board.stages), set(), ""
    for stage in stages:
        name = _name(str(stage.fields.get("name") or ""), "stage")
        if name.casefold() in names:
            raise Refused(f"Two stages are called {name}; give them different names.")
        names.add(name.casefold())
        stage_id = unique(stage.id or slug(name), taken)
        taken.add(stage_id)
        rank = between(rank, "")
        fields = {**stage.fields, "name": name, "pipeline": pipeline_id, "rank": rank}
        plan.emit("stage.created", {"stage": stage_id, "set": dump_set(STAGE, _given(fields))})
        emit_content(plan, stage_id, stage.content)


def edit_pipeline(action: actions.EditPipeline, plan: Plan) -> None:
    pipeline = plan.pipeline(action.pipeline)
    changes: Changes = action.changes
    if "name" in changes:
        name = _name(str(changes["name"] or ""), "pipeline")
        changes = {**changes, "name": name}
        _check_free(name, (one for one in plan.board.live_pipelines() if one.id != pipeline.id), "pipeline")
    of = f"pipeline/{pipeline.id}"
    new, was = settling(changes, {name: getattr(pipeline, name, None) for name in changes}, plan.board, of)
    if new:
        body = {"set": dump_set(PIPELINE, new), "was": dump_set(PIPELINE, _given(was))}
        plan.emit("pipeline.set", {"pipeline": pipeline.id, **body, **over(plan.board, *new, of=of)})
    plan.summary = f"Changed the pipeline {pipeline.name}."
    if not new:
        plan.summary = f"{pipeline.name} is like that already."
    elif "name" in new:
        plan.summary = f"Renamed {pipeline.name} to {new['name']}."


def retire_pipeline(action: actions.RetirePipeline, plan: Plan) -> None:
    pipeline = plan.pipeline(action.pipeline)
    if len(plan.board.live_pipelines()) == 1:
        raise Refused(f"{pipeline.name} is the only pipeline; add another one first.")
    held = sum(
        1
        for deal in plan.board.visible_deals()
        if deal.is_open and plan.board.stage_of(deal).pipeline == pipeline.id
    )
    if held:
        raise Refused(f"{pipeline.name} holds {counted(held, 'open deal')}; move or close them first.")
    plan.emit("pipeline.retired", {"pipeline": pipeline.id})
    plan.summary = f"Retired the pipeline {pipeline.name}."


def add_stage(action: actions.AddStage, plan: Plan) -> None:
    stage = planned_stage(action, plan.board, plan.board.stages_in(action.pipeline))
    emit_stage(action, plan, stage)
    plan.summary = f"Added the stage {stage.name}."


def planned_stage(action: actions.AddStage, board: Board, siblings: tuple[Stage, ...]) -> Stage:
    """Where a new stage would stand among the pipeline's others, and what it would be called."""
    pipeline = in_use("pipeline", action.pipeline, board.pipelines)
    name = _name(action.name, "stage")
    _check_free(name, siblings)
    said = action.fields.get("phase")
    if not said and action.after:
        said = in_use("stage", action.after, {**board.stages, **{one.id: one for one in siblings}}).phase
    phase: Phase = "post" if said == "post" else "pre"
    rank = _rank_after(action.after, tuple(stage for stage in siblings if stage.phase == phase))
    stage_id = unique(slug(name), {*board.stages, *(stage.id for stage in siblings)})
    return Stage(stage_id, name, pipeline.id, rank, phase=phase)


def emit_stage(action: actions.AddStage, plan: Plan, stage: Stage) -> None:
    """Emit a new stage where it was planned."""
    place = {name: getattr(stage, name) for name in ("name", "pipeline", "rank", "phase")}
    plan.emit(
        "stage.created", {"stage": stage.id, "set": dump_set(STAGE, _given({**action.fields, **place}))}
    )


def _rank_after(after: str | None, siblings: tuple[Stage, ...]) -> str:
    """A rank behind the stage `after`, or behind the last one."""
    ranks = sorted(stage.rank for stage in siblings)
    low = next((stage.rank for stage in siblings if stage.id == after), ranks[-1] if ranks else "")
    return between(low, next((rank for rank in ranks if rank > low), ""))


def edit_stage(action: actions.EditStage, plan: Plan) -> None:
    stage = plan.stage(action.stage)
    changes: Changes = action.changes
    if "name" in changes:
        others = tuple(one for one in plan.board.stages_in(stage.pipeline) if one.id != stage.id)
        _check_free(_name(str(changes["name"] or ""), "stage"), others)
    of = f"stage/{stage.id}"
    new, was = settling(changes, {name: getattr(stage, name, None) for name in changes}, plan.board, of)
    if new.get("phase") == "post":
        _check_no_open_deals(plan, stage)
    if new:
        body = {"set": dump_set(STAGE, new), "was": dump_set(STAGE, _given(was))}
        plan.emit("stage.set", {"stage": stage.id, **body, **over(plan.board, *new, of=of)})
    plan.summary = f"Changed the stage {stage.name}." if new else f"{stage.name} is like that already."
    if "name" in new:
        plan.summary = f"Renamed {stage.name} to {new['name']}."


def _check_no_open_deals(plan: Plan, stage: Stage) -> None:
    held = sum(1 for deal in _held(plan, stage) if deal.is_open)
    if held:
        raise Refused(f"{stage.name} holds {counted(held, 'open deal')}, so it cannot come after the win.")


def move_stage(action: actions.MoveStage, plan: Plan) -> None:
    stage = plan.stage(action.stage)
    others = tuple(
        one for one in plan.board.stages_in(stage.pipeline) if one.id != stage.id and one.phase == stage.phase
    )
    if action.after is None:
        rank = between("", min((one.rank for one in others), default=""))
    elif action.after not in {one.id for one in others}:
        raise Refused(
            f"{stage.name} cannot stand there: stages move among those of their own pipeline and phase."
        )
    else:
        rank = _rank_after(action.after, others)
    plan.emit("stage.set", {"stage": stage.id, "set": {"rank": rank}, "was": {"rank": stage.rank}})
    plan.summary = f"Moved the stage {stage.name}."


def retire_stage(action: actions.RetireStage, plan: Plan) -> None:
    stage = plan.stage(action.stage)
    held = _held(plan, stage)
    if held and action.into is None:
        raise Refused(f"{stage.name} holds {counted(len(held), 'deal')}; say which stage receives them.")
    _check_not_last(plan, stage)
    into = _receiver(plan, stage, action.into) if action.into else None
    plan.emit("stage.retired", {"stage": stage.id, **({"into": into.id} if into else {})})
    moved = f"; {counted(len(held), 'deal')} went to {into.name}" if into and held else ""
    plan.summary = f"Retired the stage {stage.name}{moved}."


def merge_stage(action: actions.MergeStage, plan: Plan) -> None:
    stage = plan.stage(action.stage)
    into = _receiver(plan, stage, action.into)
    _check_not_last(plan, stage)
    plan.emit("stage.merged", {"stage": stage.id, "into": into.id})
    plan.summary = f"Merged the stage {stage.name} into {into.name}."


def _receiver(plan: Plan, stage: Stage, into_id: str) -> Stage:
    into = plan.stage(into_id)
    if into.id == stage.id:
        raise Refused(f"{stage.name} cannot receive its own deals; name another stage.")
    if into.phase != stage.phase:
        raise Refused(
            f"{stage.name} and {into.name} are on different sides of the win; name a stage on the same side."
        )
    return into


def _check_not_last(plan: Plan, stage: Stage) -> None:
    before = [one for one in plan.board.stages_in(stage.pipeline) if one.phase == "pre"]
    if before == [stage]:
        raise Refused(f"{stage.name} is the last stage before the win; add another one first.")


def _held(plan: Plan, stage: Stage) -> list[Deal]:
    return [deal for deal in plan.board.visible_deals() if plan.board.stage_of(deal).id == stage.id]


def _check_free(name: str, siblings: Iterable[Pipeline | Stage], what: str = "stage") -> None:
    if any(one.name.casefold() == name.casefold() for one in siblings):
        raise Refused(f"There is a {what} called {name} already; choose another name.")


def _name(name: str, what: str) -> str:
    if not name.strip():
        raise BadInput(f"A {what} needs a name.")
    return name.strip()


def _given(fields: Changes) -> Changes:
    return {name: value for name, value in fields.items() if value not in (None, "")}
