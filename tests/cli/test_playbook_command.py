"""`playbook` and `objection`: what to do and say, and what came of it."""

from __future__ import annotations

import re
from pathlib import Path

from command_line import Pipeboard
from pipeboard.domain.playbook import KINDS
from pipeboard.view.guide import guide


def test_the_playbook_is_listed_and_searched_by_words(pipeboard: Pipeboard, board: Path) -> None:
    """In titles, answers, guidance and steps; all words have to occur, in any case."""
    everything = pipeboard("playbook", "--json").json
    assert [len(everything[f"{kind}s"]) > 5 for kind in KINDS] == [True] * 3
    found = pipeboard("playbook", "OWN", "people", "--json").json
    assert [one["id"] for one in found["objections"]] == ["no-budget"]
    assert found["techniques"] == []
    by_step = pipeboard("playbook", "another time of day", "--json").json
    assert [one["id"] for one in by_step["plays"]] == ["no-answer"]
    text = pipeboard("playbook", "expensive").out
    assert "price-objection" in text
    assert "too-expensive" in text
    assert "walk-away" not in text
    assert "all of these words: zzz" in pipeboard("playbook", "zzz").err


def test_an_entry_is_shown_whole_and_both_where_two_have_one_name(pipeboard: Pipeboard, board: Path) -> None:
    """A play with its steps, an objection with its answer, a technique with when it does harm."""
    both = pipeboard("playbook", "show", "no-budget", "--json").json["entries"]
    assert [one["kind"] for one in both] == ["play", "objection"]
    assert [step["days"] for step in both[0]["steps"]] == [3, 5]
    text = pipeboard("playbook", "show", "competitor").out
    assert "Offered when  has:competitor" in text
    assert "Steps         call, at once: Ask by what they will decide" in text
    assert "checklist: Two of their criteria" in text
    assert "When not to   As a threat." in pipeboard("playbook", "show", "walk-away").out
    begun = pipeboard("playbook", "show", "bring", "--json").json["entries"]
    assert [one["id"] for one in begun] == ["offer-is-out", "new-thing"]
    ran = pipeboard("playbook", "show", "competitors", ok=False)
    assert ran.code == 3
    assert "`pipeboard playbook competitors` looks for the words" in ran.err


def test_a_play_is_offered_started_and_counted(pipeboard: Pipeboard, board: Path) -> None:
    """Offered while its trigger holds, with a filter, until it was started; one step to undo."""
    assert "No play is offered" in pipeboard("playbook", "offered", "stage:lead").err
    pipeboard("edit", "acme website", "beta shop", "--competitor", "Globex")
    offered = pipeboard("playbook", "offered", "--json").json["offered"]
    assert [(one["deal_title"], one["play"]) for one in offered] == [
        ("Acme website", "competitor"),
        ("Beta shop", "one-person"),
        ("Beta shop", "competitor"),
    ]
    assert "Beta shop" not in pipeboard("playbook", "offered", "-tag:vip").out
    said = pipeboard("playbook", "start", "acme website", "competitor").out
    assert said == "Started Somebody else is in it, too on Acme website: 3 steps planned.\n"
    assert "Acme website" not in pipeboard("playbook", "offered").out
    pipeboard("won", "acme website")
    used = pipeboard("playbook", "show", "competitor", "--json").json["entries"][0]["used"]
    assert (used["deals"], used["won"], used["stages"]) == (1, 1, {"lead": 1})
    pipeboard("undo")
    pipeboard("undo")
    assert pipeboard("show", "acme website", "--json").json["plays"] == []
    assert pipeboard("show", "acme website", "--json").json["follow_ups"] == []


def test_an_objection_is_logged_with_their_words(pipeboard: Pipeboard, board: Path) -> None:
    """On one deal or several, also where the words are those of another objection, or of a deal."""
    pipeboard("objection", "log", "acme website", "too-expensive", "Not now, perhaps later")
    pipeboard("objection", "log", "acme website", "beta shop", "not-now")
    pipeboard("objection", "log", "--filter", "tag:vip", "no-need", "Acme website does it")
    pipeboard("objection", "log", "acme website", "Law", "beta shopping", "--new")
    acme = pipeboard("show", "acme website", "--json").json["objections"]
    assert [(one["title"], one["text"]) for one in acme] == [
        ("It is too expensive", "Not now, perhaps later"),
        ("Not now, perhaps later", ""),
        ("Law", "beta shopping"),
    ]
    text = pipeboard("show", "beta shop").out
    assert "Objections   Not now, perhaps later; We do not need that" in text
    ran = pipeboard("objection", "log", "acme website", "Lwa is hard", ok=False)
    assert ran.code == 3
    assert "--new" in ran.err
    assert len(pipeboard("show", "acme website", "--json").json["objections"]) == 3


def test_objections_are_listed_by_stage_and_outcome(pipeboard: Pipeboard, board: Path) -> None:
    """The most frequent first; those that nobody raised are there, to be named."""
    pipeboard("objection", "log", "acme website", "beta shop", "not-now")
    pipeboard("objection", "log", "acme website", "too-expensive")
    pipeboard("lost", "beta shop", "--reason", "Price")
    first, second, third = pipeboard("objection", "list", "--json").json["objections"][:3]
    assert (first["id"], first["deals"], first["open"], first["lost"]) == ("not-now", 2, 1, 1)
    assert first["stages"] == {"lead": 1, "offer": 1}
    assert (second["id"], third["deals"]) == ("too-expensive", 0)
    line = pipeboard("objection").out.splitlines()[1]
    assert re.split(r" {2,}", line)[2:] == ["2", "1", "-", "1", "-", "Lead 1, Offer 1"]


def test_the_keys_of_objections_and_plays_are_documented(pipeboard: Pipeboard, board: Path) -> None:
    """In the guide's words on `show`, on `playbook list` and on `objection list`."""
    pipeboard("objection", "log", "acme website", "not-now")
    pipeboard("playbook", "start", "acme website", "competitor")
    record = pipeboard("show", "acme website", "--json").json
    show = guide()["json"].split("## show")[1].split("## agenda")[0]
    keys = {"objections", "plays", *record["objections"][0], *record["plays"][0]}
    assert keys <= set(re.findall(r"`(\w+)`", show))
    others = guide()["json"].split("## The others")[1]
    listed = pipeboard("playbook", "--json").json
    keys = {
        *pipeboard("objection", "--json").json["objections"][0],
        *listed["plays"][0],
        *listed["plays"][0]["used"],
    }
    assert keys - {"title", "when", "guidance"} <= set(re.findall(r"`(\w+)`", others))
