"""Commands for the people on a deal."""

from __future__ import annotations

from typing import Final

import click

from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import F, pass_session, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL
from pipeboard.domain.errors import BadInput
from pipeboard.domain.people import ROLES

_FIELDS: Final = (
    ("--email", "Mail address."),
    ("--phone", "Phone number."),
    ("--role", f"Buying role: {', '.join(ROLES)}."),
)


def _fields(function: F) -> F:
    for name, text in reversed(_FIELDS):
        function = click.option(name, metavar=name.strip("-").upper(), help=text)(function)
    return click.option(
        "--link", "links", multiple=True, metavar="URL", help='A profile or page; repeatable, "" for none.'
    )(function)


@click.group(cls=NounGroup)
def contact() -> None:
    """Add and change the people on a deal."""


@contact.command("add")
@click.argument("deal", type=DEAL)
@click.argument("name")
@_fields
@writes
@pass_session
def contact_add(
    session: Session,
    deal: str,
    name: str,
    email: str | None,
    phone: str | None,
    role: str | None,
    links: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add a person to a deal."""
    from pipeboard.domain.actions import AddContact, NewContact
    from pipeboard.domain.find import find_deal

    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        new = NewContact(name.strip(), email or "", phone or "", role or "", " ".join(links))
        outcome = workspace.do(AddContact(found.id, new, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@contact.command("edit")
@click.argument("deal", type=DEAL)
@click.argument("contact_name", metavar="CONTACT")
@click.option("--name", metavar="NAME", help="A new name.")
@_fields
@writes
@pass_session
def contact_edit(
    session: Session,
    /,
    deal: str,
    contact_name: str,
    links: tuple[str, ...],
    as_json: bool,
    **options: str | None,
) -> None:
    """Change a person's name, address, number, role or links.

    CONTACT is the name, a unique beginning of it, the mail address or the id.
    """
    from pipeboard.domain.actions import EditContact
    from pipeboard.domain.find import find_contact, find_deal

    changes = {name: text for name, text in options.items() if text is not None}
    if links:
        changes["links"] = " ".join(links)
    if not changes:
        raise BadInput("Nothing to change was named; see `pipeboard contact edit --help`.")
    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        person = find_contact(found, contact_name)
        outcome = workspace.do(EditContact(found.id, person.id, changes, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)


@contact.command("remove")
@click.argument("deal", type=DEAL)
@click.argument("contact_name", metavar="CONTACT")
@writes
@pass_session
def contact_remove(session: Session, deal: str, contact_name: str, as_json: bool) -> None:
    """Take a person off a deal."""
    from pipeboard.domain.actions import RemoveContact
    from pipeboard.domain.find import find_contact, find_deal

    with session.writing() as workspace:
        found = find_deal(workspace.board, deal)
        person = find_contact(found, contact_name)
        outcome = workspace.do(RemoveContact(found.id, person.id, at=session.moment(workspace)))
        board = workspace.board
    tell(board, outcome.summary, (found.id,), as_json=as_json)
