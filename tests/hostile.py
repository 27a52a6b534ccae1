"""A board in which every text is something that a terminal would act on."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from board_app import fill_board, open_board
from clocks import FixedClock
from factories import NOW, TODAY
from pipeboard.domain import actions
from pipeboard.domain.definitions import KINDS, PARTS
from pipeboard.domain.fields import DEAL
from pipeboard.domain.ids import Minter
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value
from pipeboard.store.layout import row_line, spliced
from pipeboard.workspace.workspace import Workspace

HOSTILE = (
    "Evil\x1b]52;c;QUJD\x07\x9b31m[@click=app.quit]x[/]\u202egnp.exe\u200b\x1b[2J\u2028"
    "\0👩‍👩‍👧👋🏽 שלום 漢字 e\u0301\u0301\u0301\u0301\u0301\u0301 $(reboot) %s {0}"
)
LONG = HOSTILE + "x" * 10_000
_LINK = "https://example.org/hostile"


def hostile_board(folder: Path) -> Path:
    """Deals, people, offers, stages and definitions of every kind, all with hostile texts in every field."""
    path = fill_board(folder, 6)
    workspace = open_board(path)
    *open_ones, won = workspace.board.deals
    workspace.do(actions.CloseDeals((won,), "won", HOSTILE, HOSTILE))
    for stage in workspace.board.stages:
        texts = dict.fromkeys(("name", "goal", "role", "guidance", "evidence", "tools"), HOSTILE)
        workspace.do(actions.EditStage(stage, {**texts, "name": f"{stage} {HOSTILE}"}))
    texts_of_deals: dict[str, Value] = {one.name: HOSTILE for one in DEAL.values() if _is_text(one)}
    del texts_of_deals["origin"]
    texts_of_deals["pains"] = (HOSTILE,)
    workspace.do(actions.EditDeals((won,), {**texts_of_deals, "tags": (HOSTILE,), "custom.x": HOSTILE}))
    for name in ("satisfaction_note", "receiver", "promises"):
        del texts_of_deals[name]
    workspace.do(actions.EditDeals(tuple(open_ones), texts_of_deals))
    own = {kind: _define(workspace, kind) for kind in KINDS if kind not in ("rate", "focus")}
    workspace.do(actions.SpawnDeal(won, "upsell", {"title": HOSTILE}))
    first = open_ones[0]
    for deal in (*open_ones, won):
        workspace.do(actions.AddItem(deal, HOSTILE, required=deal == won))
        workspace.do(actions.AddProposal(deal, {"amount": Decimal(5), "title": HOSTILE}))
        workspace.do(
            actions.AddContact(deal, actions.NewContact(HOSTILE, f"{HOSTILE}@x.y", HOSTILE, links=_LINK))
        )
        workspace.do(actions.PlanFollowUp((deal,), "call", TODAY, HOSTILE))
        workspace.do(actions.AddNote((deal,), LONG))
    workspace.do(actions.StartCadence((first,), own["cadence"], TODAY))
    workspace.do(
        actions.QualifyDeals((first,), own["framework"], notes={own["criterion"].rpartition(".")[2]: HOSTILE})
    )
    workspace.do(actions.NurtureDeals((open_ones[1],), "mail", text=HOSTILE))
    workspace.do(actions.SetFocus("Anna", (HOSTILE,), TODAY - timedelta(days=1)))
    workspace.flush()
    _disagree(path, first)
    workspace.close()
    # A rule would refuse it, another program that writes the file would not.
    path.write_bytes(
        path.read_bytes().replace(_LINK.encode(), json.dumps(f"{_LINK} {HOSTILE}")[1:-1].encode())
    )
    return path


def _disagree(path: Path, deal: str) -> None:
    """Somebody else gave the deal's company another value at the same time: a conflict."""
    sets = {"set": {"company": f"2 {HOSTILE}"}, "was": {"company": "neither"}}
    row = {"do": "deal.set", "deal": deal, "at": "2026-11-23T09:00:00Z", "by": HOSTILE, **sets}
    event_id = Minter("zzz9", FixedClock(NOW + timedelta(hours=1))).mint()
    path.write_bytes(b"".join(spliced(path.read_bytes(), [row_line(event_id, row)])))


def _define(workspace: Workspace, kind: str) -> str:
    """A definition with hostile texts, as far as a rule takes them; its id."""
    board = workspace.board
    fixed: dict[str, Value] = {
        "list": "stage:" + next(iter(board.stages)),
        "stage": next(iter(board.stages)),
        **{name: _hostile_id(workspace, name) for name in PARTS},
        "when": "value>1",
        "points": 5,
        "amount": Decimal(5),
        "start": TODAY,
        "reviewed": TODAY,
        "letter": "h",
        "filter": "status:any",
        "shown": "",
    }
    fields: dict[str, Value] = {}
    for field in KINDS[kind].values():
        if field.name in fixed:
            fields[field.name] = fixed[field.name]
        elif field.choices and field.choices != ("yes", "no"):
            fields[field.name] = field.choices[0]
        elif _is_text(field):
            fields[field.name] = HOSTILE
        elif _is_list(field):
            fields[field.name] = (HOSTILE,)
    workspace.do(actions.Define(kind, fields))
    return _hostile_id(workspace, kind)


def _hostile_id(workspace: Workspace, kind: str) -> str:
    found = [one.id for one in workspace.board.definitions(kind).values() if "Evil" in one.title]
    return found[-1] if found else ""


def _is_text(field: Field) -> bool:
    return field.name != "rank" and not field.choices and _takes(field, HOSTILE)


def _is_list(field: Field) -> bool:
    return _takes(field, [HOSTILE])


def _takes(field: Field, value: object) -> bool:
    try:
        field.load(value)
    except (ValueError, TypeError):
        return False
    return True
