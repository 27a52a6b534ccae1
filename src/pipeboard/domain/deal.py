"""A deal: what the fold of its events says now. Frozen; a change is a new value."""

# Its annotations are no strings, as those of other modules are: each takes 7 us to be read again.

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

from pipeboard.domain.followup import FollowUp
from pipeboard.domain.frameworks import DEFAULT, Answer
from pipeboard.domain.ids import sort_key
from pipeboard.domain.people import Contact
from pipeboard.domain.proposal import Proposal
from pipeboard.domain.values import Value

Status: TypeAlias = Literal["open", "won", "lost", "disqualified"]
STATUSES: Final[tuple[Status, ...]] = ("open", "won", "lost", "disqualified")
Priority: TypeAlias = Literal["low", "normal", "high"]
PRIORITIES: Final[tuple[Priority, ...]] = ("low", "normal", "high")

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Position(NamedTuple):
    """Where a move or close put a deal."""

    stage: str
    status: Status
    reason: str = ""
    lesson: str = ""
    revisit: str | None = None
    """The day to look again, as the file has it."""


class Conflict(NamedTuple):
    """Two clones changed one thing without seeing each other; the later one shows until someone picks."""

    field: str
    shown: str
    """In words; a stage by its id."""
    shown_by: str
    other: str
    other_by: str
    other_id: str = ""
    """The event that wrote the other value; a pick names it."""
    of: str = ""
    """The part of the deal that the field belongs to, or of the board ("stage/lead"); empty for the deal."""
    shown_at: datetime | None = None
    """When the value that shows was written, in UTC; None if that is not known."""
    other_at: datetime | None = None
    shown_value: Value | Position = None
    other_value: Value | Position = None


class Check(NamedTuple):
    """An item of a checklist that was ticked, or unticked again."""

    item: str
    done: bool
    by: str
    at: datetime


class Use(NamedTuple):
    """That something out of the playbook came up on a deal: an objection that was raised, a play started."""

    id: str
    """Of the event."""
    of: str
    """Id of the objection or the play."""
    stage: str
    """Where the deal stood."""
    by: str
    at: datetime
    text: str = ""


class Review(NamedTuple):
    """That a deal was looked at together, and what was decided."""

    id: str
    """Of the event."""
    decision: str
    """One of `review.DECISIONS`, or one of a newer version."""
    by: str
    at: datetime
    text: str = ""
    drove: str = ""
    """Of a closed deal, what spoke for it."""
    blocked: str = ""
    """Of a closed deal, what stood in its way."""


