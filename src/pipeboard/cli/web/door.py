"""Who may come in to the app in a browser.

A server on loopback is reached by more than its user: by every page that the user's browser has open, by
names that others point at this machine, and by other people who are logged in on it. So a request has to be
made to an address that is served, by a page of that same address, by a browser that was given the link.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from secrets import token_urlsafe
from typing import Final

COOKIE: Final = "pipeboard"
_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))
_EVERYWHERE: Final = ("0.0.0.0", "::")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")


class Door:
    """Decides by the headers of a request. `host` is the address that is served."""

    def __init__(self, host: str) -> None:
        self.secret = token_urlsafe(32)
        """What the link holds, and later the cookie."""
        self.room = token_urlsafe(9)
        """The folder of the page. Cookies know no ports: its path keeps this one from other servers here."""
        self._names = _LOOPBACK | {in_link(host).lower()}
        self._everywhere = host in _EVERYWHERE
        if self._everywhere:
            self._names |= {os.uname().nodename.lower()}

    def refusal(self, headers: Mapping[str, str], *, talks: bool) -> str:
        """Why a request is turned away before its secret is looked at; "" where it is not.

        `talks` tells that it opens a WebSocket. Those are not held back by the browser's rules for other
        origins, so a page has to say there who it is.
        """
        host = headers.get("Host", "").lower()
        if not self._is_served(host):
            return "This server is known by another address; open the link that it printed."
        origin = headers.get("Origin")
        if (origin is None and talks) or (origin is not None and origin.lower() != f"http://{host}"):
            return "Another page may not reach the board."
        return ""

    def knows(self, secret: str) -> bool:
        """Whether this is the secret."""
        return compare_digest(secret.encode(), self.secret.encode())

    def _is_served(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        return found[1] in self._names or (self._everywhere and _is_address(found[1].strip("[]")))


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def in_link(host: str) -> str:
    """An address as links have it: one of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
