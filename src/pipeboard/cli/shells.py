"""Completions in a shell: the script that each one loads, and what it gets when Tab is pressed.

Click's script for bash puts what is offered on the command line as it is. We offer titles and names that
others wrote: they are quoted, so that a title such as `$(date)` stays a title.
"""

from __future__ import annotations

import os
import re
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


class Zsh(ZshComplete):
    """Also completes where the script was loaded before, from a folder of `$fpath`."""

    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local type value about
    local -a plain described response
    response=("${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) %(complete_var)s=zsh_complete \
%(prog_name)s 2>/dev/null)}")
    for type value about in $response; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain) [[ $about == _ ]] && plain+=("$value") || described+=("$value:$about") ;;
        esac
    done
    local missed=1
    (( $#described )) && _describe -V unsorted described -U && missed=0
    (( $#plain )) && compadd -U -V unsorted -a plain && missed=0
    return missed
}

if [[ $zsh_eval_context[-1] == (loadautofunc|shfunc) ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

    def format_completion(self, item: CompletionItem[str]) -> str:
        # For `_describe` the value ends at the first colon that is not escaped; `compadd` takes it as it is.
        value = re.sub(r"([\\:])", r"\\\1", item.value) if item.help else item.value
        return f"{item.type}\n{value}\n{item.help or '_'}"


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


SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


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
