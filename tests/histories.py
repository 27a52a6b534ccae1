"""A small world of clones for tests: replicas with logs and clocks of their own, which exchange rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import orjson
from hypothesis import strategies as st

from clocks import FixedClock
from pipeboard.domain import actions, rules
from pipeboard.domain.actions import Action, AddStage, NewContact, NewStage
from pipeboard.domain.board import Board
from pipeboard.domain.change import Change
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import PipeBoardError
from pipeboard.domain.events import checked
from pipeboard.domain.fields import RELATIONS
from pipeboard.domain.frameworks import ANSWERS, MARKS
from pipeboard.domain.ids import AHEAD_MS, Minter, encode, sort_key, time_of
from pipeboard.domain.log import Log
from pipeboard.domain.undo import next_redo, next_undo
from pipeboard.domain.values import Changes
from pipeboard.store.layout import row_line
from table_rows import table_row

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Rows: TypeAlias = dict[str, bytes]
Step: TypeAlias = tuple[int, str, int, int]
"""Which replica does what, and two numbers that choose the deal and the detail."""

SETUP = actions.SetUpBoard(
    {"name": "Demo", "currency": "EUR", "timezone": "Europe/Helsinki"},
    actions.AddPipeline(
        "Sales",
        (
            NewStage("lead", {"name": "Lead", "probability": 10}),
            NewStage("qualified", {"name": "Qualified", "qualified": True}),
            NewStage("proposal", {"name": "Proposal", "offer": True}),
            NewStage("delivery", {"name": "Delivery", "phase": "post"}),
        ),
    ),
)


class Replica:
    """One clone: its rows, its author, its clock. `skew` is how far the clock is off."""

    def __init__(self, name: str, author: str, skew: timedelta = timedelta()) -> None:
        self.author = author
        self.clock = FixedClock(START + skew, seed=sum(name.encode()))
        self.log = Log()
        self.rows: Rows = {}
        self._minter = Minter(name, self.clock)

    @property
    def board(self) -> Board:
        return self.log.board

    def deal(self, deal_id: str) -> Deal:
        return self.board.deals[deal_id]

    def wait(self, **time: float) -> None:
        """Let time pass on this clone's clock."""
        self.clock.set(self.clock.now() + timedelta(**time))

    def do(self, action: Action) -> list[str]:
        """Carry out an action through the rules; the ids of its rows."""
        plan = self._plan(action.at)
        rules.apply(action, plan)
        self._write(plan)
        return [event_id for event_id, _ in plan.rows]

    def add(self, title: str = "Acme", **fields: Any) -> str:
        """A new deal; its id."""
        return self.do(actions.AddDeal({"title": title, **fields}))[0]

    def edit(self, deal_id: str, **changes: Any) -> list[str]:
        return self.do(actions.EditDeals((deal_id,), changes))

    def move(self, deal_id: str, stage: str, at: datetime | None = None) -> list[str]:
        return self.do(actions.MoveDeals((deal_id,), stage, at=at))

    def close(self, deal_id: str, status: Any, reason: str = "") -> list[str]:
        return self.do(actions.CloseDeals((deal_id,), status, reason))

    def undo(self, act: str | None = None) -> str | None:
        """Take back an action, the author's latest by default; the action, None if there is none."""
        act = act or next_undo(self.log.acts_of(self.author), self.log.undos, self.log.undone)
        return self._take_back(act)

    def redo(self) -> str | None:
        return self._take_back(next_redo(self.log.acts_of(self.author), self.log.undos, self.log.undone))

    def take(self, rows: Mapping[str, bytes]) -> Change:
        """Unite with rows of others."""
        self.rows.update(rows)
        return self.log.add(rows)

    def _take_back(self, act: str | None) -> str | None:
        if act is not None:
            plan = self._plan(None)
            plan.emit("undo", {"of": act}, after=max([act, *self.log.members(act)], key=sort_key))
            self._write(plan)
        return act

    def _plan(self, at: datetime | None) -> rules.Plan:
        limit = int(self.clock.now().timestamp() * 1000) + AHEAD_MS
        for event_id in self.log.newest:
            if time_of(event_id) <= limit:
                self._minter.seen(event_id)
                break
        now = self.clock.now()
        return rules.Plan(self.board, author=self.author, now=now, minter=self._minter, at=at)

    def _write(self, plan: rules.Plan) -> None:
        self.take({event_id: row_line(event_id, checked(row)) for event_id, row in plan.rows})
        self.wait(seconds=1)


