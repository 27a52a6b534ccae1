"""Stable ids made of names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.slugs import slug, unique


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lead qualification", "lead-qualification"),
        ("  Won / lost ", "won-lost"),
        ("Ensimmäinen yhteydenotto", "ensimmainen-yhteydenotto"),
        ("Rozważanie", "rozwazanie"),
        ("Łódź", "lodz"),
        ("Straße Ørsted", "strasse-orsted"),
        ("R&D", "r-and-d"),
        ("寻找潜在客户", "stage"),
        ("", "stage"),
    ],
)
def test_a_name_becomes_a_plain_word(name: str, expected: str) -> None:
    """Accents go, other characters become hyphens, and a name without Latin letters gets a stand-in."""
    assert slug(name) == expected


@given(st.text(max_size=80))
def test_every_name_has_a_slug_that_is_its_own_slug(name: str) -> None:
    """A slug is never empty, has only lower-case ASCII words, and making it again changes nothing."""
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 40
    assert slug(made) == made


def test_a_taken_slug_is_numbered() -> None:
    """The first free number is taken."""
    assert unique("lead", {"other"}) == "lead"
    assert unique("lead", {"lead"}) == "lead-2"
    assert unique("lead", {"lead", "lead-2", "lead-3"}) == "lead-4"
