"""`pipeboard follow-up`, `cadence`, `nurture` and `focus`: what they do, print and refuse."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from command_line import Pipeboard


@pytest.fixture
def ready(pipeboard: Pipeboard, noon: datetime, board: Path) -> Pipeboard:
    """A board with two deals, at noon of 15 June 2098, a Sunday."""
    return pipeboard


def steps(pipeboard: Pipeboard) -> list[tuple[str, str, str, int]]:
    """Kind, day, text and rhythm of all open follow-ups."""
    found = pipeboard("follow-up", "list", "--json").json["follow_ups"]
    return [(one["kind"], one["due"], one["text"], one["every"]) for one in found]


def test_a_template_gives_kind_day_and_text(ready: Pipeboard) -> None:
    """What is given on the line goes before."""
    listed = {one["id"]: one for one in ready("follow-up", "templates", "--json").json["templates"]}
    thanks = listed["thank-them"]
    assert "thank-them" in ready("follow-up", "templates").out
    ready("follow-up", "add", "acme website", "--template", "thank-them")
    assert steps(ready) == [(thanks["kind"], "2098-06-16", thanks["text"], 0)]
    ready("follow-up", "add", "beta shop", "--template", "thank", "call", "fri", "14:00", "Ring", "them")
    assert steps(ready)[1] == ("call", "2098-06-20T14:00:00Z", "Ring them", 0)


def test_a_recurring_follow_up_comes_again_and_says_so(ready: Pipeboard) -> None:
    """In the list, and when it is done; `--end` and an edit end it."""
    ready("follow-up", "add", "acme website", "call", "today", "Ask", "--every", "2w")
    assert "↻ every 2w: Ask" in ready("follow-up", "list").out
    said = ready("follow-up", "done", "acme website").out
    assert said == "Done: call on Acme website; next is a call on 29 Jun (every 2w).\n"
    ready("follow-up", "edit", "acme website", "--every", "", "--when", "today", "--kind", "mail")
    assert steps(ready) == [("mail", "2098-06-15", "Ask", 0)]
    ready("follow-up", "edit", "acme website", "--every", "1mon")
    ready("follow-up", "done", "acme website", "--end")
    assert steps(ready) == []


def test_a_cadence_is_shown_started_followed_and_stopped(ready: Pipeboard) -> None:
    """By its id, its title or the beginning of either; a day comes last."""
    listed = {one["id"]: one for one in ready("cadence", "list", "--json").json["cadences"]}
    count = len(listed["first-contact"]["steps"])
    assert "First contact" in ready("cadence").out
    ready("cadence", "start", "acme website", "beta shop", "First contact", "mon")
    assert [due for _, due, _, _ in steps(ready)] == ["2098-06-16"] * 2
    inside = ready("cadence", "show", "first", "--json").json["deals"]
    assert {one["deal_title"]: one["step"] for one in inside} == {"Acme website": 1, "Beta shop": 1}
    assert f"Acme website: step 1 of {count}" in ready("cadence", "show", "first").out
    assert f"(2 of {count} First contact)" in ready("follow-up", "done", "acme website").out
    moved = ready("follow-up", "done", "acme website", "--next", "+3d", "--json").json
    assert moved["follow_ups"][0]["step"] == 3
    assert moved["follow_ups"][0]["due"] == "2098-06-18"
    assert ready("cadence", "stop", "acme website", "beta shop").out.startswith("Stopped")
    assert steps(ready) == []


def test_a_deal_is_nurtured_and_left_alone(ready: Pipeboard) -> None:
    """It is found by its flag; no list of those that press has it."""
    ready("nurture", "acme website", "--every", "1mon", "--prompt", "something", "--at", "-60d")
    assert [one["title"] for one in ready("list", "nurture", "--json").json["deals"]] == ["Acme website"]
    assert ready("list", "-nurture", "--json").json["deals"][0]["title"] == "Beta shop"
    late = ready("agenda", "--json").json["counts"]
    assert (late["nurture"], late["overdue"]) == (1, 0)
    ready("follow-up", "done", "acme website")
    assert ready("agenda", "--json").json["counts"]["nurture"] == 0
    ready("nurture", "acme website", "--stop")
    assert "Acme website" not in ready("list", "nurture").out
    assert steps(ready) == []


def test_dates_of_a_deal_are_set_and_done_with(ready: Pipeboard) -> None:
    """With options of `edit`; the agenda has them by their day."""
    ready("edit", "acme website", "--decision", "today", "--trial-end", "+60d")
    counts = ready("agenda", "--json").json["counts"]
    assert (counts["today"], counts["later"]) == (1, 1)
    assert "decision deadline" in ready("agenda").out
    ready("edit", "acme website", "--decision", "", "--trial-end", "")
    assert ready("agenda", "--json").json["counts"]["today"] == 0
    ready("won", "acme website")
    ready("edit", "acme website", "--renewal", "1y", "--review", "yesterday")
    entries = ready("agenda", "--json").json["entries"]
    found = {(one["section"], one["label"]) for one in entries if one["date"]}
    assert found == {("overdue", "review the win"), ("later", "renewal")}
    refused = ready("edit", "acme website", "--revisit", "1y", ok=False)
    assert (refused.code, "only a disqualified deal" in refused.err) == (1, True)


def test_the_focus_list_counts_touches_by_account_and_day(ready: Pipeboard) -> None:
    """At most three an account; what was taken back does not count."""
    ready("focus", "set", "acme", "Beta shop", "--start", "yesterday")
    for at in ("yesterday", "today", "today", "today"):
        ready("log", "acme website", "call", "--at", at)
    ready("log", "beta shop", "mail")
    ready("undo")
    found = ready("focus", "--json").json["focuses"][0]
    assert (found["score"], found["score_by_day"]) == (3, 4)
    assert [(one["account"], one["touches"]) for one in found["accounts"]] == [
        ("Acme Oy", [1, 3, 0]),
        ("Beta shop", [0, 0, 0]),
    ]
    assert found["days"] == ["2098-06-14", "2098-06-15", "2098-06-16"]
    assert ready("focus").out.startswith("Ann: 3/9, day 2 of 3\n")
    assert "4/27" in ready("focus", "list", "--by-day", "--owner", "me").out
    assert ready("focus", "clear").code == 0
    assert "no focus list yet" in ready("focus").err


def test_a_touch_on_a_duplicate_counts_for_the_deal_it_became(ready: Pipeboard) -> None:
    """As on its card."""
    ready("log", "beta shop", "call")
    ready("merge", "beta shop", "acme website")
    ready("focus", "set", "acme")
    assert ready("focus", "--json").json["focuses"][0]["score"] == 1


BAD = [
    (("follow-up", "add", "acme website", "call", "someday"), 2, "is not a date"),
    (("follow-up", "add", "acme website", "call", "fri", "--every", "0"), 2, "is not how often"),
    (("follow-up", "add", "acme website", "call", "fri", "--every", "-3d"), 2, "is not how often"),
    (("follow-up", "add", "acme website", "--template", "nope"), 3, "There is no prompt 'nope'"),
    (("follow-up", "add", "acme website", "--template", "thank", "soon"), 2, "is not a date"),
    (("follow-up", "add", "acme website", "cal", "fri"), 2, "'cal' is not one of"),
    (("follow-up", "add", "acme website"), 2, "Missing argument 'KIND'"),
    (("follow-up", "add", "acme website", "call"), 2, "Missing argument 'WHEN'"),
    (("follow-up", "add", "gone", "call", "fri"), 1, "restore it first"),
    (("follow-up", "edit", "acme website"), 2, "Nothing to change"),
    (("follow-up", "done", "acme website", "--end", "--next", "fri"), 2, "do not go together"),
    (("cadence", "start", "acme website", "nope"), 3, "There is no cadence 'nope'"),
    (("cadence", "start", "acme website", "nope", "fri"), 3, "There is no cadence 'nope'"),
    (("cadence", "start", "acme website", "first-contact", "soon"), 2, "is not a date"),
    (("cadence", "start", "gone", "first-contact"), 1, "restore it first"),
    (("cadence", "show", "nope"), 3, "There is no cadence"),
    (("cadence", "stop", "acme website"), 1, "in no cadence"),
    (("nurture", "acme website", "--every", "often"), 2, "is not how often"),
    (("nurture", "acme website", "--prompt", "nope"), 3, "There is no prompt"),
    (("nurture", "acme website", "--stop"), 1, "not on the nurture track"),
    (("nurture", "acme website", "--stop", "--every", "2w"), 2, "no other option"),
    (("nurture", "gone"), 1, "restore it first"),
    (("focus", "set", "nobody"), 3, "No deal has the company"),
    (("focus", "set", "acme", "--start", "soon"), 2, "is not a date"),
    (("focus", "clear"), 3, "nothing to clear"),
    (("edit", "acme website", "--decision", "soon"), 2, "is not a date"),
]


@pytest.mark.parametrize(("line", "code", "sentence"), BAD)
def test_a_mistake_is_told_in_one_sentence_and_changes_nothing(
    ready: Pipeboard, board: Path, line: tuple[str, ...], code: int, sentence: str
) -> None:
    """With the exit code of its kind."""
    ready("add", "Gone")
    ready("delete", "gone")
    before = board.read_bytes()
    ran = ready(*line, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1
    assert board.read_bytes() == before
