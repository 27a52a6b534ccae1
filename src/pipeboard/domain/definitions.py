"""What a team has agreed on beside its stages: reasons, checklists, profiles, rates, and so on.

All are small records with a kind and an id, written one by one to the log, so that the lists of two clones
unite like everything else. Some kinds ship with a start, one TOML file each in `templates/definitions`; what
a team writes lies over that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2s
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pipeboard.domain.deal import STATUSES
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import load_set, table
from pipeboard.domain.followup import KINDS as STEP_KINDS
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.quotes import quoted
from pipeboard.domain.readings import (
    Field,
    choice_field,
    currency_field,
    day_field,
    flag_field,
    list_field,
    money_field,
    number_field,
    rank_field,
    rate_field,
    text_field,
)
from pipeboard.domain.slugs import LONGEST, slug
from pipeboard.domain.values import Value

TARGET_METRICS: Final = ("won value", "won deals", "new deals")
"""What a target can be set for."""
TECHNIQUES: Final = ("closing", "negotiation", "follow-up")
"""What a technique is for."""
PHASES: Final = ("assess", "profile", "design", "roll-out", "train", "monitor")
"""What rolling out a process goes through, in order."""
KINDS: Final[Mapping[str, Mapping[str, Field]]] = {
    # The process: each belongs to a stage ("stage:lead"), a deal ("deal:<id>"), or a list with a name.
    "check": table(
        text_field("text", "Text", required=True),
        text_field("list", "List", required=True),
        flag_field("required", "Required"),
        rank_field(),
    ),
    "material": table(
        text_field("title", "Title", required=True),
        text_field("stage", "Stage", required=True),
        text_field("url", "Address"),
        day_field("reviewed", "Last reviewed"),
        rank_field(),
    ),
    "challenge": table(
        text_field("text", "Challenge", required=True),
        text_field("stage", "Stage", required=True),
        text_field("remedy", "Remedy"),
        rank_field(),
    ),
    # The playbook: what to do when, and what to answer
    "play": table(
        text_field("title", "Title", required=True),
        text_field("when", "When", required=True),
        text_field("guidance", "Guidance"),
        rank_field(),
    ),
    "play-step": table(
        text_field("play", "Play", required=True),
        choice_field("kind", "Kind", (*STEP_KINDS, "check")),
        number_field("days", "Days from the start", "number of days", 3650),
        text_field("text", "Text", required=True),
        rank_field(),
    ),
    "objection": table(
        text_field("title", "Title", required=True),
        text_field("answer", "Answer"),
        rank_field(),
    ),
    "technique": table(
        text_field("title", "Title", required=True),
        choice_field("use", "Use", TECHNIQUES),
        text_field("how", "How"),
        text_field("avoid", "When not to"),
        rank_field(),
    ),
    # Outcomes
    "reason": table(
        text_field("title", "Title", required=True),
        choice_field("outcome", "Outcome", STATUSES[1:]),
        rank_field(),
    ),
    # Qualification
    "framework": table(
        text_field("title", "Title", required=True), text_field("description", "Description"), rank_field()
    ),
    "criterion": table(
        text_field("title", "Title", required=True),
        text_field("framework", "Framework", required=True),
        text_field("letter", "Letter"),
        text_field("question", "Question"),
        rank_field(),
    ),
    "score": table(
        text_field("title", "Title", required=True),
        text_field("when", "When", required=True),
        number_field("points", "Points", "number of points", 100, low=-100),
        rank_field(),
    ),
    "profile": table(
        text_field("title", "Title", required=True),
        list_field("industries", "Industries"),
        number_field("smallest", "Smallest size", "number of people", 10_000_000),
        number_field("largest", "Largest size", "number of people", 10_000_000),
        list_field("pains", "Pain points"),
        list_field("buying", "How they buy"),
        rank_field(),
    ),
    "company": table(
        text_field("title", "Name", required=True),
        text_field("industry", "Industry"),
        number_field("size", "People", "number of people", 10_000_000),
        text_field("website", "Website"),
        text_field("note", "Note"),
    ),
    # Follow-ups
    "prompt": table(
        text_field("title", "Title", required=True),
        choice_field("kind", "Kind", STEP_KINDS),
        text_field("text", "Text"),
        number_field("days", "Days", "number of days", 3650),
        rank_field(),
    ),
    "cadence": table(
        text_field("title", "Title", required=True),
        text_field("description", "Description"),
        flag_field("repeat", "Starts over"),
        rank_field(),
    ),
    "cadence-step": table(
        text_field("cadence", "Cadence", required=True),
        choice_field("kind", "Kind", STEP_KINDS),
        number_field("days", "Days after the step before", "number of days", 3650),
        text_field("text", "Text"),
        rank_field(),
    ),
    "focus": table(
        text_field("title", "Owner", required=True),
        day_field("start", "First day"),
        list_field("accounts", "Accounts"),
    ),
    # Targets and limits
    "target": table(
        text_field("title", "Title", required=True),
        choice_field("metric", "Metric", TARGET_METRICS),
        money_field("amount", "Amount", required=True),
        choice_field("unit", "Per", ("week", "month", "quarter", "year")),
        text_field("owner", "Owner"),
        day_field("start", "From"),
    ),
    "limit": table(
        text_field("title", "Owner", required=True),
        choice_field("role", "Role", ("AE", "BDR")),
        number_field("most", "At most", "number of deals", 10_000),
    ),
    # Introducing the process
    "milestone": table(
        text_field("title", "Title", required=True),
        choice_field("phase", "Phase", PHASES),
        text_field("how", "Command"),
        text_field("owner", "Owner"),
        day_field("due", "Due"),
        day_field("done", "Done"),
        rank_field(),
    ),
    "training": table(
        text_field("title", "Title", required=True),
        list_field("who", "Who"),
        day_field("day", "Day"),
        text_field("trainer", "Trainer"),
        text_field("note", "Note"),
    ),
    # What meetings agree on
    "action": table(
        text_field("text", "Action or note", required=True),
        text_field("owner", "Owner"),
        day_field("due", "Due"),
        day_field("done", "Done"),
        rank_field(),
    ),
    # Ways to look at the board
    "view": table(
        text_field("title", "Title", required=True),
        text_field("letter", "Letter"),
        text_field("filter", "Filter"),
        text_field("shown", "Shown"),
        rank_field(),
    ),
    # Money
    "cost": table(
        text_field("title", "Title", required=True),
        money_field("amount", "Amount", required=True),
        day_field("day", "Day"),
        choice_field("category", "Category", ("sales", "marketing")),
    ),
    "rate": table(
        text_field("title", "Currency", required=True),
        rate_field("rate", "Rate", required=True),
        currency_field("into", "Into"),
    ),
}
"""The fields of each kind."""
ABOUT: Final[Mapping[str, str]] = {
    "check": "An item of a checklist: of a stage, or of screening, closing or handover.",
    "material": "A link to something that helps in a stage, with the day it was last reviewed.",
    "challenge": "What goes wrong in a stage, and what to do about it.",
    "play": "What to do on deals for which a filter holds; its steps are planned when it is started.",
    "play-step": "A follow-up that a play plans, or an item that it puts on the deal's checklist (check).",
    "objection": "What customers say against a deal, and what to answer.",
    "technique": "A way to close, to negotiate or to follow up, and when not to use it.",
    "reason": "Why deals are won, lost or disqualified; offered when one is closed.",
    "framework": "A set of questions that qualify a deal, such as BANT.",
    "criterion": "One question of a framework.",
    "score": "A rule that gives a deal points, or takes some, where its filter holds.",
    "profile": "A kind of customer that suits you; how well a deal fits is worked out from it.",
    "company": "What is known of a company, whatever the deals with it.",
    "prompt": "A follow-up to choose from, with words to begin with.",
    "cadence": "A row of follow-ups that plan each other.",
    "cadence-step": "One follow-up of a cadence, so many days after the one before.",
    "focus": "The few accounts that somebody concentrates on for three days.",
    "target": "What the team or one owner is to reach in a week, month, quarter or year.",
    "limit": "How many open deals, or leads not qualified yet, one owner can carry.",
    "milestone": "A step of rolling the process out, done by itself or ticked.",
    "training": "Who was trained in what, and when.",
    "action": "What a review agreed on beside the deals: to do for an owner or by a day, or a note.",
    "view": "A filter and a way to show the board, under a name and a letter.",
    "cost": "Money that was spent on sales or marketing, in the board's currency.",
    "rate": "What one unit of a currency is worth in the board's currency.",
}
"""Each kind in a sentence."""
WHOLES: Final = ("list", "stage", "framework", "cadence", "play", "use", "outcome", "role", "phase")
"""Fields that say what a definition is part of, or one of."""
PARTS: Final[Mapping[str, str]] = {
    "framework": "criterion",
    "cadence": "cadence-step",
    "play": "play-step",
}
"""Kinds that consist of others: those go with them."""
NAMED: Final = ("stage", *PARTS)
"""Fields that hold the id of something with a name, which people see and type."""
_ID: Final = re.compile(r"([a-z][a-z-]{0,39})/([^\s/]{1,150})")


class Definition(NamedTuple):
    """One thing that a team defined, or that ships. `values` holds its fields; absent ones say nothing."""

    kind: str
    id: str
    """Unique among those of its kind."""
    values: Mapping[str, Value]
    since: str = ""
    """The event that made it; empty for one that ships."""
    gone: str = ""
    """The event that took it away; empty while it is there."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.text("title") or self.text("text") or self.id

    @property
    def whole(self) -> str:
        """What it is part of; see `whole_of`."""
        return whole_of(self.values)

    def text(self, name: str) -> str:
        """A field as text; empty for nothing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int:
        """A whole number; 0 for nothing."""
        value = self.values.get(name)
        return value if isinstance(value, int) else 0

    def flag(self, name: str) -> bool:
        """Yes or no; no for nothing."""
        return self.values.get(name) is True

    def items(self, name: str) -> tuple[str, ...]:
        """A list; empty for nothing."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


