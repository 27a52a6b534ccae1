"""The manual page, in the roff of `man`: made from the commands, so that it says what they say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from inspect import cleandoc
from typing import Final

import click

from pipeboard import __version__
from pipeboard.cli.program import NAME
from pipeboard.view.guide import guide

VARIABLES: Final = {
    "PIPEBOARD_FILE": "The board file, where --file does not name one.",
    "PIPEBOARD_AUTHOR": "Who acts, where --by does not say it.",
    "VISUAL, EDITOR": "What notes are written with, where the settings name no editor.",
    "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME": "Where the folders of settings, board and state are.",
    "NO_COLOR": "Where it is set, no colours.",
    "COLORTERM": "truecolor, where the terminal has all colours.",
    "TZ": "The time zone of a new board, where it is not named.",
}
"""What is read from the environment."""
FILES: Final = {
    "pipeboard.json": "The board: in the current folder, or above it up to the top of the git repository.",
    "~/.local/share/pipeboard/pipeboard.json": "The board where there is none of these.",
    "~/.config/pipeboard/config.toml": "Your settings: pipeboard help settings.",
    "~/.config/pipeboard/views.toml": "Views that you saved for yourself.",
    "~/.config/pipeboard/themes/": "Colour themes of your own.",
    "~/.local/state/pipeboard/": "Locks, drafts, and the journal of a board that is in no repository.",
}
"""Where things are, unless the variables say otherwise."""
EXAMPLES: Final = (
    ("pipeboard init --template consulting --git", "Make a board in this folder."),
    ('pipeboard add "Acme website" --company Acme --value 12k --close 3w', "Add a deal."),
    ('pipeboard move "acme website" proposal', "Move it to another stage."),
    ('pipeboard list owner:me "value>10k" "close<6w"', "List deals by a filter."),
    ("pipeboard agenda --one-line", "What is to be done, for a prompt."),
)
_CODE: Final = re.compile(r"`([^`]+)`")


def manual(cli: click.Group) -> str:
    """The whole manual page."""
    shared = _shared()
    lines = [
        f'.TH {NAME.upper()} 1 "" "PipeBoard {__version__}" "User Commands"',
        ".SH NAME",
        f"{NAME} \\- a sales board for the terminal",
        ".SH SYNOPSIS",
        f".B {NAME}\n[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR] [\\fIARGS\\fR]...",
        ".SH DESCRIPTION",
        *_prose(cli.help or ""),
        ".PP",
        _text(
            "Without a command the app opens; where standard output is no terminal the board is printed. "
            "`pipeboard help` reads the guide, topic by topic."
        ),
        ".PP",
        *_prose(_naming()),
        ".SH OPTIONS",
        *_options(cli.get_params(click.Context(cli, help_option_names=["-h", "--help"])), ()),
        ".SS Options of many commands",
        *_options(shared, [one.opts[0] for one in cli.params]),
        ".SH COMMANDS",
        *_commands(cli, NAME, [one.opts[0] for one in shared]),
        ".SH EXIT STATUS",
        *(line for code, meaning in exit_codes() for line in _item(code, meaning)),
        ".SH ENVIRONMENT",
        *(line for name, about in VARIABLES.items() for line in _item(name, about)),
        ".SH FILES",
        *(line for name, about in FILES.items() for line in _item(name, about)),
        ".SH EXAMPLES",
        *(line for command, about in EXAMPLES for line in _item(command, about)),
        ".SH SEE ALSO",
        ".BR git (1)",
    ]
    return "\n".join(lines) + "\n"


def _naming() -> str:
    """How deals, stages and days are named on the command line, as the guide has it."""
    return next(one for one in guide()["commands"].split("\n\n") if one.startswith("A DEAL is"))


def exit_codes() -> Iterator[tuple[str, str]]:
    """Each exit code with its meaning, as the guide has them."""
    for line in guide()["exit-codes"].splitlines():
        if re.match(r"\| \d", line):
            code, meaning = line.strip("| ").split(" | ", 1)
            yield code, f"{meaning[0].upper()}{meaning[1:]}."


def _shared() -> list[click.Parameter]:
    """Options that are the same wherever they are, and are told once."""
    from pipeboard.cli.options import writes

    @writes
    def everything() -> None:
        """Has the options of every command."""

    return click.command()(everything).params


def _commands(group: click.Group, path: str, shared: Collection[str]) -> Iterator[str]:
    """Each command with what it does and the options that it alone has, groups before what is in them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, "the table lists what there is"
        if path == NAME:
            yield f".SS {_text(name)}"
        if isinstance(command, click.Group):
            yield from _prose(command.help or "")
            yield from _commands(command, f"{path} {name}", shared)
            continue
        if path == NAME:
            yield _usage(command, f"{path} {name}")
            yield ".PP"
        else:
            yield from (".TP", _usage(command, f"{path} {name}"))
        yield from _prose(command.help or "", ".IP" if path != NAME else ".PP")
        if path != NAME:
            yield ".RS"
        yield from _options(command.params, shared)
        if path != NAME:
            yield ".RE"


def _usage(command: click.Command, path: str) -> str:
    words = [f"\\fI{_text(one)}\\fR" for one in command.collect_usage_pieces(click.Context(command))]
    return " ".join((f"\\fB{_text(path)}\\fR", *words))


def _options(parameters: Iterable[click.Parameter], but: Collection[str]) -> Iterator[str]:
    for one in parameters:
        if isinstance(one, click.Option) and one.opts[0] not in but:
            yield from _option(one)


def _option(option: click.Option) -> Iterator[str]:
    names = ", ".join(f"\\fB{_text(name)}\\fR" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag or option.count else option.make_metavar(click.Context(click.Command(NAME)))
    yield ".TP"
    yield f"{names} \\fI{_text(value)}\\fR" if value else names
    yield _text(option.help or "")


def _item(name: str, about: str) -> Iterable[str]:
    return ".TP", f"\\fB{_text(name)}\\fR", _text(about)


def _prose(text: str, between: str = ".PP") -> Iterator[str]:
    """Paragraphs; those that click is told to leave as they are stay so."""
    for at, paragraph in enumerate(cleandoc(text).split("\n\n")):
        if at:
            yield between
        lines = paragraph.split("\n")
        if lines[0] == "\b":
            yield from (".nf", *map(_text, lines[1:]), ".fi")
        else:
            yield _text(" ".join(line.strip() for line in lines))


def _text(text: str) -> str:
    """Text as roff prints it: no character acts, what is code is bold."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha")
    plain = _CODE.sub(r"\\fB\1\\fR", plain)
    return f"\\&{plain}" if plain.startswith(".") else plain