class Deal(NamedTuple):
    """One deal as its events add up. Times are UTC; `value` None means unknown, 0 is a real value.

    A named tuple because boards hold thousands: it is made in a third of a frozen dataclass's time.
    `deal._replace(...)` gives a changed copy.
    """

    id: str
    title: str
    stage: str
    """The stage's id as the events say; `Board.stage_of` follows merged and retired stages."""
    status: Status
    created: datetime
    entered_stage: datetime
    """When the deal last entered its present stage."""
    last_activity: datetime
    """When something last happened: created, moved, closed, touched or noted; field edits do not count."""
    changed: str
    """Id of the last event that was folded in."""
    revision: int = 0
    """How many events it is made of, undos and redos among them: what comes late from a clone counts, too."""
    company: str = ""
    value: Decimal | None = None
    currency: str = ""
    owner: str = ""
    source: str = ""
    channel: str = ""
    tags: tuple[str, ...] = ()
    priority: Priority = "normal"
    close: date | None = None
    """Expected close."""
    rank: str = ""
    """Manual place in the column; empty means the board's own order."""
    external_id: str = ""
    custom: Mapping[str, str] = NOTHING
    contacts: tuple[Contact, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    """Open follow-ups, the earliest first."""
    touches: int = 0
    last_touch: datetime | None = None
    notes: int = 0
    closed: datetime | None = None
    """When it was won, lost or disqualified; None while open."""
    reason: str = ""
    lesson: str = ""
    revisit: date | None = None
    imported: bool = False
    """Came in without its history, so its times are left out of time metrics."""
    archived: bool = False
    deleted: bool = False
    merged_into: str = ""
    conflicts: tuple[Conflict, ...] = ()
    framework: str = DEFAULT
    """Id of the framework by which it is qualified."""
    answers: tuple[Answer, ...] = ()
    """What is known of its criteria, of every framework that was ever used."""
    mql: datetime | None = None
    """When it was first marked as a marketing qualified lead."""
    sql: datetime | None = None
    """When it was first marked as a sales qualified lead."""
    entry: str = ""
    """Id of the event that brought it into its present stage."""
    closing: str = ""
    """Id of the event that closed it; empty while open."""
    override: str = ""
    """Why it was last moved on past open items of a checklist; empty if it never was."""
    checks: tuple[Check, ...] = ()
    """Items of checklists that were ticked or unticked."""
    proposals: tuple[Proposal, ...] = ()
    """In the order in which they were added."""
    objections: tuple[Use, ...] = ()
    """What was said against it, in the order in which it was recorded."""
    plays: tuple[Use, ...] = ()
    """The plays that were started on it."""
    reviews: tuple[Review, ...] = ()
    """When it was looked at together, in the order in which that was recorded."""
    rate: Decimal | None = None
    """Of its currency into the board's, as it was at the close."""
    list_price: Decimal | None = None
    floor: Decimal | None = None
    """The least that it may be sold for."""
    decision: date | None = None
    """When the customer wants to have decided."""
    trial_end: date | None = None
    renewal: date | None = None
    review: date | None = None
    """When the win or loss is to be looked at again."""
    probability: int | None = None
    """Chance of a win in percent, over that of its stage; None to go by the stage."""
    motion: str = ""
    """One of `MOTIONS`: what brings it on."""
    segment: str = ""
    """The part of the market that it is in."""
    competitor: str = ""
    quotes: int | None = None
    """How many quotes the customer has to get before they may decide; None for not known."""
    pains: tuple[str, ...] = ()
    buying: str = ""
    """How they decide on a purchase."""
    score_override: int | None = None
    """Set by hand over the score of the rules; None to go by the rules."""
    track: str = ""
    """`nurture` for a deal that waits until they are ready to buy."""
    promises: str = ""
    """What was promised and is to be kept after the win, a line each (see `promised`)."""
    receiver: str = ""
    """Who takes it over after the win."""
    handover_accepted: date | None = None
    """When the receiver accepted it."""
    satisfaction: int | None = None
    """From 0 to 10."""
    satisfaction_note: str = ""
    origin: str = ""
    """Id of the deal that this one came out of."""
    relation: str = ""
    """What it is to its origin: an upsell, a cross-sell or a renewal."""
    notice: str = ""
    """Why a deal that was deleted, archived or undone is here again; empty for most."""

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_visible(self) -> bool:
        """Whether boards and lists show it (archived, deleted and merged deals are kept out of sight)."""
        return not (self.archived or self.deleted or self.merged_into)

    def answers_in(self, framework: str) -> dict[str, Answer]:
        """What is known by a framework, by criterion."""
        return {one.criterion: one for one in self.answers if one.framework == framework}

    @property
    def handover_due(self) -> bool:
        """Whether it is won and nobody has accepted it yet."""
        return self.status == "won" and self.handover_accepted is None

    @property
    def promised(self) -> tuple[str, ...]:
        """What was promised, one by one."""
        return tuple(line.strip() for line in self.promises.splitlines() if line.strip())

    @property
    def steps(self) -> tuple[FollowUp, ...]:
        """The follow-ups that still ask for something: every one while it is open.

        What was to bring about the win is done with once it closed; of a won deal there are those for the
        customer, which come again or were planned after the win.
        """
        if self.status == "open" or not self.follow_ups:
            return self.follow_ups
        if self.status != "won":
            return ()
        closing = sort_key(self.closing)
        return tuple(one for one in self.follow_ups if one.every or sort_key(one.id) > closing)

    @property
    def next_follow_up(self) -> FollowUp | None:
        """The earliest of its `steps`. A sort asks each deal, and most are open: they need not look twice."""
        steps = self.follow_ups if self.status == "open" else self.steps
        return steps[0] if steps else None