def team(*skews: timedelta) -> list[Replica]:
    """Clones of one board, with clocks that are off by `skews`: Ann, Bob and Chen by default all on time."""
    names = (("k7qa", "Ann"), ("m2xb", "Bob"), ("p3yc", "Chen"))
    skews = skews or (timedelta(),) * 3
    replicas = [Replica(*who, skew=skew) for who, skew in zip(names, skews, strict=False)]
    replicas[0].do(SETUP)
    for other in replicas[1:]:
        other.take(replicas[0].rows)
    return replicas


def sync(*replicas: Replica) -> Rows:
    """Unite the rows of all; everybody has them afterwards."""
    rows = united(replicas)
    for replica in replicas:
        replica.take(rows)
    return rows


def united(replicas: Iterable[Replica]) -> Rows:
    return {event_id: line for replica in replicas for event_id, line in replica.rows.items()}


def line(event_id: str, row: Mapping[str, object]) -> Rows:
    """A row of the test's own making, whatever it says."""
    return {event_id: b'"%b": %b,' % (event_id.encode(), orjson.dumps(row))}


def event_id(number: int, replica: str = "z9zz") -> str:
    """The id of an event of the test's own making; a later number is a later time, after `START`."""
    return f"{replica}-{encode(int(START.timestamp() * 1000) + 3_600_000 + number, 9)}000"


def unrevised(board: Board) -> Board:
    """The board without what counts and names events: undo and redo are events themselves."""
    deals = {deal_id: deal._replace(changed="", revision=0) for deal_id, deal in board.deals.items()}
    return board._replace(deals=deals, changed="")


# Random histories

Maker: TypeAlias = Callable[[Board, int, int], Action | None]
STAGES = ("lead", "qualified", "proposal", "delivery")


def _on_deal(make: Callable[[Deal, int], Action | None]) -> Maker:
    def pick(board: Board, which: int, detail: int) -> Action | None:
        deals = sorted(board.deals.values(), key=lambda deal: deal.id)
        return make(deals[which % len(deals)], detail) if deals else None

    return pick


def _merge(board: Board, which: int, detail: int) -> Action | None:
    deals = sorted(board.deals)
    return actions.MergeDeals(deals[which % len(deals)], deals[detail % len(deals)]) if deals else None


def _hand_over(deal: Deal, detail: int) -> Action:
    if detail % 3 == 0:
        return actions.RateDeal(deal.id, detail, "good")
    day = START.date() if detail % 2 else None
    return actions.HandOver(deal.id, {"receiver": f"R{detail}", "handover_accepted": day})


def _origin(board: Board, which: int, detail: int) -> Action | None:
    deals = sorted(board.deals)
    if not deals:
        return None
    return actions.EditDeals((deals[which % len(deals)],), {"origin": deals[detail % len(deals)]})


def _contact(deal: Deal, detail: int) -> Action | None:
    if not deal.contacts:
        return None
    contact = deal.contacts[detail % len(deal.contacts)].id
    if detail % 3 == 0:
        return actions.RemoveContact(deal.id, contact)
    return actions.EditContact(deal.id, contact, {"phone": str(detail), "name": f"Jo {detail % 2}"})


def _check(deal: Deal, detail: int) -> Action:
    own = f"{deal.id}.item-{detail % 3}"
    return actions.CheckItems(deal.id, (("lead.check-1", own)[detail % 2],), done=detail < 5)


def _step(deal: Deal, detail: int) -> Action | None:
    if not deal.follow_ups:
        return None
    step = deal.follow_ups[0].id
    if detail % 3 == 0:
        return actions.FinishFollowUp(deal.id, step, "done", end=detail == 6)
    if detail % 3 == 1:
        return actions.CancelFollowUp(deal.id, step)
    return actions.EditFollowUp(deal.id, step, {"due": _day(detail), "every": detail or None})


