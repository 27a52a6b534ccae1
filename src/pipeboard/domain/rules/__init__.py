"""Rules: may an action happen, what is missing, and which events it becomes.

Keyboard, bulk edit, command line and imports all come through `apply`, so no face can get around a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pipeboard.domain import actions
from pipeboard.domain.rules import (
    activity,
    cadences,
    checklists,
    deals,
    definitions,
    focus,
    imports,
    moves,
    outcome,
    people,
    playbook,
    proposals,
    qualification,
    review,
    stages,
)
from pipeboard.domain.rules.plan import Plan


def _together(action: actions.Together, plan: Plan) -> None:
    summaries = []
    for one in action.actions:
        apply(one, plan)
        summaries.append(plan.summary)
    plan.summary = " ".join(summaries)


_RULES: Final[dict[type[actions.Action], Callable[[Any, Plan], None]]] = {
    actions.SetUpBoard: stages.set_up_board,
    actions.SetBoard: stages.set_board,
    actions.SplitBoard: stages.split_board,
    actions.AddPipeline: stages.add_pipeline,
    actions.EditPipeline: stages.edit_pipeline,
    actions.RetirePipeline: stages.retire_pipeline,
    actions.AddStage: stages.add_stage,
    actions.EditStage: stages.edit_stage,
    actions.MoveStage: stages.move_stage,
    actions.RetireStage: stages.retire_stage,
    actions.MergeStage: stages.merge_stage,
    actions.Define: definitions.define,
    actions.Undefine: definitions.undefine,
    actions.AddFramework: definitions.add_framework,
    actions.AddDeal: deals.add_deal,
    actions.EditDeals: deals.edit_deals,
    actions.TagDeals: deals.tag_deals,
    actions.MoveDeals: moves.move_deals,
    actions.StepDeals: moves.step_deals,
    actions.RankDeal: deals.rank_deal,
    actions.CloseDeals: moves.close_deals,
    actions.ReopenDeals: moves.reopen_deals,
    actions.HandOver: outcome.hand_over,
    actions.RateDeal: outcome.rate_deal,
    actions.SpawnDeal: outcome.spawn_deal,
    actions.AssignDeals: outcome.assign_deals,
    actions.ArchiveDeals: deals.archive_deals,
    actions.RestoreDeals: deals.restore_deals,
    actions.DeleteDeals: deals.delete_deals,
    actions.MergeDeals: deals.merge_deals,
    actions.QualifyDeals: qualification.qualify_deals,
    actions.CheckItems: checklists.check_items,
    actions.AddItem: checklists.add_item,
    actions.AddContact: people.add_contact,
    actions.EditContact: people.edit_contact,
    actions.RemoveContact: people.remove_contact,
    actions.ErasePerson: people.erase_person,
    actions.AddProposal: proposals.add_proposal,
    actions.EditProposal: proposals.edit_proposal,
    actions.RemoveProposal: proposals.remove_proposal,
    actions.LogTouch: activity.log_touch,
    actions.AddNote: activity.add_note,
    actions.PlanFollowUp: activity.plan_follow_up,
    actions.EditFollowUp: activity.edit_follow_up,
    actions.SnoozeDeals: activity.snooze_deals,
    actions.FinishFollowUp: activity.finish_follow_up,
    actions.CancelFollowUp: activity.cancel_follow_up,
    actions.StartCadence: cadences.start_cadence,
    actions.StopCadence: cadences.stop_cadence,
    actions.NurtureDeals: cadences.nurture_deals,
    actions.StopNurturing: cadences.stop_nurturing,
    actions.SetFocus: focus.set_focus,
    actions.StartPlay: playbook.start_play,
    actions.RaiseObjection: playbook.raise_objection,
    actions.ReviewDeals: review.review_deals,
    actions.ImportDeals: imports.import_deals,
    actions.Together: _together,
}


def apply(action: actions.Action, plan: Plan) -> None:
    """Fill the plan with what the action does. Refused, NotFound or BadInput if it may not be done."""
    _RULES[type(action)](action, plan)


__all__ = ["Plan", "apply"]
