"""Options and arguments that many commands share, and how their values are completed in a shell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from pipeboard.cli.session import Session
from pipeboard.cli.values import PIPELINE, FilterText, ViewName
from pipeboard.domain.errors import BadInput
from pipeboard.domain.quotes import quoted

F = TypeVar("F", bound=Callable[..., Any])
pass_session = click.make_pass_decorator(Session, ensure=True)

_TERM: Final = r"(?s)-(?:[^\W\d][\w.-]*[:<>=].*|[\"(].*|\S+\s.*)"
_NAME: Final = r"-[a-z]+"


def kept(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    """A callback that keeps an option's value in the session, wherever on the line it stands."""

    def keep(ctx: click.Context, _parameter: click.Parameter, value: object) -> None:
        if value is not None and value is not False:
            setattr(ctx.ensure_object(Session), name, value)

    return keep


def everywhere(function: F) -> F:
    """The options that every command takes."""
    function = click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=kept("debug"),
        help="Show where an error comes from.",
    )(function)
    return click.option(
        "--file",
        "-f",
        metavar="PATH",
        type=click.Path(),
        expose_value=False,
        callback=kept("file"),
        help="The board file.",
    )(function)


def opens(function: F) -> F:
    """The options of a command that opens the app."""
    return click.option(
        "--low-bandwidth",
        is_flag=True,
        expose_value=False,
        callback=kept("low_bandwidth"),
        help="Send little: 16 colours, fewer frames.",
    )(function)


def as_json(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON: `pipeboard help json`.")(
        function
    )


def reads(function: F) -> F:
    """The options of a command that only looks."""
    return as_json(everywhere(function))


def signed(function: F) -> F:
    """The options of a command that changes the board now."""
    return click.option(
        "--by",
        metavar="NAME",
        expose_value=False,
        callback=kept("by"),
        help="Who did it, if not you.",
    )(reads(function))


def writes(function: F) -> F:
    """The options of a command that changes the board, perhaps as of an earlier day."""
    return click.option(
        "--at",
        metavar="WHEN",
        expose_value=False,
        callback=kept("at"),
        help="When it happened, if not now: 2026-11-20, yesterday, -3d.",
    )(signed(function))


class FilterCommand(click.Command):
    """A command whose FILTER may hold terms with a minus (`-source:cold`), which are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = {name for parameter in self.params for name in (*parameter.opts, *parameter.secondary_opts)}
        marked: list[str] = []
        takes_value = {
            name
            for parameter in self.params
            if isinstance(parameter, click.Option) and not parameter.is_flag
            for name in parameter.opts
        }
        for at, arg in enumerate(args):
            follows_option = at > 0 and args[at - 1] in takes_value
            is_free = arg not in options and not follows_option
            is_term = is_free and (re.fullmatch(_TERM, arg) or _is_flag(arg))
            marked.append(f"\0{arg}" if is_term else arg)
        return super().parse_args(ctx, marked)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Options, and what a filter's minus may stand before."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-") and not incomplete.startswith("--"):
            words = next(one for one in self.params if isinstance(one.type, FilterText))
            found += words.type.shell_complete(ctx, words, incomplete)
        return found


def _is_flag(arg: str) -> bool:
    """Whether an argument is a flag of the filter with a minus, or begins `-has something`."""
    if not re.fullmatch(_NAME, arg):
        return False
    from pipeboard.domain.query.vocabulary import FLAGS  # 15 ms, for those who write `-overdue` alone

    return arg == "-has" or arg[1:] in FLAGS


def _unmark(_ctx: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.removeprefix("\0") for word in words)


def filter_words(function: F) -> F:
    """The FILTER argument; its command's class is `FilterCommand`."""
    return click.argument("words", metavar="[FILTER]", nargs=-1, type=FilterText(), callback=_unmark)(
        function
    )


def as_of(function: F) -> F:
    """The option that looks at an earlier day."""
    return click.option("--as-of", "as_of", metavar="WHEN", help="As it was at the end of that day.")(
        function
    )


def of_view(function: F) -> F:
    """The option that takes the filter, order and pipeline of a saved view."""
    return click.option(
        "--view", metavar="NAME", type=ViewName(), help="As a saved view has it: `pipeboard views`."
    )(function)


def arranged(function: F) -> F:
    """The options that say how deals are shown: the same words as in the app and in saved views."""
    function = click.option(
        "--pipeline", "-p", type=PIPELINE, metavar="PIPELINE", help="Deals of one pipeline alone."
    )(function)
    function = click.option(
        "--lanes", metavar="FIELD", help="Cut by owner, priority, month, source, tag or custom.NAME."
    )(function)
    function = click.option("--reverse", is_flag=True, help="Turn the order round.")(function)
    return click.option(
        "--sort", metavar="FIELD", help="Sort by a field (stage); -FIELD the other way round."
    )(function)


def override(function: F) -> F:
    """The option that takes deals past the checklists that hold them."""
    return click.option(
        "--override",
        default="",
        metavar="REASON",
        help="Go on past open required items of its checklist; the reason is logged.",
    )(function)


def text_of(words: tuple[str, ...]) -> str:
    """The text that the rest of a command line makes; a lone `-` reads it from standard input."""
    if words == ("-",):
        with click.open_file("-", encoding="utf-8", errors="replace") as stream:
            return str(stream.read()).strip()
    return " ".join(words).strip()


def pairs_of(given: tuple[str, ...], option: str) -> dict[str, str]:
    """`name=value` options as a mapping; BadInput for one without `=`."""
    pairs: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise BadInput(f"{quoted(one)} is not of the form name=value, which {option} takes.")
        pairs[name.strip()] = value.strip()
    return pairs