def _proposal(deal: Deal, detail: int) -> Action | None:
    if not deal.proposals:
        return None
    one = deal.proposals[detail % len(deal.proposals)].id
    if detail % 5 == 0:
        return actions.RemoveProposal(deal.id, one)
    wished: tuple[Changes, ...] = (
        {"sent": START.date() - timedelta(days=detail)},
        {"outcome": ("accepted", "declined")[detail % 2]},
        {"amount": Decimal(detail), "cost": detail > 4},
        {},
    )
    changes = wished[detail % 4]
    return actions.EditProposal(deal.id, one, changes, reopen=detail > 5, take_value=detail % 3 == 0)


def _day(detail: int) -> Any:
    return START.date() + timedelta(days=detail)


def _import(board: Board, which: int, detail: int) -> Action:
    statuses: Any = ("open", "won", "lost")
    name = str(which)
    fields: Changes = {"title": name, "external_id": name, "value": Decimal(detail)}
    closed = START - timedelta(days=detail)
    return actions.ImportDeals((table_row(fields, statuses[detail % 3], closed=closed, reason="-"),))


def _new_stage(detail: int) -> AddStage:
    return AddStage(f"Stage {detail}", "sales", ("lead", "qualified", None)[detail % 3])


MAKERS: dict[str, Maker] = {
    "add": lambda _board, which, detail: actions.AddDeal(
        {"title": f"Deal {which}", "stage": STAGES[detail % 3], "value": Decimal(detail)}
    ),
    "value": _on_deal(lambda deal, n: actions.EditDeals((deal.id,), {"value": Decimal(n) if n else None})),
    "title": _on_deal(
        lambda deal, n: actions.EditDeals((deal.id,), {"title": f"T{n}", "custom.colour": str(n)})
    ),
    "tags": _on_deal(lambda deal, n: actions.EditDeals((deal.id,), {"tags": tuple("abc"[: n % 4])})),
    "priority": _on_deal(
        lambda deal, n: actions.EditDeals((deal.id,), {"priority": (None, "low", "high")[n % 3]})
    ),
    "rank": _on_deal(lambda deal, n: actions.RankDeal(deal.id, "ikm"[n % 3])),
    "move": _on_deal(lambda deal, n: actions.MoveDeals((deal.id,), STAGES[n % 4])),
    "move late": _on_deal(
        lambda deal, n: actions.MoveDeals((deal.id,), STAGES[n % 3], at=START - timedelta(days=n))
    ),
    "win": _on_deal(lambda deal, _: actions.CloseDeals((deal.id,), "won")),
    "look back": _on_deal(
        lambda deal, n: actions.CloseDeals(
            (deal.id,), "lost", f"reason {n}", fields={"competitor": "XY"[n % 2]}, keep_reason=n % 2 == 0
        )
    ),
    "hand over": _on_deal(_hand_over),
    "spawn": _on_deal(lambda deal, n: actions.SpawnDeal(deal.id, RELATIONS[n % 3])),
    "origin": _origin,
    "assign": _on_deal(
        lambda deal, n: actions.AssignDeals((deal.id,), ("Ann", "Bob", "")[n % 3], "Hi" * (n % 2))
    ),
    "lose": _on_deal(lambda deal, n: actions.CloseDeals((deal.id,), "lost", f"reason {n % 2}")),
    "disqualify": _on_deal(
        lambda deal, n: actions.CloseDeals((deal.id,), "disqualified", "no", revisit=_day(n))
    ),
    "reopen": _on_deal(lambda deal, n: actions.ReopenDeals((deal.id,), (None, *STAGES)[n % 4])),
    "archive": _on_deal(lambda deal, _: actions.ArchiveDeals((deal.id,))),
    "delete": _on_deal(lambda deal, _: actions.DeleteDeals((deal.id,))),
    "restore": _on_deal(lambda deal, _: actions.RestoreDeals((deal.id,))),
    "merge": _merge,
    "answer": _on_deal(
        lambda deal, n: actions.QualifyDeals(
            (deal.id,), answers={("budget", "need")[n % 2]: ANSWERS[n % 4]}, notes={"budget": "?" * (n % 3)}
        )
    ),
    "framework": _on_deal(
        lambda deal, n: actions.QualifyDeals(
            (deal.id,), ("bant", "champ")[n % 2], {"authority": ANSWERS[n % 4]}
        )
    ),
    "mark": _on_deal(
        lambda deal, n: actions.QualifyDeals(
            (deal.id,), marks=MARKS[: n % 2 + 1], at=START - timedelta(days=n) if n > 4 else None
        )
    ),
    "check": _on_deal(_check),
    "item": _on_deal(lambda deal, n: actions.AddItem(deal.id, f"Item {n % 3}", required=n % 2 == 0)),
    "override": _on_deal(lambda deal, n: actions.MoveDeals((deal.id,), STAGES[n % 3], "it is urgent")),
    "define": lambda _board, which, detail: actions.Define(
        ("check", "reason")[which % 2],
        ({"text": f"Check {detail}", "list": "stage:lead"}, {"title": f"Reason {detail}", "outcome": "lost"})[
            which % 2
        ],
        ("lead.check-1", "lost.reason-1")[which % 2] if detail == 1 else None,
    ),
    "undefine": lambda _board, which, detail: actions.Undefine(
        ("check", "reason")[which % 2], (f"lead.check-{detail}", f"lost.reason-{detail}")[which % 2]
    ),
    "own framework": lambda _board, which, detail: actions.AddFramework(
        f"Own {which}", tuple(f"Question {n}" for n in range(detail % 3 + 1))
    ),
    "own answer": _on_deal(
        lambda deal, n: actions.QualifyDeals((deal.id,), "own-0", {"question-0": ANSWERS[n % 4]})
    ),
    "remove framework": lambda _board, which, _detail: actions.Undefine("framework", f"own-{which}"),
    "discount": _on_deal(
        lambda deal, n: actions.EditDeals((deal.id,), {"floor": Decimal(n)}, Decimal(n * 5))
    ),
    "currency": _on_deal(lambda deal, n: actions.EditDeals((deal.id,), {"currency": ("USD", "EUR")[n % 2]})),
    "rate": lambda _board, which, detail: actions.Define(
        "rate", {"title": ("USD", "GBP")[which % 2], "rate": Decimal(detail) / 4}
    ),
    "undefine rate": lambda _board, which, _detail: actions.Undefine("rate", ("USD", "GBP")[which % 2]),
    "offer": _on_deal(
        lambda deal, n: actions.AddProposal(deal.id, {"amount": Decimal(n), "problem": n % 2 == 0}, n > 5)
    ),
    "proposal": _on_deal(_proposal),
    "add contact": _on_deal(lambda deal, n: actions.AddContact(deal.id, NewContact(f"Jo {n}"))),
    "contact": _on_deal(_contact),
    "object": _on_deal(
        lambda deal, n: actions.RaiseObjection(
            (deal.id,), ("too-expensive", "not-now")[n % 2], "Hm" * (n % 3), title=f"Own {n}" if n > 7 else ""
        )
    ),
    "start play": _on_deal(lambda deal, n: actions.StartPlay((deal.id,), ("one-person", "ready")[n % 2])),
    "review": _on_deal(
        lambda deal, n: actions.ReviewDeals((deal.id,), ("keep", "moved", "learned")[n % 3], "Hm" * (n % 2))
    ),
    "touch": _on_deal(lambda deal, _: actions.LogTouch((deal.id,), "call", "Rang")),
    "note": _on_deal(lambda deal, n: actions.AddNote((deal.id,), f"Note {n}")),
    "plan": _on_deal(lambda deal, n: actions.PlanFollowUp((deal.id,), "call", _day(n))),
    "recur": _on_deal(lambda deal, n: actions.PlanFollowUp((deal.id,), "mail", _day(n), every=n)),
    "cadence": _on_deal(
        lambda deal, n: (
            actions.StartCadence((deal.id,), ("first-contact", "nurture")[n % 2], _day(n))
            if n % 4
            else actions.StopCadence((deal.id,))
        )
    ),
    "nurture": _on_deal(
        lambda deal, n: (
            actions.NurtureDeals((deal.id,), "mail", every=n) if n % 3 else actions.StopNurturing((deal.id,))
        )
    ),
    "look again": _on_deal(
        lambda deal, n: actions.EditDeals((deal.id,), {"revisit": _day(n) if n else None, "renewal": _day(n)})
    ),
    "focus": lambda _board, which, detail: actions.SetFocus(
        ("Ann", "Bob")[which % 2], ("First",), _day(detail)
    ),
    "step": _on_deal(_step),
    "import": _import,
    "add stage": lambda _board, _which, detail: _new_stage(detail),
    "rename stage": lambda _board, which, detail: actions.EditStage(
        STAGES[which % 4], {"name": f"Name {detail}"}
    ),
    "stage": lambda _board, which, detail: actions.EditStage(
        STAGES[which % 4],
        {"probability": detail * 10 or None, "offer": detail % 2 == 0, "goal": "x" * (detail % 3)},
    ),
    "move stage": lambda _board, which, detail: actions.MoveStage(STAGES[which % 3], STAGES[detail % 3]),
    "retire stage": lambda _board, which, detail: actions.RetireStage(
        STAGES[which % 3], (None, *STAGES)[detail % 4]
    ),
    "merge stage": lambda _board, which, detail: actions.MergeStage(STAGES[which % 3], STAGES[detail % 3]),
    "board": lambda _board, _which, detail: actions.SetBoard({"name": f"Board {detail % 3}"}),
}
OTHERS = ("undo", "redo", "undo any", "sync", "wait")


