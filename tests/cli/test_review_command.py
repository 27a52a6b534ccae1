"""`pipeboard review`: what is to be looked at and why, decisions with their next steps, and the minutes."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.cli import review as command
from pipeboard.cli.review import ACTION_KEYS, CLOSED_KEYS, DECIDED_KEYS, MINUTE_KEYS, OPEN_KEYS
from pipeboard.domain import review
from pipeboard.view.guide import guide

HOSTILE = "# not a *heading* \x1b[31m"


@pytest.fixture
def meeting(pipeboard: Pipeboard, noon: datetime, board: Path) -> Path:
    """Two open deals to look at, one that is lost and one that is on its way."""
    pipeboard("add", "Fine")
    pipeboard("follow-up", "add", "Fine", "call", "tomorrow")
    pipeboard("add", "Gone")
    pipeboard("lost", "Gone", "--reason", "price", "--lesson", "Ask first")
    return board


def test_the_command_knows_all_decisions() -> None:
    """It has its own list, because the domain's takes long to import."""
    assert command.DECISIONS == review.DECISIONS
    assert all(f"`{one}`" in guide()["review"] for one in (*review.DECISIONS, *review.REASONS))


def test_the_list_says_why(pipeboard: Pipeboard, meeting: Path) -> None:
    """Open deals with their reasons, then the closed ones; a filter selects among both."""
    told = pipeboard("review").out
    assert "To look at (2)" in told
    assert re.search(r"Acme website +Acme Oy +12 000 EUR +Lead +no next step", told)
    assert "Won and lost, to learn from (1)" in told
    assert re.search(r"Gone .* lost +price", told)
    assert "Fine" not in told
    assert "To look at (1)" in pipeboard("review", "list", "owner:bob").out
    assert "Nothing waits" in pipeboard("review", "list", "Fine").err


def test_json_has_the_documented_keys(pipeboard: Pipeboard, meeting: Path) -> None:
    """Each deal with exactly those of the guide, in order."""
    pipeboard("review", "decide", "acme website", "keep", "Later")
    told = pipeboard("review", "list", "--days", "0", "--json").json
    assert list(told) == ["schema", "today", "open", "closed", "actions"]
    assert all(tuple(one) == OPEN_KEYS for one in told["open"])
    assert all(tuple(one) == CLOSED_KEYS for one in told["closed"])
    acme = told["open"][0]
    assert acme["reasons"] == [{"code": "no-step", "text": "no next step"}]
    assert (acme["last_review"]["decision"], acme["last_review"]["text"]) == ("keep", "Later")
    table = guide()["json"].split("## review")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == {*OPEN_KEYS, *CLOSED_KEYS}


def test_the_minutes_are_there_as_json(pipeboard: Pipeboard, meeting: Path) -> None:
    """With the keys of the guide; a file takes Markdown."""
    made = pipeboard("review", "note", "New price list", "--owner", "Bo", "--due", "fri", "--json").json
    assert made["summary"] == "Noted: New price list."
    pipeboard("review", "decide", "acme website", "planned", "Ask Jo", "--next", "fri")
    told = pipeboard("review", "export", "--json").json
    (one,), (action,) = told["deals"], told["actions"]
    assert list(told) == ["schema", "since", "today", "deals", "actions"]
    assert tuple(one) == MINUTE_KEYS
    assert one["reasons"] == [{"code": "no-step", "text": "no next step"}]
    (decided,) = one["decided"]
    assert tuple(decided) == DECIDED_KEYS
    assert decided["changes"] == ["Planned a task for 2098-06-20: Ask Jo"]
    assert tuple(action) == (*ACTION_KEYS, "by")
    assert (action["text"], action["owner"], action["due"]) == ("New price list", "Bo", "2098-06-20")
    part = guide()["json"].split("## review")[1].split("\n## ")[0]
    assert all(f"`{key}`" in part for key in (*MINUTE_KEYS, *DECIDED_KEYS, *ACTION_KEYS))
    assert pipeboard("review", "export", "--json", "-o", "x.md", ok=False).code == 2


