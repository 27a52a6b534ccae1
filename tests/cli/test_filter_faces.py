"""Every field and flag of the filter language means the same in every face that takes a filter."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from command_line import Pipeboard, Ran
from factories import NOW
from pipeboard.domain.board import Board
from pipeboard.domain.errors import BadInput
from pipeboard.domain.query import FIELDS, FLAGS, parse_query, parse_rule
from pipeboard.view.board import board_view
from pipeboard.view.finder import Finder
from pipeboard.workspace.workspace import Workspace

VALUES = {
    "owner": "bob", "stage": "offer", "status": "any", "value": "10k..20k", "close": "..2099-12-31",
    "next": "..2099-12-31", "tag": "vip", "priority": "normal", "source": "cold", "company": "acme",
    "title": "acme", "pipeline": "sales", "channel": "", "contact": "", "role": "", "has": "company",
    "created": "1w..", "entered": "1w..", "touched": "", "active": "1w..", "closed": "", "mql": "", "sql": "",
    "age": "..3", "idle": "..3", "touches": "0", "notes": "0", "contacts": "..1", "follow-ups": "1",
    "follow-up": "call", "assignee": "bob", "cadence": "", "proposal": "draft", "proposals": "1",
    "offer": "5k..", "sent": "", "decided": "", "probability": "..100", "fit": "..100", "score": "-500..500",
    "framework": "bant", "currency": "eur", "list_price": "", "floor": "", "discount": "..50", "decision": "",
    "trial_end": "", "renewal": "", "review": "", "revisit": "", "reason": "", "lesson": "", "competitor": "",
    "pains": "", "buying": "", "relation": "", "receiver": "", "accepted": "", "promises": "",
    "satisfaction": "..10", "satisfaction_note": "", "external_id": "", "id": "-",
    "motion": "", "segment": "", "quotes": "..9", "play": "", "objection": "",
}  # fmt: skip
"""For each field something to compare it with; nothing asks for deals without it."""
FILTERS = [
    *(f"{name}:{VALUES[name]}" for name in FIELDS),
    *FLAGS,
    *("budget:yes", "bant.need>=partial", "region:north", "(owner:bob or value>10k) -overdue", "acme"),
]


@pytest.fixture
def faces(pipeboard: Pipeboard, board: Path) -> Pipeboard:
    """A board with a bit of everything, at noon of today."""
    pipeboard("edit", "Acme website", "--set", "region=North")
    pipeboard("qualify", "Acme website", "budget=yes", "need=partial")
    pipeboard("follow-up", "add", "Beta shop", "call", "today")
    pipeboard("proposal", "add", "Acme website", "9000")
    pipeboard("add", "Old one")
    pipeboard("won", "Old one")
    return pipeboard


def ids(ran: Ran, name: str, key: str = "id") -> set[str]:
    return {one[key] for one in ran.json[name]}


def test_every_field_and_flag_works_in_every_face(faces: Pipeboard, board: Path) -> None:
    """`list`, `board`, the agenda, the metrics, and a search or filter of the app."""
    workspace = Workspace.open(board, state_dir=board.parent / "state", author="Ann")
    here, now = workspace.board, workspace.now()
    open_ids = {deal.id for deal in here.visible_deals() if deal.is_open}
    whole = board_view(here, pipeline=here.live_pipelines()[0].id, today=workspace.today())
    finder = Finder()
    finding = []
    for text in FILTERS:
        query = parse_query(text, now, "Ann", here)
        wanted = {deal.id for deal in query.select(here)}
        matching = {deal.id for deal in here.deals.values() if query.matches(deal, here)}
        finding += [text] if wanted else []
        assert ids(faces("list", text, "--json"), "deals") == wanted, text
        [pipeline] = faces("board", text, "--json").json["pipelines"]
        assert {one for stage in pipeline["stages"] for one in stage["deals"]} == wanted, text
        entries = ids(faces("agenda", text, "--json"), "entries", "deal")
        assert entries == matching & ids(faces("agenda", "--json"), "entries", "deal"), text
        stages = faces("metrics", "--filter", text, "--json").json["stages"]
        assert sum(stage["open_count"] for stage in stages) == len(matching & open_ids), text
        shown = set(whole.where)
        assert set(finder.find(whole, finder.read(text, now, "Ann", here)).found) == matching & shown, text
    workspace.close()
    assert len(finding) > len(FILTERS) // 2, "the table asks for things that are there"


def test_every_field_has_something_to_compare_it_with() -> None:
    """The table above leaves none out."""
    assert set(VALUES) == set(FIELDS)


def test_a_view_keeps_every_filter(faces: Pipeboard) -> None:
    """Whatever it asks for."""
    for number, text in enumerate(FILTERS):
        faces("views", "save", f"View {number}", text, "--letter", "")
        assert ids(faces("list", "--view", f"View {number}", "--json"), "deals") == ids(
            faces("list", text, "--json"), "deals"
        ), text


@pytest.mark.parametrize("text", FILTERS)
def test_a_rule_of_the_score_takes_every_filter_but_those_of_a_person_and_the_score(text: str) -> None:
    """It is the same for everybody, and no part of itself."""
    personal = text == "mine" or text.startswith("score")
    with pytest.raises(BadInput, match="rule") if personal else nullcontext():
        parse_rule(text, NOW, Board())
