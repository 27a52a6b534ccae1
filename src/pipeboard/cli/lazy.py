"""Groups of commands: one whose commands are imported only when called, and one for the verbs of a noun."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from pipeboard.domain.nearest import get_close_matches

_WHOLE: Final = 1000
"""More characters than a summary has."""


class LazyGroup(click.Group):
    """Commands by name: where each one is (`module:function`) and its help in one line.

    The line stands here too so that help and completions need not import forty commands for it; a test holds
    the two equal.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.table = dict(table or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, _, function = self.table[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in self.table and not name.startswith("-"):
            near = get_close_matches(name, self.table, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"There is no command '{name}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.table.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(name, help=summary)
            for name, (_, summary) in self.table.items()
            if name.startswith(incomplete)
        ]


class NounGroup(click.Group):
    """The verbs of a noun. Alone, or with nothing but options, it lists."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in self.commands and not name.startswith("-"):
            near = get_close_matches(name, self.commands, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(self.commands)}"
            raise click.UsageError(f"There is no command '{name}'; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The library cuts a summary that is longer than a line; here it goes on in the next one."""
        verbs = [(name, command.get_short_help_str(_WHOLE)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(verbs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        bare = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        if bare and not ctx.resilient_parsing:  # completions ask what could follow
            if "list" not in self.commands:
                raise click.UsageError(f"Missing command; there are {', '.join(self.commands)}", ctx)
            args = ["list", *args]
        return super().parse_args(ctx, args)


class ListingGroup(NounGroup):
    """As `NounGroup`; words that are no verb narrow the list."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_verb = not args or args[0] in self.commands or args[0].startswith("-")
        return super().parse_args(ctx, args if is_verb or ctx.resilient_parsing else ["list", *args])
