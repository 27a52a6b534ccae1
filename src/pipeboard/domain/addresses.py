"""How people are reached: the addresses of a contact as links that may be opened.

What is in the file is data of others. Only links of a few schemes, made of characters that show as they are,
are ever handed to another program, and then just as they were shown.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from pipeboard.domain.errors import BadInput
from pipeboard.domain.people import Contact
from pipeboard.domain.quotes import quoted

SCHEMES: Final = ("https", "http", "mailto", "tel")
LONGEST: Final = 1000
"""Characters of a link; a longer one could not be looked at before it is opened."""
_SCHEME: Final = r"(?i)([a-z][a-z0-9+.-]*):"
_PORT: Final = r"[^:]*:\d+(?:[/?#]|$)"
_NUMBER: Final = r"[^0-9+*]"


class Address(NamedTuple):
    """One way to reach somebody."""

    kind: str
    """`mail`, `call` or `web`: what opening it does, and the touch that it may be."""
    text: str
    """As it was typed."""
    link: str
    """What would be opened."""


def addresses(contact: Contact) -> tuple[Address, ...]:
    """All ways to reach a contact. What cannot be opened is left out (see `openable`)."""
    found = []
    if contact.email:
        found.append(Address("mail", contact.email, f"mailto:{quote(contact.email, safe='@+')}"))
    # The zero in "+358 (0)40" is for calls from within the country.
    phone = contact.phone.replace("(0)", "") if "+" in contact.phone else contact.phone
    digits = re.sub(_NUMBER, "", phone)
    if digits.strip("+*"):
        found.append(Address("call", contact.phone, f"tel:{digits}"))
    kinds = {"mailto": "mail", "tel": "call"}
    for link in contact.links.split():
        scheme = scheme_of(link)
        found.append(Address(kinds.get(scheme, "web"), link, link if scheme else f"https://{link}"))
    return tuple(one for one in found if openable(one.link))


def openable(link: str) -> bool:
    """Whether a link may be opened once it has been shown: its scheme is known, its characters are plain."""
    scheme = scheme_of(link)
    if scheme not in SCHEMES or len(link) > LONGEST or not all(map(_plain, link)):
        return False
    if "\\" in link:  # programs disagree on whether the host ends there
        return False
    return bool(_host(link)) if scheme.startswith("http") else bool(link.partition(":")[2])


def destination(link: str) -> str:
    """Where a link really leads, whatever stands in front of it: the host, the number or the address."""
    return _host(link) if scheme_of(link).startswith("http") else unquote(link.partition(":")[2])


def checked_links(text: str) -> str:
    """Links as typed, with blanks between them, for the file. BadInput for one that could not be opened."""
    for link in text.split():
        scheme = scheme_of(link)
        if scheme and scheme not in SCHEMES:
            raise BadInput(f"{quoted(link)} is not a link that opens; write one with {', '.join(SCHEMES)}.")
        if not openable(link if scheme else f"https://{link}") or not (scheme or "." in link):
            raise BadInput(f"{quoted(link)} is not a link; write one such as https://example.com/people/jo.")
    return " ".join(text.split())


def scheme_of(link: str) -> str:
    """The scheme of a link in lower case; "" where it has none."""
    match = re.match(_SCHEME, link)
    scheme = match[1].lower() if match else ""
    # In `example.com:8080/x` it is the host that stands before the colon.
    return "" if scheme not in SCHEMES and re.match(_PORT, link) else scheme


def _host(link: str) -> str:
    """The host of a web link; "" where it has none, or one that cannot be read."""
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _plain(character: str) -> bool:
    """Whether a character is drawn as itself: no blank, no control, direction, joiner or stray mark."""
    return unicodedata.category(character)[0] not in "CZM"