def _made_up_front(replica: Replica) -> tuple[str | None, ...]:
    """No action, and the one that set the board up: without it there would be no stage to speak of."""
    return None, min(replica.rows, key=sort_key)


def steps(least: int = 1, most: int = 25) -> st.SearchStrategy[list[Step]]:
    """Random histories of three clones."""
    small = st.integers(0, 7)
    # The first deal and what brings clones together are drawn more often: clashes are the point.
    kinds = st.sampled_from([*MAKERS, *OTHERS, "add", "sync", "undo", "move", "value", "win"])
    return st.lists(
        st.tuples(st.integers(0, 2), kinds, st.sampled_from((0, 0, 0, 1, 2)), small),
        min_size=least,
        max_size=most,
    )


def closing_steps() -> st.SearchStrategy[list[Step]]:
    """Histories in which deals are often closed, and what was closed comes back in every way there is."""
    kinds = st.sampled_from(
        (
            *("win", "lose", "disqualify", "import", "add", "win", "lose", "add", "sync", "undo", "undo any"),
            *("reopen", "move", "move late", "merge", "restore", "delete", "note", "redo", "retire stage"),
        )
    )
    step = st.tuples(st.integers(0, 2), kinds, st.integers(0, 3), st.integers(0, 7))
    return st.lists(step, min_size=1, max_size=25)