_CALLED: Final = {
    "check": "checklist item",
    "cadence-step": "step of a cadence",
    "play-step": "step of a play",
}
NONE: Final[Mapping[str, Definition]] = MappingProxyType({})


def called(kind: str) -> str:
    """What people call one of a kind: "checklist item"."""
    return _CALLED.get(kind, kind)


def one_called(kind: str) -> str:
    """What people call one of a kind, with its article: "a play", "an objection"."""
    name = called(kind)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def parts_of(name: str) -> tuple[str, str]:
    """Kind and id of a definition's name in the file ("reason/price"); ValueError if it is none."""
    match = _ID.fullmatch(name)
    if match is None:
        raise ValueError("not the name of a definition")
    return match[1], match[2]


def name_for(title: str) -> str:
    """An id for something of that title: the same one in every clone, and another one for every title.

    Two clones that define "C++" and "C#" at once have two things, although only the C is fit for an id.
    """
    title = title.strip()
    plain = slug(title, "")
    if plain and len(plain) < LONGEST and plain == "-".join(title.casefold().split()):
        return plain
    mark = blake2s(title.casefold().encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{plain[:30].rstrip('-')}-{mark}".lstrip("-")


def fields_of(kind: str) -> Mapping[str, Field]:
    """The fields of a kind; BadInput, with the nearest one, lists all kinds."""
    found = KINDS.get(kind)
    if found is None:
        near = get_close_matches(kind.casefold(), KINDS, 1)
        guess = f" Did you mean '{near[0]}'?" if near else ""
        raise BadInput(
            f"There is nothing called {quoted(kind)} to define; there are {', '.join(KINDS)}.{guess}"
        )
    return found


def about(kind: str) -> str:
    """A kind in a sentence."""
    return ABOUT.get(kind, "")


def title_field(kind: str) -> str:
    """The field of a kind that holds what people call it."""
    return "title" if "title" in KINDS[kind] else "text"


def whole_of(values: Mapping[str, object]) -> str:
    """What a definition is one of: a list, a stage, a framework and so on; empty for the others."""
    return str(next((values[name] for name in WHOLES if values.get(name)), ""))


def listed(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Those that the team shares (a deal's own items are the deal's), part by part, each part in order."""
    shared = [one for one in definitions if not one.whole.startswith("deal:")]
    places = {whole: place for place, whole in enumerate(dict.fromkeys(one.whole for one in shared))}
    return tuple(sorted(shared, key=lambda one: places[one.whole]))


_SHIPPED: Final = Path(__file__).parents[1] / "templates" / "definitions"


@cache
def shipped(kind: str) -> Mapping[str, Definition]:
    """What ships of a kind, by id, in order."""
    file = _SHIPPED / f"{kind}.toml"
    if not file.is_file():
        return NONE
    import tomllib  # 5 ms, for those alone who look at definitions of such a kind

    raw: dict[str, dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))
    ranked = ((name, {"rank": f"{place:03d}i", **one}) for place, (name, one) in enumerate(raw.items()))
    return {name: Definition(kind, name, load_set(KINDS[kind], one)) for name, one in ranked}


def united(kind: str, own: Mapping[str, Definition]) -> dict[str, Definition]:
    """What ships of a kind with what the team has written over it, by id, in order; without what is gone."""
    together: dict[str, Definition] = dict(shipped(kind))
    for name, one in own.items():
        below = together.pop(name, None)
        if not one.gone:
            values = {**below.values, **one.values} if below else one.values
            said = {field: value for field, value in values.items() if value is not None}
            together[name] = one._replace(values=said)
    return dict(sorted(together.items(), key=lambda item: (item[1].text("rank") or "~", item[0])))