def test_what_belongs_to_no_deal_is_listed_until_it_is_done(pipeboard: Pipeboard, meeting: Path) -> None:
    """An action with its owner and day; a note is in the minutes of its day alone. Undo takes a tick back."""
    pipeboard("review", "note", "New price list", "--owner", "Bo", "--due", "fri")
    pipeboard("review", "note", "Fewer leads from fairs")
    told = pipeboard("review").out
    assert re.search(r"Actions \(1\)\n.*\nnew-price-list +New price list +Bo +2098-06-20", told)
    assert "Fewer leads" not in told
    text = pipeboard("review", "export").out
    assert "## Actions\n\n- [ ] New price list (Bo, by 2098-06-20)\n" in text
    assert "## Notes\n\n- Fewer leads from fairs (Ann)\n" in text
    assert pipeboard("review", "done", "new price list").out == "Done: New price list.\n"
    assert "Actions" not in pipeboard("review").out
    assert "- [x] New price list" in pipeboard("review", "export").out
    pipeboard("undo")
    assert "Actions (1)" in pipeboard("review").out


def test_a_decision_is_recorded_and_takes_the_deal_off_the_list(pipeboard: Pipeboard, meeting: Path) -> None:
    """With a follow-up in the same step, which undo takes back with it."""
    told = pipeboard(
        "review", "decide", "acme website", "planned", "Ask Jo", "--next", "fri", "--kind", "call"
    )
    assert "Planned a call on Acme website" in told.out
    assert "Reviewed Acme website: planned." in told.out
    assert "Acme website" not in pipeboard("review").out
    assert "Reviewed: planned; Ask Jo" in pipeboard("history", "acme website").out
    assert "Ask Jo" in pipeboard("follow-up", "list").out
    pipeboard("undo")
    assert "Acme website" in pipeboard("review").out
    assert "Ask Jo" not in pipeboard("follow-up", "list").out


def test_many_deals_are_decided_at_once(pipeboard: Pipeboard, meeting: Path) -> None:
    """By a filter, as with other commands."""
    pipeboard("review", "decide", "--filter", "status:open", "keep")
    assert "To look at" not in pipeboard("review").out


def test_mistakes_are_told(pipeboard: Pipeboard, meeting: Path) -> None:
    """One sentence, and nothing is written."""
    assert pipeboard("review", "decide", "acme website", "dance", ok=False).code == 2
    assert pipeboard("review", "decide", "acme website", "keep", "--owner", "Bob", ok=False).code == 2
    assert pipeboard("review", "decide", "acme website", "keep", "--drove", "Jo", ok=False).code == 1
    assert pipeboard("review", "export", "-o", "", ok=False).code == 2
    assert pipeboard("review", "note", " ", ok=False).code == 2
    assert pipeboard("review", "done", "dance", ok=False).code == 3


def test_the_minutes_say_what_was_decided_and_planned_and_by_whom(
    pipeboard: Pipeboard, meeting: Path
) -> None:
    """As Markdown, in which what people wrote stays text."""
    pipeboard("review", "decide", "acme website", "planned", HOSTILE, "--next", "fri")
    pipeboard("review", "decide", "gone", "learned", "--drove", "Their new director", "--by", "Bob")
    target = meeting.parent / "minutes.md"
    told = pipeboard("review", "export", "-o", str(target))
    assert told.out.startswith("Wrote the minutes of 2 deals to ")
    text = target.read_text("utf-8")
    assert "2 deals looked at on 2098-06-15, by Ann, Bob." in text
    assert "### Acme website · Acme Oy · 12 000 EUR · Lead" in text
    assert "- Why: no next step\n- **planned** (Ann): \\# not a \\*heading\\*" in text
    assert "\x1b" not in text
    assert "## What is planned\n\n- [ ] Acme website: Planned a task for 2098-06-20" in text
    assert "### Gone · lost: price" in text
    assert "- Lesson: Ask first\n- What drove it: Their new director" in text
    assert pipeboard("review", "export").out == text
    pipeboard("undo", "--by", "Bob")
    assert "Gone" not in pipeboard("review", "export", "--since", "-1w").out