def play(history: Iterable[Step], *skews: timedelta) -> list[Replica]:
    """Three clones after a history; what the rules refuse is passed over. Clocks are wrong unless told."""
    replicas = team(*(skews or (timedelta(), timedelta(hours=-3), timedelta(days=3650))))
    replicas[0].add("First", value=Decimal(1))
    sync(*replicas)
    for who, kind, which, detail in history:
        do(replicas, who, kind, which, detail)
    return replicas


def do(replicas: list[Replica], who: int, kind: str, which: int, detail: int) -> None:
    """One step of a history."""
    replica = replicas[who]
    if kind == "sync":
        replica.take(replicas[detail % 3].rows)
    elif kind == "wait":
        replica.wait(hours=detail - 2)
    elif kind == "undo":
        act = next_undo(replica.log.acts_of(replica.author), replica.log.undos, replica.log.undone)
        if act not in _made_up_front(replica):
            replica.undo(act)
    elif kind == "redo":
        replica.redo()
    elif kind == "undo any":
        acts = list(replica.log.acts_of(replica.author))
        acts = [act for act in acts if act not in replica.log.undone and act not in _made_up_front(replica)]
        if acts:
            replica.undo(acts[detail % len(acts)])
    else:
        action = MAKERS[kind](replica.board, which, detail)
        try:
            if action is not None:
                replica.do(action)
        except PipeBoardError:
            pass
