"""Pipelines and their stages."""

# Its annotations are no strings, as those of other modules are: each takes 7 us to be read again.

from typing import Final, Literal, NamedTuple, TypeAlias

Phase: TypeAlias = Literal["pre", "post"]
Motion: TypeAlias = Literal["product-led", "sales-led", "marketing-led", "customer-success-led"]
MOTIONS: Final[tuple[Motion, ...]] = (
    *("product-led", "sales-led"),
    *("marketing-led", "customer-success-led"),
)
"""What brings a deal on: people who use the product, who sell, who advertise, or who look after customers."""
PHASES: Final[tuple[Phase, ...]] = ("pre", "post")
COLOURS: Final = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "grey")
"""Names of a stage's colour, which each theme draws so that it can be read; `#rrggbb` besides."""


class Pipeline(NamedTuple):
    """A sequence of stages that deals go through."""

    id: str
    name: str
    rank: str = ""
    motion: Motion | Literal[""] = ""
    """The motion of new deals in it."""
    segment: str = ""
    """The segment of new deals in it."""
    retired: bool = False


class Stage(NamedTuple):
    """One column. `id` is a stable slug; `name` is only a label and can change."""

    id: str
    name: str
    pipeline: str
    rank: str = ""
    """Fractional rank among the stages of its pipeline."""
    probability: int = 0
    """Chance of a win, in percent."""
    days: int = 0
    """Target days in the stage; 0 means none."""
    idle: int = 0
    """Days without a touch until a deal counts as idle; 0 means off."""
    phase: Phase = "pre"
    """`post` stages come after the win and count in no rate and no forecast."""
    offer: bool = False
    """An offer is made here."""
    qualified: bool = False
    """A deal that gets here counts as qualified."""
    limit: int = 0
    """How many deals should be here at most; 0 for any number."""
    limit_holds: bool = False
    """Whether more are held back until someone overrides it; else the limit only warns."""
    colour: str = ""
    """Of the head of its column: one of `COLOURS` or `#rrggbb`; empty for none."""
    goal: str = ""
    role: str = ""
    guidance: str = ""
    evidence: str = ""
    tools: str = ""
    retired: bool = False
    into: str = ""
    """Where the cards of a retired or merged stage are shown."""
