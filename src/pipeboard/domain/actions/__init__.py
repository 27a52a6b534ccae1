"""What a user can want. Every face makes one of these and gives it to `Workspace.do`; nothing else writes.

Values arrive already read (Decimal, date, ...): `fields.parse_changes` turns typed text into them. `deals`
hold full deal ids; `find` turns what people type into one. `at` back-dates an action: it is when the thing
happened, None for now.
"""

from pipeboard.domain.actions.activity import (
    AddNote,
    CancelFollowUp,
    EditFollowUp,
    FinishFollowUp,
    LogTouch,
    NurtureDeals,
    PlanFollowUp,
    SetFocus,
    StartCadence,
    StopCadence,
    StopNurturing,
)
from pipeboard.domain.actions.base import (
    Action,
    Redo,
    Together,
    Undo,
)
from pipeboard.domain.actions.deals import (
    AddDeal,
    AddItem,
    ArchiveDeals,
    CheckItems,
    CloseDeals,
    DeleteDeals,
    EditDeals,
    MergeDeals,
    MoveDeals,
    RankDeal,
    ReopenDeals,
    RestoreDeals,
)
from pipeboard.domain.actions.imports import (
    ImportDeals,
    ImportedDeal,
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
    NewContact,
    RemoveContact,
)
from pipeboard.domain.actions.proposals import (
    AddProposal,
    EditProposal,
    RemoveProposal,
)
from pipeboard.domain.actions.qualification import (
    AddFramework,
    QualifyDeals,
)
from pipeboard.domain.actions.stages import (
    AddPipeline,
    AddStage,
    Define,
    EditStage,
    MergeStage,
    MoveStage,
    NewStage,
    RenamePipeline,
    RetirePipeline,
    RetireStage,
    SetBoard,
    SetUpBoard,
    Undefine,
)

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
    "EditProposal",
    "EditStage",
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
    "PlanFollowUp",
    "QualifyDeals",
    "RankDeal",
    "RateDeal",
    "Redo",
    "RemoveContact",
    "RemoveProposal",
    "RenamePipeline",
    "ReopenDeals",
    "RestoreDeals",
    "RetirePipeline",
    "RetireStage",
    "SetBoard",
    "SetFocus",
    "SetUpBoard",
    "SpawnDeal",
    "StartCadence",
    "StopCadence",
    "StopNurturing",
    "Together",
    "Undefine",
    "Undo",
]
