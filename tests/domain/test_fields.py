"""Fields: what the file holds, what people type, and how the two are told apart from nonsense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain import fields
from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import dump_set, field_of, load_set, parse_changes
from pipeboard.domain.readings import Field
from pipeboard.domain.values import Value

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TABLES: list[Mapping[str, Field]] = [
    fields.DEAL,
    fields.STAGE,
    fields.PIPELINE,
    fields.BOARD,
    fields.CONTACT,
    fields.FOLLOW_UP,
    fields.PROPOSAL,
]

values: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(min_size=1).filter(str.strip),
        "company": st.text(min_size=1),
        "value": st.decimals(0, 10**14, places=2),
        "currency": st.sampled_from(["EUR", "USD"]),
        "tags": st.sets(st.text("abc", min_size=1)).map(lambda tags: tuple(sorted(tags))),
        "priority": st.sampled_from(["low", "normal", "high"]),
        "close": st.dates(date(1900, 1, 1), date(2900, 1, 1)),
        "rank": st.sampled_from(["i", "a1", "0z"]),
        "custom.colour": st.text(min_size=1),
    },
)


@given(values)
def test_what_is_written_is_read_back(some: dict[str, Value]) -> None:
    """Every value of every kind survives the file; empty ones come back as nothing."""
    read = load_set(fields.DEAL, dump_set(fields.DEAL, some))
    assert read == {name: value if value != () else None for name, value in some.items()}


@pytest.mark.parametrize("table", TABLES)
@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4
    )
)
def test_loading_accepts_a_value_or_says_no(table: Mapping[str, Field], junk: Any) -> None:
    """Junk of any type is refused with ValueError and nothing else; what loads can be written again."""
    for name, field in table.items():
        try:
            loaded = field.load(junk)
        except ValueError:
            continue
        if loaded not in ("", ()):
            assert load_set(table, {name: field.dump(loaded)}) == {name: loaded}


WRONG: list[tuple[Mapping[str, Field], str, object]] = [
    (fields.DEAL, "value", 12),
    (fields.DEAL, "value", "1e5"),
    (fields.DEAL, "value", "٣"),
    (fields.DEAL, "value", "NaN"),
    (fields.DEAL, "value", "1" * 31),
    (fields.DEAL, "title", 5),
    (fields.DEAL, "currency", "eur"),
    (fields.DEAL, "tags", "web"),
    (fields.DEAL, "tags", [1]),
    (fields.DEAL, "priority", "urgent"),
    (fields.DEAL, "priority", []),
    (fields.DEAL, "close", "2026-02-30"),
    (fields.DEAL, "close", 20261122),
    (fields.DEAL, "rank", "a0"),
    (fields.DEAL, "rank", "A"),
    (fields.DEAL, "custom.x", 5),
    (fields.DEAL, "title", "x" * 20_001),
    (fields.STAGE, "probability", 101),
    (fields.STAGE, "probability", True),
    (fields.STAGE, "days", 1.5),
    (fields.STAGE, "offer", 1),
    (fields.STAGE, "phase", "mid"),
    (fields.BOARD, "timezone", "Mars/Base"),
    (fields.BOARD, "timezone", "../x"),
    (fields.BOARD, "timezone", ""),
    (fields.FOLLOW_UP, "due", "soon"),
    (fields.FOLLOW_UP, "due", "0001-01-01T00:00:00Z"),
]


@pytest.mark.parametrize(("table", "name", "value"), WRONG)
def test_values_of_the_wrong_form_are_not_coerced(
    table: Mapping[str, Field], name: str, value: object
) -> None:
    """A wrong type or form is refused, not bent into shape."""
    with pytest.raises(ValueError, match=r"\w"):
        load_set(table, {name: value})


def test_fields_of_newer_versions_are_passed_over() -> None:
    """An unknown field is no error, and no value either."""
    assert load_set(fields.DEAL, {"zodiac": ["leo"], "custom.": "x", "title": "Acme"}) == {"title": "Acme"}
    with pytest.raises(ValueError, match="not an object"):
        load_set(fields.DEAL, ["title"])


def test_only_deals_have_fields_of_the_users_own() -> None:
    """`custom.<name>` is text on a deal and unknown elsewhere."""
    found = field_of(fields.DEAL, "custom.colour")
    assert found is not None
    assert found.title == "colour"
    assert field_of(fields.STAGE, "custom.colour") is None


TYPED: list[tuple[str, str, Value]] = [
    ("title", "  Acme ", "Acme"),
    ("value", "12k", Decimal(12000)),
    ("currency", "usd", "USD"),
    ("tags", "#web, vip web", ("vip", "web")),
    ("priority", "h", "high"),
    ("close", "2026-12-01", date(2026, 12, 1)),
    ("close", "tomorrow", date(2026, 11, 24)),
    ("company", " ", None),
    ("custom.size", " L ", "L"),
]


@pytest.mark.parametrize(("name", "text", "value"), TYPED)
def test_typed_text_is_read_as_people_mean_it(name: str, text: str, value: Value) -> None:
    """Spaces, case and short forms do not matter; nothing typed empties a field."""
    assert parse_changes(fields.DEAL, {name: text}, NOW) == {name: value}


MISTYPED: list[tuple[Mapping[str, Field], str, str, str]] = [
    (fields.DEAL, "title", " ", "Title must not be empty"),
    (fields.DEAL, "valeu", "5", "did you mean 'value'"),
    (fields.DEAL, "currency", "euros", "three letters"),
    (fields.DEAL, "priority", "x", "low, normal or high"),
    (fields.DEAL, "title", "x" * 20_001, "too long"),
    (fields.STAGE, "probability", "110%", "from 0 to 100"),
    (fields.STAGE, "days", "-1", "whole number"),
    (fields.STAGE, "offer", "perhaps", "neither yes nor no"),
    (fields.STAGE, "colour", "!", "#rrggbb"),
    (fields.STAGE, "colour", "mauve", "purple"),
    (fields.BOARD, "timezone", "Mars", "Europe/Helsinki"),
    (fields.FOLLOW_UP, "due", "frday", "frday"),
]


@pytest.mark.parametrize(("table", "name", "text", "said"), MISTYPED)
def test_what_cannot_be_read_is_answered_with_what_can(
    table: Mapping[str, Field], name: str, text: str, said: str
) -> None:
    """One sentence that says what to write instead."""
    with pytest.raises(BadInput) as caught:
        parse_changes(table, {name: text}, NOW)
    assert said in caught.value.sentence


def test_stage_fields_are_read_from_typed_text() -> None:
    """Percent signs, yes and no, and names of zones."""
    typed = {"probability": "40 %", "offer": "Yes", "qualified": "n", "colour": " GREEN ", "phase": "po"}
    assert parse_changes(fields.STAGE, typed, NOW) == {
        "probability": 40,
        "offer": True,
        "qualified": False,
        "colour": "green",
        "phase": "post",
    }
    assert parse_changes(fields.BOARD, {"timezone": " UTC "}, NOW) == {"timezone": "UTC"}


def test_nothing_is_written_that_could_not_be_read_back() -> None:
    """Values of a face's own making pass the same test as those of the file."""
    for name, value in (
        ("value", Decimal("Infinity")),
        ("close", "soon"),
        ("currency", "euro"),
        ("rank", "Z"),
    ):
        with pytest.raises(BadInput):
            dump_set(fields.DEAL, {name: value})
    assert dump_set(fields.DEAL, {"company": "", "tags": (), "value": None}) == {
        "company": None,
        "tags": None,
        "value": None,
    }
