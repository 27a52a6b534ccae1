"""The people on a deal: who they are and how they are reached; and whose deal it is."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pipeboard.domain.actions import AssignDeals, RemoveContact
from pipeboard.domain.deal import Deal
from pipeboard.domain.people import Contact
from pipeboard.domain.rules.plan import names_of
from pipeboard.tui.commands.dialogs import ask_form
from pipeboard.tui.commands.many import act, submitting

if TYPE_CHECKING:
    from pipeboard.domain.addresses import Address
    from pipeboard.tui.screens.board import BoardScreen

_ANOTHER: Final = "+"


def _contacts(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.forms.deal import new_contact
    from pipeboard.view.picker import Option

    deal = screen.deal
    if deal is None:
        return
    if not deal.contacts:
        ask_form(screen, new_contact(deal))
        return
    people = [Option(one.id, one.name, one.role or one.email) for one in deal.contacts]

    def done(chosen: str | None) -> None:
        person = next((one for one in deal.contacts if one.id == chosen), None)
        if chosen == _ANOTHER:
            ask_form(screen, new_contact(deal))
        elif person is not None:
            _act_on_contact(screen, deal, person)

    options = (*people, Option(_ANOTHER, "Somebody new..."))
    screen.app.push_screen(Picker("People", options, verb="choose", aside=deal.title, at_once=True), done)


def _act_on_contact(screen: BoardScreen, deal: Deal, person: Contact) -> None:
    from pipeboard.domain.addresses import addresses
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.forms.deal import edit_contact
    from pipeboard.view.picker import Option

    found = addresses(person)

    def done(verb: str | None) -> None:
        if verb == "change":
            ask_form(screen, edit_contact(deal, person))
        elif verb == "remove":
            screen.do(RemoveContact(deal.id, person.id))
        elif verb == "link":
            _pick_address(screen, deal, person, found)

    count = f"{len(found)} addresses" if len(found) > 1 else ""
    link = (Option("link", "Link: write, call or open", count),) if found else ()
    options = (
        Option("change", "Change", person.email or person.phone),
        *link,
        Option("remove", "Take off the deal"),
    )
    screen.app.push_screen(Picker(person.name, options, verb="do it", aside=deal.title, at_once=True), done)


# Links


def _pick_address(screen: BoardScreen, deal: Deal, person: Contact, found: tuple[Address, ...]) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.link import address_options

    if len(found) == 1:
        _show_link(screen, deal, found[0])
        return

    def done(chosen: str | None) -> None:
        if chosen is not None:
            _show_link(screen, deal, found[int(chosen)])

    options = address_options(found)
    screen.app.push_screen(Picker(person.name, options, verb="show it", aside=deal.title, at_once=True), done)


def _show_link(screen: BoardScreen, deal: Deal, address: Address) -> None:
    """Show a link in full, and open or copy it when that is confirmed."""
    from pipeboard.tui.browser import can_open
    from pipeboard.tui.screens.link import LinkDialog

    def done(answer: str | None) -> None:
        if answer == "copy":
            _copied(screen, address, "Sent it to the terminal's clipboard.")
            _offer_to_log(screen, deal, address)
        elif answer == "open":
            screen.run_worker(_open(screen, deal, address), group="link")

    screen.app.push_screen(LinkDialog(address, opens=screen.app.is_web or can_open(os.environ)), done)


async def _open(screen: BoardScreen, deal: Deal, address: Address) -> None:
    from pipeboard.tui.browser import open_link

    screen.say(f"Opening {address.link}")
    if screen.app.is_web:
        screen.app.open_url(address.link)
    elif not await asyncio.to_thread(open_link, address.link):
        _copied(screen, address, "Nothing here opened it; sent it to the terminal's clipboard.")
    if screen.app.screen is screen:  # and nothing else was begun meanwhile
        _offer_to_log(screen, deal, address)


def _copied(screen: BoardScreen, address: Address, sentence: str) -> None:
    """Send a link to the clipboard: a mail address or a number as people write it."""
    screen.app.copy_to_clipboard(address.text if address.kind != "web" else address.link)
    screen.say(sentence)


def _offer_to_log(screen: BoardScreen, deal: Deal, address: Address) -> None:
    """The form of the touch that a mail or a call is; Esc where none came of it."""
    from pipeboard.view.forms.activity import log_activity

    if address.kind in ("mail", "call"):
        ask_form(screen, log_activity((deal,), screen.workspace.board, address.kind))


# The owner


def _owner(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.forms.deal import known_values
    from pipeboard.view.forms.outcome import assign_deals
    from pipeboard.view.picker import Option, owner_options

    deals = screen.chosen
    ids = tuple(deal.id for deal in deals)
    names = known_values(screen.workspace.board.visible_deals()).owner
    options = owner_options(deals, (screen.workspace.author, *names))

    def done(name: str | None) -> None:
        if name == _ANOTHER:
            ask_form(screen, assign_deals(deals, names), submitting(screen))
        elif name is not None:
            act(screen, AssignDeals(ids, name))

    options = (*options, Option(_ANOTHER, "Someone else, or with a note..."))
    cursor, about = deals[0].owner, names_of(deals)
    picker = Picker("Owner", options, cursor=cursor, verb="set", aside=about, at_once=True)
    screen.app.push_screen(picker, done)


HANDLERS: Final[Mapping[str, Callable[..., Any]]] = {"deal.contacts": _contacts, "deal.owner": _owner}
