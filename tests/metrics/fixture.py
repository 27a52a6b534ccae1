"""The eleven deals of the first quarter on which every figure is known, made through the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from histories import START, Replica
from pipeboard.domain import actions
from pipeboard.metrics.books import Books
from pipeboard.metrics.period import Period, period_of
from pipeboard.metrics.report import Report, report

QUARTER = period_of("quarter", date(2026, 1, 1))
END = datetime(2026, 4, 1, tzinfo=UTC)
CHANCES = (10, 20, 40, 60, 80)
STAGES = tuple(
    actions.NewStage(
        f"s{place}",
        {"name": f"S{place}", "probability": chance, "offer": place == 4, "qualified": place >= 3},
    )
    for place, chance in enumerate(CHANCES, 1)
)


@dataclass
class World:
    """One clone that writes everything down after the fact, each thing dated back to when it happened."""

    replica: Replica = field(default_factory=lambda: Replica("k7qa", "Ann", END - START + timedelta(hours=1)))
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = {"name": "Q1", "currency": "EUR", "timezone": "UTC"}
        self.replica.do(actions.SetUpBoard(settings, actions.AddPipeline("Sales", STAGES)))

    def do(self, action: Any) -> list[str]:
        return self.replica.do(action)

    def deal(self, name: str, value: int | None, events: Iterable[tuple[str, str]], **more: Any) -> str:
        """A deal and its course: (stage or outcome, day)."""
        (stage, created), *rest = events
        fields = {"title": name, "stage": stage, "value": None if value is None else Decimal(value), **more}
        self.ids[name] = self.do(actions.AddDeal(fields, at=moment(created)))[0]
        deal = (self.ids[name],)
        for what, day in rest:
            status, _, reason = what.partition(": ")
            if status in ("won", "lost", "disqualified"):
                self.do(actions.CloseDeals(deal, status, reason, at=moment(day)))  # type: ignore[arg-type]
            elif status == "reopened":
                self.do(actions.ReopenDeals(deal, reason, at=moment(day)))
            else:
                self.do(actions.MoveDeals(deal, what, at=moment(day)))
        return self.ids[name]

    def names(self, ids: Iterable[str]) -> set[str]:
        """Deals by the names they have here."""
        known = {deal: name for name, deal in self.ids.items()}
        return {known[one] for one in ids}

    def report(
        self, period: Period = QUARTER, as_of: datetime = END, *, now: datetime | None = None, **options: Any
    ) -> Report:
        return report(Books(self.replica.log, now), period, as_of, **options)


def moment(day: str) -> datetime:
    """Midnight of a day: "01-02" of 2026, or a whole ISO date."""
    return datetime.fromisoformat(day if len(day) > 5 else f"2026-{day}").replace(tzinfo=UTC)


def first_quarter() -> World:
    """D1 to D11."""
    world = World()
    world.do(actions.Define("rate", {"title": "USD", "rate": Decimal("0.90")}, "USD"))
    world.deal("D10", 7000, [("s1", "2025-12-01"), ("s2", "2025-12-10"), ("s3", "2025-12-15"),
                             ("s4", "2025-12-20"), ("lost: competitor", "01-15")])  # fmt: skip
    world.deal("D1", 10000, [("s1", "01-02"), ("s2", "01-05"), ("s3", "01-10"), ("s4", "01-20"),
                             ("s5", "01-30"), ("won", "02-01")])  # fmt: skip
    world.deal("D2", 20000, [("s1", "01-02"), ("s2", "01-12"), ("s4", "01-22"), ("won", "03-03")])
    world.deal("D3", 6000, [("s1", "01-10"), ("s2", "01-15"), ("s3", "01-25"), ("s4", "02-04"),
                            ("lost: price", "02-24")])  # fmt: skip
    world.deal("D4", 4000, [("s1", "01-10"), ("disqualified: no budget", "01-20")])
    world.deal("D5", 8000, [("s1", "01-15"), ("s2", "01-20"), ("s3", "01-30"), ("s2", "02-05"),
                            ("s3", "02-15"), ("s4", "02-25")])  # fmt: skip
    world.deal("D6", 12000, [("s4", "02-01"), ("s5", "02-11")], source="referral")
    world.deal("D7", 5000, [("s1", "02-01"), ("s2", "02-06"), ("lost: no decision", "02-16"),
                            ("reopened: s2", "03-01"), ("s3", "03-06")])  # fmt: skip
    world.deal("D8", 10000, [("s1", "02-10"), ("s2", "02-20"), ("s3", "03-01"), ("s4", "03-11"),
                             ("s5", "03-16"), ("won", "03-31")], currency="USD")  # fmt: skip
    world.deal("D9", None, [("s1", "03-01")])
    world.deal("D11", 3000, [("s1", "01-20"), ("s2", "01-25"), ("lost: timing", "02-05")])
    return world


def touch(world: World, name: str, kind: str, when: str, by: str = "Ann") -> None:
    """Something was done on a deal: "02-03" or "02-03T10:00"."""
    world.replica.author = by
    at = datetime.fromisoformat(f"2026-{when}").replace(tzinfo=UTC)
    world.do(actions.LogTouch((world.ids[name],), kind, at=at))
    world.replica.author = "Ann"


def found(report: Report, code: str) -> tuple[str, ...]:
    """The deals of one kind of gap in the health of the data."""
    return next((one.deals for one in report.health if one.code == code), ())
