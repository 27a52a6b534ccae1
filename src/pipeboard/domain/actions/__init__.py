"""What a user can want. Every face makes one of these and gives it to `Workspace.do`; nothing else writes.

Values arrive already read (Decimal, date, ...): `fields.parse_changes` turns typed text into them. `deals`
hold full deal ids; `find` turns what people type into one. `at` back-dates an action: it is when the thing
happened, None for now.

The module of an action is imported when it is first asked for: all of them cost 40 ms, and most runs of the
program do one thing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions.base import (
    Action,
    OnDeals,
    Redo,
    Together,
    Undo,
    deal_by_deal,
    narrowed,
)

if TYPE_CHECKING:
    from pipeboard.domain.actions.activity import (
        AddNote,
        CancelFollowUp,
        EditFollowUp,
        FinishFollowUp,
        LogTouch,
        PlanFollowUp,
        SnoozeDeals,
    )
    from pipeboard.domain.actions.cadences import (
        NurtureDeals,
        StartCadence,
        StopCadence,
        StopNurturing,
    )
    from pipeboard.domain.actions.checklists import (
        AddItem,
        CheckItems,
    )
    from pipeboard.domain.actions.deals import (
        AddDeal,
        ArchiveDeals,
        DeleteDeals,
        EditDeals,
        MergeDeals,
        RankDeal,
        RestoreDeals,
        TagDeals,
    )
    from pipeboard.domain.actions.definitions import (
        AddFramework,
        Define,
        Undefine,
    )
    from pipeboard.domain.actions.focus import (
        SetFocus,
    )
    from pipeboard.domain.actions.imports import (
        ImportDeals,
        ImportedDeal,
    )
    from pipeboard.domain.actions.moves import (
        CloseDeals,
        MoveDeals,
        ReopenDeals,
        StepDeals,
    )
    from pipeboard.domain.actions.outcome import (
        AssignDeals,
        HandOver,
        RateDeal,
        SpawnDeal,
    )
    from pipeboard.domain.actions.people import (
        AddContact,
        EditContact,
        ErasePerson,
        NewContact,
        RemoveContact,
    )
    from pipeboard.domain.actions.playbook import (
        RaiseObjection,
        StartPlay,
    )
    from pipeboard.domain.actions.proposals import (
        AddProposal,
        EditProposal,
        RemoveProposal,
    )
    from pipeboard.domain.actions.qualification import (
        QualifyDeals,
    )
    from pipeboard.domain.actions.review import (
        ReviewDeals,
    )
    from pipeboard.domain.actions.stages import (
        AddPipeline,
        AddStage,
        EditPipeline,
        EditStage,
        MergeStage,
        MoveStage,
        NewStage,
        RetirePipeline,
        RetireStage,
        SetBoard,
        SetUpBoard,
        SplitBoard,
    )

MODULES: Final = {
    "AddNote": "activity",
    "CancelFollowUp": "activity",
    "EditFollowUp": "activity",
    "FinishFollowUp": "activity",
    "LogTouch": "activity",
    "PlanFollowUp": "activity",
    "SnoozeDeals": "activity",
    "NurtureDeals": "cadences",
    "StartCadence": "cadences",
    "StopCadence": "cadences",
    "StopNurturing": "cadences",
    "AddItem": "checklists",
    "CheckItems": "checklists",
    "AddDeal": "deals",
    "ArchiveDeals": "deals",
    "DeleteDeals": "deals",
    "EditDeals": "deals",
    "MergeDeals": "deals",
    "RankDeal": "deals",
    "RestoreDeals": "deals",
    "TagDeals": "deals",
    "AddFramework": "definitions",
    "Define": "definitions",
    "Undefine": "definitions",
    "SetFocus": "focus",
    "ImportDeals": "imports",
    "ImportedDeal": "imports",
    "CloseDeals": "moves",
    "MoveDeals": "moves",
    "ReopenDeals": "moves",
    "StepDeals": "moves",
    "AssignDeals": "outcome",
    "HandOver": "outcome",
    "RateDeal": "outcome",
    "SpawnDeal": "outcome",
    "AddContact": "people",
    "EditContact": "people",
    "ErasePerson": "people",
    "NewContact": "people",
    "RemoveContact": "people",
    "RaiseObjection": "playbook",
    "StartPlay": "playbook",
    "AddProposal": "proposals",
    "EditProposal": "proposals",
    "RemoveProposal": "proposals",
    "QualifyDeals": "qualification",
    "ReviewDeals": "review",
    "AddPipeline": "stages",
    "AddStage": "stages",
    "EditPipeline": "stages",
    "EditStage": "stages",
    "MergeStage": "stages",
    "MoveStage": "stages",
    "NewStage": "stages",
    "RetirePipeline": "stages",
    "RetireStage": "stages",
    "SetBoard": "stages",
    "SetUpBoard": "stages",
    "SplitBoard": "stages",
}
"""In which module of this package an action is."""

if not TYPE_CHECKING:  # a type checker that saw this would take any name for an action

    def __getattr__(name: str) -> object:
        if name not in MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
        globals()[name] = found
        return found


__all__ = [
    "Action",
    "AddContact",
    "AddDeal",
    "AddFramework",
    "AddItem",
    "AddNote",
    "AddPipeline",
    "AddProposal",
    "AddStage",
    "ArchiveDeals",
    "AssignDeals",
    "CancelFollowUp",
    "CheckItems",
    "CloseDeals",
    "Define",
    "DeleteDeals",
    "EditContact",
    "EditDeals",
    "EditFollowUp",
    "EditPipeline",
    "EditProposal",
    "EditStage",
    "ErasePerson",
    "FinishFollowUp",
    "HandOver",
    "ImportDeals",
    "ImportedDeal",
    "LogTouch",
    "MergeDeals",
    "MergeStage",
    "MoveDeals",
    "MoveStage",
    "NewContact",
    "NewStage",
    "NurtureDeals",
    "OnDeals",
    "PlanFollowUp",
    "QualifyDeals",
    "RaiseObjection",
    "RankDeal",
    "RateDeal",
    "Redo",
    "RemoveContact",
    "RemoveProposal",
    "ReopenDeals",
    "RestoreDeals",
    "RetirePipeline",
    "RetireStage",
    "ReviewDeals",
    "SetBoard",
    "SetFocus",
    "SetUpBoard",
    "SnoozeDeals",
    "SpawnDeal",
    "SplitBoard",
    "StartCadence",
    "StartPlay",
    "StepDeals",
    "StopCadence",
    "StopNurturing",
    "TagDeals",
    "Together",
    "Undefine",
    "Undo",
    "deal_by_deal",
    "narrowed",
]
