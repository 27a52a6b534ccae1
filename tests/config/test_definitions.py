"""The definitions that ship: reasons, checklists, prompts and cadences, complete and in bounds."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from pipeboard.domain import definitions
from pipeboard.domain.followup import KINDS
from pipeboard.domain.slugs import slug
from pipeboard.view.text import clean

KEYS = {
    "reason": {"outcome", "title"},
    "check": {"list", "text", "required"},
    "prompt": {"title", "kind", "text", "days"},
    "cadence": {"title", "description", "repeat"},
    "cadence-step": {"cadence", "days", "kind", "text"},
    "framework": {"title", "description"},
    "criterion": {"framework", "title", "letter", "question"},
    "score": {"title", "when", "points"},
    "play": {"title", "when", "guidance"},
    "play-step": {"play", "kind", "days", "text"},
    "objection": {"title", "answer"},
    "technique": {"title", "use", "how", "avoid"},
    "milestone": {"phase", "title", "how"},
}
"""What each definition may say; only `required` may be left out, and the days of an item of a checklist."""


def load(name: str) -> dict[str, dict[str, Any]]:
    """The definitions of one kind by their ids, in order."""
    resource = files("pipeboard") / "templates" / "definitions" / f"{name}.toml"
    return tomllib.loads(resource.read_text(encoding="utf-8"))


each_kind = pytest.mark.parametrize("name", KEYS)


def test_there_is_a_file_for_each_kind_of_definition() -> None:
    """And none besides."""
    folder = files("pipeboard") / "templates" / "definitions"
    assert {one.name for one in folder.iterdir()} == {f"{name}.toml" for name in KEYS}


@each_kind
def test_a_definition_has_its_keys_and_no_others(name: str) -> None:
    """Under an id that is a slug, that of a criterion behind its framework's."""
    for identity, one in load(name).items():
        whole = f"{one['framework']}." if "framework" in one else ""
        assert whole + slug(identity.removeprefix(whole)) == identity
        optional = {"required"} | ({"days"} if one.get("kind") == "check" else set())
        assert KEYS[name] - optional <= set(one) <= KEYS[name]


@each_kind
def test_the_board_reads_what_ships_in_the_order_of_the_file(name: str) -> None:
    """Every key is a field of its kind, with a value that the log would take."""
    raw, read = load(name), definitions.united(name, {})
    assert list(read) == list(raw)
    for identity, one in raw.items():
        assert {key: read[identity].values[key] for key in one} == one


@each_kind
def test_the_words_of_a_definition_fit_and_differ(name: str) -> None:
    """One clean line each, short enough to be read in a dialog."""
    seen: list[tuple[str, str]] = []
    for one in load(name).values():
        groups = ("outcome", "list", "cadence", "framework")
        group = next((str(one[key]) for key in groups if key in one), "")
        for key in {"title", "text", "description"} & set(one):
            text = one[key]
            most = {"title": 40, "description": 110}.get(key, 160 if name == "prompt" else 90)
            assert 3 <= len(text) <= most
            assert text == clean(" ".join(text.split()))
            seen.append((group, text))
    assert len(set(seen)) == len(seen)


def test_reasons_are_offered_for_each_outcome() -> None:
    """In lower case, as people write them in a sentence, and with the common ones of old."""
    titles: dict[str, list[str]] = {"lost": [], "won": [], "disqualified": []}
    for one in load("reason").values():
        titles[one["outcome"]].append(one["title"])
    assert {outcome: len(found) for outcome, found in titles.items()} == {
        "lost": 7,
        "won": 5,
        "disqualified": 7,
    }
    assert all(title == title.lower() for found in titles.values() for title in found)
    assert titles["lost"][:3] == ["price", "competitor", "no decision"]
    assert {"no need", "too small", "not the decision maker"} <= set(titles["disqualified"])


def test_screening_takes_seven_steps_and_ends_with_a_verdict() -> None:
    """Only the verdict is required: what is unknown may stay open until then."""
    steps = [one for one in load("check").values() if one["list"] == "screening"]
    assert [one["text"].partition(":")[0] for one in steps] == [
        "Profile",
        "Person",
        "Problem",
        "Money",
        "Decision path",
        "Timing",
        "Verdict",
    ]
    assert [one.get("required", False) for one in steps] == [False] * 6 + [True]


def test_a_close_is_announced_by_three_signals() -> None:
    """Positive feedback, questions about next steps, a clear commitment; none of them is required."""
    signals = [one for one in load("check").values() if one["list"] == "closing"]
    assert [one["text"].partition(":")[0] for one in signals] == [
        "Positive feedback",
        "Asked about next steps",
        "Clear commitment",
    ]
    assert not any(one.get("required") for one in signals)


def test_the_handover_covers_all_that_delivery_must_know() -> None:
    """Scope and promises are required; every item is in one of the three lists."""
    lists = Counter(one["list"] for one in load("check").values())
    assert lists == {"screening": 7, "handover": 7, "closing": 3}
    required = [
        identity
        for identity, one in load("check").items()
        if one["list"] == "handover" and one.get("required")
    ]
    assert required == ["handover-scope", "handover-promises"]


def test_prompts_say_what_to_do_when() -> None:
    """Every kind is one that can be planned, and the proposal is followed up after three days."""
    prompts = load("prompt")
    assert 8 <= len(prompts) <= 12
    assert {one["kind"] for one in prompts.values()} <= set(KINDS)
    assert all(type(one["days"]) is int and 0 <= one["days"] <= 90 for one in prompts.values())
    assert all(one["text"].endswith((".", "?")) for one in prompts.values())
    assert prompts["after-proposal"]["days"] == 3


def test_cadences_have_their_steps_in_order() -> None:
    """Numbered from 1, of plannable kinds, and each step belongs to a cadence that ships."""
    cadences, steps = load("cadence"), load("cadence-step")
    by_cadence: dict[str, list[str]] = {}
    for identity, one in steps.items():
        by_cadence.setdefault(one["cadence"], []).append(identity)
        assert one["kind"] in KINDS
        assert type(one["days"]) is int
    assert list(by_cadence) == list(cadences)
    for cadence, ids in by_cadence.items():
        assert ids == [f"{cadence}-{number}" for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize(
    ("cadence", "repeat", "touches", "days"),
    [
        ("first-contact", False, 7, range(19, 24)),
        ("after-proposal", False, 4, range(12, 16)),
        ("nurture", True, 1, range(30, 31)),
        ("quarterly", True, 1, range(90, 91)),
    ],
)
def test_a_cadence_takes_as_long_as_it_says(cadence: str, repeat: bool, touches: int, days: range) -> None:
    """So many touches in so many days; only what repeats goes on, and never twice on one day."""
    steps = [one for one in load("cadence-step").values() if one["cadence"] == cadence]
    assert load("cadence")[cadence]["repeat"] is repeat
    assert len(steps) == touches
    assert sum(one["days"] for one in steps) in days
    assert all(one["days"] > 0 for one in steps[0 if repeat else 1 :])


def test_a_first_contact_changes_the_channel_at_every_step() -> None:
    """The same channel twice running is how one is overheard."""
    kinds = [one["kind"] for one in load("cadence-step").values() if one["cadence"] == "first-contact"]
    assert all(one != other for one, other in pairwise(kinds))
    assert len(set(kinds)) >= 3
