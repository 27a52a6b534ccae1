"""Commands about PipeBoard itself: `path`, `themes`, `keys`, `completion`, `man`, `help`."""

from __future__ import annotations

from typing import Final

import click

from pipeboard.cli import output
from pipeboard.cli.options import everywhere, pass_session, reads
from pipeboard.cli.session import Session
from pipeboard.cli.values import TOPIC
from pipeboard.domain.errors import NotFound
from pipeboard.view.guide import guide, guide_lines

PLACES: Final = ("board", "config", "data", "state", "themes")


@click.command()
@click.argument("place", type=click.Choice(PLACES), required=False, metavar="|".join(PLACES))
@reads
@pass_session
def path(session: Session, place: str | None, as_json: bool) -> None:
    """Print where the board and the settings are.

    With one of the names, just that path.
    """
    from pipeboard.config import locations

    paths = {
        "board": session.path,
        "config": locations.config_file(session.env),
        "data": locations.data_dir(session.env),
        "state": session.state_dir,
        "themes": locations.config_dir(session.env) / "themes",
    }
    if place:
        paths = {place: paths[place]}
    if as_json:
        output.say_json({name: str(one) for name, one in paths.items()})
    elif place:
        output.say(str(paths[place]))
    else:
        for name, one in paths.items():
            output.say(f"{name:<8}{one}")


@click.command()
@reads
@pass_session
def themes(session: Session, as_json: bool) -> None:
    """List the colour themes.

    Yours are TOML files in the folder that `pipeboard path themes` prints. In the app `g k` tries them on.
    """
    from pipeboard.cli.swatch import SAMPLE_WIDTH, shows_colours, swatch
    from pipeboard.config.locations import config_dir
    from pipeboard.config.look import look_of
    from pipeboard.config.themes import load_themes

    look = look_of(
        session.settings, session.env, config_dir=config_dir(session.env), state_dir=session.state_dir
    )
    found, problems = load_themes(look.themes_folder)
    for problem in problems:
        output.warn(problem)
    if as_json:
        records = (
            {"id": one.id, "name": one.name, "dark": one.dark, "used": one.id == look.theme} for one in found
        )
        output.say_json_list("themes", records)
        return
    rows = [(_used(one.id == look.theme), one.id, one.name, one.kind) for one in found]
    lines = output.table(("", "ID", "NAME", "KIND"), rows)
    if not shows_colours(session.env):
        output.say_lines(lines)
        return
    width = max(map(len, lines)) + 2
    below = width + SAMPLE_WIDTH > output.terminal_width()
    output.say_lines(lines[:1])
    for line, theme in zip(lines[1:], found, strict=True):
        sample = swatch(theme, session.env)
        output.say_lines([line, f"     {sample}"] if below else [f"{line:<{width}}{sample}"])
    output.say()
    output.say('Pick one in the app with `g k`, or write theme = "ID" into config.toml.')


def _used(is_used: bool) -> str:
    return "*" if is_used else ""


@click.command()
@reads
@pass_session
def keys(session: Session, as_json: bool) -> None:
    """List the app's keys.

    As your settings have them: `pipeboard help keys` tells how to change them.
    """
    from pipeboard.config.keymap import resolve, show_keys
    from pipeboard.registry import COMMANDS

    settings = session.settings
    keymap, problems = resolve(settings.keys, style=settings.keys_style)
    for problem in problems:
        output.warn(problem)
    if as_json:
        records = [
            {
                "id": one.id,
                "title": one.title,
                "help": one.help,
                "context": one.context,
                "keys": list(keymap.keys.get(one.id, ())),
            }
            for one in COMMANDS
        ]
        output.say_json_list("commands", records)
        return
    rows = [(", ".join(map(show_keys, keymap.keys.get(one.id, ()))), one.title, one.id) for one in COMMANDS]
    output.say_lines(output.table(("KEYS", "WHAT", "COMMAND"), rows, shrink=(1, 0)))


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@everywhere
@pass_session
def completion(session: Session, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash: pipeboard completion bash > ~/.local/share/bash-completion/completions/pipeboard
    zsh:  pipeboard completion zsh > a file named _pipeboard in a folder of $fpath
    fish: pipeboard completion fish > ~/.config/fish/completions/pipeboard.fish
    """
    from pipeboard.cli.main import cli
    from pipeboard.cli.shells import script

    click.echo(script(cli, shell), nl=False)


@click.command()
@everywhere
@pass_session
def man(session: Session) -> None:
    """Print the manual page.

    \b
    pipeboard man > ~/.local/share/man/man1/pipeboard.1
    man pipeboard
    """
    from pipeboard.cli.main import cli
    from pipeboard.cli.manual import manual

    click.echo(manual(cli), nl=False)


@click.command("help")
@click.argument("topic", type=TOPIC, required=False)
@everywhere
@pass_session
def help_topic(session: Session, topic: str | None) -> None:
    """Read the guide.

    Without a TOPIC the topics are listed.
    """
    from pipeboard.domain.nearest import get_close_matches

    topics = guide()
    if topic is None:
        output.say("Topics of the guide, each read with `pipeboard help TOPIC`:")
        output.say()
        rows = [(name, text.partition("\n")[0].lstrip("# ")) for name, text in topics.items()]
        output.say_lines(output.table(("TOPIC", "ABOUT"), rows))
        output.say()
        output.say("The options of a command: `pipeboard COMMAND --help`.")
        return
    name = topic.casefold()
    if name not in topics:
        from pipeboard.cli.main import COMMANDS

        if name in COMMANDS:
            raise NotFound(f"'{name}' is a command; read about it with `pipeboard {name} --help`.")
        near = get_close_matches(name, topics, 1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise NotFound(f"The guide has no topic '{topic}'; there are {', '.join(topics)}.{hint}")
    output.say_lines(guide_lines(topics[name], output.terminal_width()))
