"""The `serve` command: the app in a browser."""

from __future__ import annotations

import gc

import click

from pipeboard.cli import output
from pipeboard.cli.options import everywhere, pass_session
from pipeboard.cli.session import Session
from pipeboard.domain.errors import Refused


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    help="The port to serve on; 0 takes any that is free.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to serve on; another one than this lets other machines in.",
)
@everywhere
@pass_session
def serve(session: Session, port: int, host: str) -> None:
    """Show the app in a browser.

    It prints a link, which holds a secret: whoever has it has the board. Each tab is an app of its own.
    Ctrl+C ends the server and its apps.
    """
    try:
        from pipeboard.cli.web.server import serve as serve_board  # what it needs is not always installed
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pipeboard"):
            raise
        raise Refused(
            "To show the app in a browser, install what that needs: pip install 'pipeboard[web]'."
        ) from None
    from pipeboard.cli.web.door import is_loopback

    if not is_loopback(host):
        output.warn(
            "Other machines can reach this address, and what goes to and from them is not encrypted: "
            "keep it to a network that you trust, or serve on 127.0.0.1 and use a tunnel of SSH."
        )
    gc.enable()  # it stays, and has no deals to look through
    serve_board(session.path.absolute(), host, port, _tell, debug=session.debug)


def _tell(link: str) -> None:
    output.say(f"The board is at {link}")
    output.say("Ctrl+C ends it.")
