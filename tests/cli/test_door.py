"""Who may come in to the app in a browser: decided by what a request says of itself."""

from __future__ import annotations

import pytest

from pipeboard.cli.web.door import Door, in_link, is_loopback

OTHERS = (
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "",
    "[",
    "a b",
)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "localhost", "LocalHost:9"]
)
def test_the_addresses_of_this_machine_are_served(host: str) -> None:
    """Whatever the port: a tunnel has one of its own."""
    assert Door("127.0.0.1").refusal({"Host": host}, talks=False) == ""


@pytest.mark.parametrize("host", [*OTHERS, "192.168.1.5:8000", "user@localhost:8000", "localhost:8000/x"])
def test_no_other_address_is(host: str) -> None:
    """A name that somebody else points at this machine is none of its own."""
    assert "another address" in Door("127.0.0.1").refusal({"Host": host}, talks=False)


def test_a_request_without_an_address_is_turned_away() -> None:
    """As old programs make them."""
    assert Door("127.0.0.1").refusal({}, talks=False)


@pytest.mark.parametrize("talks", [False, True])
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost:3000",
        "https://localhost:8000",
        "http://127.0.0.1:8000",
        "null",
        "",
    ],
)
def test_another_page_is_turned_away(origin: str, talks: bool) -> None:
    """Also one of another port, or under another name of this machine."""
    headers = {"Host": "localhost:8000", "Origin": origin}
    assert "Another page" in Door("127.0.0.1").refusal(headers, talks=talks)


def test_a_websocket_has_to_say_whose_page_it_is() -> None:
    """A browser always does."""
    door, host = Door("127.0.0.1"), {"Host": "localhost:8000"}
    assert door.refusal(host, talks=True)
    assert door.refusal({**host, "Origin": "http://localhost:8000"}, talks=True) == ""


def test_an_address_that_was_chosen_is_served() -> None:
    """And loopback still is, for tunnels; other machines are not."""
    door = Door("192.168.1.5")
    assert door.refusal({"Host": "192.168.1.5:8000"}, talks=False) == ""
    assert door.refusal({"Host": "192.168.1.6:8000"}, talks=False)
    assert Door("FE80::1").refusal({"Host": "[fe80::1]:8000"}, talks=False) == ""


def test_on_every_address_any_number_is_served_and_still_no_name_of_others() -> None:
    """Nobody can point a number at this machine."""
    door = Door("0.0.0.0")
    assert door.refusal({"Host": "192.168.1.5:8000"}, talks=False) == ""
    assert door.refusal({"Host": "[2001:db8::1]:8000"}, talks=False) == ""
    for host in OTHERS:
        assert door.refusal({"Host": host}, talks=False)


def test_the_secret_is_new_each_time() -> None:
    """And only it is known."""
    one, other = Door("127.0.0.1"), Door("127.0.0.1")
    assert one.knows(one.secret)
    assert not one.knows(other.secret)
    assert not one.knows("")
    assert not one.knows("ä")
    assert one.room != other.room


def test_loopback_is_told_from_other_addresses() -> None:
    """By the number or the one name that is sure."""
    assert all(map(is_loopback, ("127.0.0.1", "127.0.0.2", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.5", "localhost.example", "")))
    assert in_link("::1") == "[::1]"
