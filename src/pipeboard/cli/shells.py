"""Completions in a shell: the script that each one loads, and what it gets when Tab is pressed.

Click's script for bash puts what is offered on the command line as it is. We offer titles and names that
others wrote: they are quoted, so that a title such as `$(date)` stays a title.
"""

from __future__ import annotations

import os
import shlex
from typing import Final

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ShellComplete, ZshComplete

from pipeboard.cli.program import COMPLETION, NAME


class Bash(BashComplete):
    """Quotes what is offered, and reads it without expanding it."""

    source_template = """\
%(complete_func)s() {
    local line words
    COMPREPLY=()
    words=$(IFS=$'\\n'; printf '%%s' "${COMP_WORDS[*]}")
    while IFS= read -r line; do
        case $line in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${line#*,}") ;;
        esac
    done < <(COMP_WORDS=$words COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def format_completion(self, item: CompletionItem[str]) -> str:
        typed = os.environ.get("COMP_WORDS", "").rpartition("\n")[2]
        return f"{item.type},{for_bash(item.value, typed) if item.type == 'plain' else item.value}"


class Fish(FishComplete):
    """Cuts a line at its first comma alone: titles have commas, too."""

    source_template = """\
function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
COMP_CWORD=(commandline -t | string collect) %(prog_name)s 2>/dev/null)
    for line in $response
        set -l parts (string split --max 1 , -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                printf '%%s\\n' $parts[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": Bash, "zsh": ZshComplete, "fish": Fish}


def script(cli: click.Command, shell: str) -> str:
    """What a shell reads to complete our commands."""
    return SHELLS[shell](cli, {}, NAME, COMPLETION).source()


def answer(cli: click.Command, instruction: str) -> int:
    """Answer a shell, which asks through a variable: `bash_complete`, `zsh_source`... The exit code."""
    shell, _, wanted = instruction.partition("_")
    if shell not in SHELLS or wanted not in ("source", "complete"):
        return 1
    completer = SHELLS[shell](cli, {}, NAME, COMPLETION)
    click.echo(completer.complete() if wanted == "complete" else completer.source())
    return 0


def for_bash(value: str, typed: str) -> str:
    """A value as bash takes it in the place of `typed`, whose quotation mark stays where one is open."""
    if typed.startswith("'"):
        return value.replace("'", "'\\''")
    if typed.startswith('"'):
        return "".join(f"\\{one}" if one in '"\\$`' else one for one in value)
    return shlex.quote(value) if value else value
