"""The table of commands, and the `pipeboard` command that runs them."""

from __future__ import annotations

import os
from typing import Final

import click

from pipeboard import __version__
from pipeboard.cli import output
from pipeboard.cli.lazy import LazyGroup
from pipeboard.cli.options import everywhere, opens, pass_session
from pipeboard.cli.program import COMPLETION, NAME
from pipeboard.cli.session import Session
from pipeboard.domain.errors import BadInput

_HERE: Final = "pipeboard.cli"
COMMANDS: Final = {
    "init": (f"{_HERE}.start:init", "Make a board."),
    "demo": (f"{_HERE}.start:demo", "Look around in a throw-away sample board."),
    "serve": (f"{_HERE}.serve:serve", "Show the app in a browser."),
    "board": (f"{_HERE}.lists:board", "Print the board: stages with their deals."),
    "list": (f"{_HERE}.lists:list_deals", "List deals in a table."),
    "agenda": (f"{_HERE}.agenda:agenda", "Print what is to be done."),
    "metrics": (f"{_HERE}.metrics:metrics", "Print how the pipeline performs."),
    "review": (
        f"{_HERE}.review:review",
        "Look at the deals that need it, and record what is decided.",
    ),
    "audit": (f"{_HERE}.audit:audit", "List what is missing in data and process."),
    "show": (f"{_HERE}.lists:show", "Show everything about a deal."),
    "add": (f"{_HERE}.deals:add", "Add a deal."),
    "edit": (f"{_HERE}.deals:edit", "Change a deal."),
    "move": (f"{_HERE}.moves:move", "Move deals to a stage."),
    "won": (f"{_HERE}.moves:won", "Close deals as won."),
    "lost": (f"{_HERE}.moves:lost", "Close deals as lost, with a reason."),
    "disqualify": (f"{_HERE}.moves:disqualify", "Close deals that do not fit, with a reason."),
    "reopen": (f"{_HERE}.moves:reopen", "Open a closed deal again."),
    "reasons": (f"{_HERE}.reasons:reasons", "List and change the reasons why deals end."),
    "handover": (f"{_HERE}.outcome:handover", "Hand a won deal over."),
    "satisfaction": (
        f"{_HERE}.outcome:satisfaction",
        "Say how satisfied the customer of a won deal is.",
    ),
    "spawn": (f"{_HERE}.outcome:spawn", "Make a new deal out of a won one."),
    "assign": (f"{_HERE}.outcome:assign", "Give deals to another owner."),
    "log": (f"{_HERE}.activity:log", "Log a call, mail, message or meeting."),
    "note": (f"{_HERE}.activity:note", "Write a note on a deal."),
    "follow-up": (f"{_HERE}.activity:follow_up", "Plan and finish next steps."),
    "cadence": (f"{_HERE}.cadences:cadence", "Put deals into rows of follow-ups."),
    "nurture": (f"{_HERE}.cadences:nurture", "Keep deals that are not ready warm."),
    "focus": (f"{_HERE}.focus:focus", "Touch three accounts three times in three days."),
    "qualify": (f"{_HERE}.qualification:qualify", "Say what is known of a deal."),
    "check": (f"{_HERE}.checklist:check", "Show a deal's checklist, and tick what is done."),
    "proposal": (f"{_HERE}.proposals:proposal", "Make offers on a deal and say what became of them."),
    "playbook": (f"{_HERE}.playbook:playbook", "Look up what to do and say, and start plays."),
    "objection": (
        f"{_HERE}.playbook:objection",
        "Log what customers object, and see which objections cost deals.",
    ),
    "score": (f"{_HERE}.scores:score", "Show or set the score of a deal."),
    "fit": (f"{_HERE}.scores:fit", "Show how well a deal fits the team's profiles."),
    "company": (f"{_HERE}.companies:company", "List companies and say what is known of them."),
    "contact": (f"{_HERE}.contacts:contact", "Add and change the people on a deal."),
    "archive": (f"{_HERE}.moves:archive", "Put deals out of sight."),
    "restore": (f"{_HERE}.moves:restore", "Bring archived or deleted deals back."),
    "delete": (f"{_HERE}.moves:delete", "Delete deals (undo brings them back)."),
    "duplicates": (f"{_HERE}.duplicates:duplicates", "List open deals that look the same."),
    "merge": (f"{_HERE}.moves:merge", "Make a duplicate part of another deal."),
    "undo": (f"{_HERE}.changes:undo", "Take back your latest change."),
    "redo": (f"{_HERE}.changes:redo", "Take back your latest undo."),
    "history": (f"{_HERE}.changes:history", "Show what happened, newest first."),
    "conflicts": (f"{_HERE}.conflicts:conflicts", "List and settle what several people changed at once."),
    "stages": (f"{_HERE}.stages:stages", "List and change the stages."),
    "pipelines": (f"{_HERE}.pipelines:pipelines", "List and change the pipelines."),
    "settings": (
        f"{_HERE}.board_settings:settings",
        "List and change the settings of the board, which its team shares.",
    ),
    "views": (f"{_HERE}.views:views", "Save filters and ways to show the board under a name and a letter."),
    "targets": (f"{_HERE}.planning:targets", "Say what is to be reached in a week, month, quarter or year."),
    "costs": (f"{_HERE}.planning:costs", "Say what was spent on sales and marketing."),
    "limits": (f"{_HERE}.planning:limits", "Say how much one person can carry."),
    "rates": (f"{_HERE}.rates:rates", "Say what other currencies are worth in the board's."),
    "templates": (f"{_HERE}.pipelines:templates", "Show the pipelines to start from."),
    "rollout": (
        f"{_HERE}.rollout:rollout",
        "Introduce a sales process step by step, and see what is done.",
    ),
    "training": (f"{_HERE}.rollout:training", "Keep the training log: who learned what, and when."),
    "define": (f"{_HERE}.definitions:define", "Show and change what the team defined."),
    "frameworks": (f"{_HERE}.definitions:frameworks", "List and add frameworks of qualification."),
    "import": (
        f"{_HERE}.imports:import_file",
        "Import deals from a CSV file, or people from an address book (vCard).",
    ),
    "export": (f"{_HERE}.exports:export", "Write deals for other people and other programs."),
    "sync": (
        f"{_HERE}.sharing:sync",
        "Share the board through git: commit it, take in what others pushed, push.",
    ),
    "git": (f"{_HERE}.sharing:git", "Prepare a repository for sharing a board, and see how it stands."),
    "merge-file": (f"{_HERE}.sharing:merge_file", "Unite files of one board."),
    "doctor": (f"{_HERE}.doctor:doctor", "Check the board file, and mend it with --fix."),
    "recover": (f"{_HERE}.recovery:recover", "Bring back changes of yours that the file has lost."),
    "backups": (f"{_HERE}.recovery:backups", "List backups of the board and restore from them."),
    "erase": (f"{_HERE}.erase:erase", "Erase what is known of a person, for good."),
    "split": (f"{_HERE}.split:split", "Move deals that are over and done with to an archive."),
    "path": (f"{_HERE}.info:path", "Print where the board and the settings are."),
    "themes": (f"{_HERE}.info:themes", "List the colour themes."),
    "keys": (f"{_HERE}.info:keys", "List the app's keys."),
    "completion": (f"{_HERE}.info:completion", "Print the completion script of a shell."),
    "man": (f"{_HERE}.info:man", "Print the manual page."),
    "help": (f"{_HERE}.info:help_topic", "Read the guide."),
}


@click.group(
    NAME,
    cls=LazyGroup,
    table=COMMANDS,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command the app opens. `pipeboard help` lists the topics of the guide.",
)
@click.version_option(__version__, "--version", prog_name=NAME, message="%(prog)s %(version)s")
@opens
@everywhere
@pass_session
@click.pass_context
def cli(ctx: click.Context, session: Session) -> None:
    """A sales board for the terminal: deals as cards, stages as columns, one file that merges through git."""
    if ctx.invoked_subcommand is None:
        from pipeboard.cli.launch import open_or_print

        ctx.exit(open_or_print(session))


def run_command(args: list[str], session: Session) -> int:
    """Run one command line; the exit code. What click has to say comes as a BadInput."""
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from pipeboard.cli.shells import answer

        return answer(cli, instruction)
    try:
        with cli.make_context(NAME, args, obj=session) as ctx:
            cli.invoke(ctx)
            return 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        raise BadInput(output.one_line_error(error)) from error
