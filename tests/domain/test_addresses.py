"""Addresses of people: only harmless links open, and just as they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.addresses import addresses, checked_links, destination, openable
from pipeboard.domain.errors import BadInput
from pipeboard.domain.people import Contact
from pipeboard.view.text import clean


def links(**fields: str) -> list[tuple[str, str]]:
    return [(one.kind, one.link) for one in addresses(Contact("c", "Jo", **fields))]


def test_mail_phone_and_pages_become_links() -> None:
    """A page without a scheme is a web page; a number loses what is only for the eye."""
    found = links(email="jo+x@a.fi", phone="+358 (0)40-123", links="https://a.fi/jo in.com/jo tel:112")
    assert found == [
        ("mail", "mailto:jo+x@a.fi"),
        ("call", "tel:+35840123"),
        ("web", "https://a.fi/jo"),
        ("web", "https://in.com/jo"),
        ("call", "tel:112"),
    ]


def test_an_address_cannot_smuggle_anything_in() -> None:
    """Headers of a mail, control characters and words for a number come out harmless or not at all."""
    assert links(email="a@b.fi?bcc=all@b.fi") == [("mail", "mailto:a@b.fi%3Fbcc%3Dall@b.fi")]
    assert links(email="a\x1b]52;c;x\x07@b.fi")[0][1].isprintable()
    assert links(phone="ask at the desk") == []
    assert links(phone="\x1b[2J") == [("call", "tel:2")]


@pytest.mark.parametrize(
    "wrong",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ssh://host",
        "https://",
        "https:///x",
        "mailto:",
        "https://a.fi\\@evil.example",
        "https://a.fi/\u202efdp",
        "https://a.fi/\x1b[2J",
        "https://a.fi/" + "x" * 1000,
        "https://[::1",
        "nothing",
    ],
)
def test_other_links_are_neither_written_nor_opened(wrong: str) -> None:
    """Not when they are typed, and not when they are in the file already."""
    with pytest.raises(BadInput, match=r"is not a link"):
        checked_links(wrong)
    assert not openable(wrong)
    assert all(openable(one.link) for one in addresses(Contact("c", "Jo", links=wrong)))


def test_where_a_link_leads_is_told_whatever_stands_before_it() -> None:
    """What looks like a host in front of an @ is none."""
    assert destination("https://bank.example@evil.example/login") == "evil.example"
    assert destination("HTTPS://A.fi:8080/x") == "a.fi"
    assert destination("mailto:jo@a.fi") == "jo@a.fi"
    assert destination("tel:+35840") == "+35840"


def test_links_are_kept_one_by_one_with_blanks_between() -> None:
    """However they were typed."""
    assert checked_links("  https://a.fi \n b.fi:8080/x ") == "https://a.fi b.fi:8080/x"
    assert checked_links("") == ""


@given(st.text(), st.text(), st.text())
def test_no_link_has_a_character_that_a_terminal_acts_on(email: str, phone: str, link: str) -> None:
    """Whatever is in the file."""
    for one in addresses(Contact("c", "Jo", email, phone, "", link)):
        assert one.link.isprintable()
        assert " " not in one.link
        assert clean(one.link).count("\ufffd") == one.link.count("\ufffd")
