"""Keys resolve to commands, and mistakes in the user's keys are told, never fatal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeboard.config.keymap import LAYOUT, PALETTE, latin, normal_key, resolve, show_keys
from pipeboard.registry import BY_ID, COMMANDS
from pipeboard.tui.chords import hear

KEYS = st.sampled_from(
    (
        "x",
        "q",
        "j",
        "ctrl+d",
        "ctrl+p",
        ":",
        ": x",
        "g g",
        "g",
        "^k",
        "f5",
        "space",
        "ß",
        "shift+left",
        "nonsense",
    )
)


def test_the_defaults_have_no_clash() -> None:
    """Every command has its keys, in both styles."""
    for style in ("vim", "arrows"):
        keymap, problems = resolve(style=style)
        assert problems == ()
        assert all(keymap.keys[command.id] for command in COMMANDS if command.keys)


def test_every_letter_of_movement_has_an_arrow_twin() -> None:
    """Nobody needs to know vim."""
    keymap, _ = resolve(style="arrows")
    assert keymap.keys["cursor.down"] == ("down",)
    assert keymap.keys["deal.move-right"] == ("shift+right", ">")
    assert "J" not in keymap.bindings["board"]


def test_a_key_given_to_a_command_is_taken_from_its_default_owner() -> None:
    """The user decides; whoever lost its last key is named."""
    keymap, problems = resolve({"deal.new": ["x"]})
    assert keymap.bindings["board"]["x"] == "deal.new"
    assert keymap.keys["deal.archive"] == ()
    assert problems == ("deal.archive has no key left; give it one under [keys], or use the palette.",)


def test_an_empty_list_leaves_a_command_without_keys() -> None:
    """Disabled without a complaint."""
    keymap, problems = resolve({"deal.delete": []})
    assert "D" not in keymap.bindings["board"]
    assert problems == ()


@pytest.mark.parametrize(
    ("remap", "told"),
    [
        ({"deal.nwe": ["z"]}, 'There is no command "deal.nwe"; did you mean "deal.new"?'),
        ({"deal.new": ["ctr+q"]}, '"ctr+q" is no key; write it like "x", "ctrl+d" or "g g".'),
        ({"deal.new": ["z"], "deal.edit": ["z"]}, '"z" cannot be deal.edit: it is deal.new already.'),
        ({"deal.new": ["z"], "deal.edit": ["z z"]}, '"z z" cannot be deal.edit: it is deal.new already.'),
    ],
)
def test_mistakes_are_told_in_a_sentence(remap: dict[str, list[str]], told: str) -> None:
    """With the nearest match where there is one."""
    assert told in resolve(remap)[1]


_SEQUENCES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(" ".join)


@given(
    st.dictionaries(
        st.sampled_from(("deal.new", "deal.edit", "board.undo")), st.lists(_SEQUENCES, max_size=4)
    )
)
def test_no_sequence_of_keys_begins_with_another(remap: dict[str, list[str]]) -> None:
    """The shorter one would hide it. Each that was asked for is there, or is told to be taken."""
    keymap, problems = resolve(remap)
    bound = [keys for keys, command in keymap.bindings["board"].items() if command in remap]
    for keys in keymap.bindings["board"]:
        assert not any(other.startswith(f"{keys} ") for other in keymap.bindings["board"])
    asked = [keys for wanted in remap.values() for keys in dict.fromkeys(wanted)]
    told = [one for one in problems if "cannot be" in one]
    assert len(bound) + len(told) == len(asked)


def test_the_palette_keeps_a_key_whatever_is_written() -> None:
    """By it all commands without keys are run; what would take its last key from it is told."""
    remaps: tuple[dict[str, list[str]], ...] = (
        {PALETTE: []},
        {"deal.new": ["^p", "^p x"], "deal.edit": [":"]},
        {PALETTE: ["x"], "deal.new": ["x"]},
    )
    for remap in remaps:
        keymap, problems = resolve(remap)
        assert keymap.keys[PALETTE], remap
        for key in keymap.keys[PALETTE]:
            assert hear(key, "", [keymap.bindings["board"]]).command == PALETTE
        assert keymap.keys[PALETTE] == ("x",) or any("stays with app.palette" in one for one in problems)


@pytest.mark.parametrize(
    ("key", "same"),
    [("ф", "a"), ("Ж", ":"), ("ё", "`"), ("ctrl+в", "ctrl+d"), ("ctrl++", "ctrl++"), ("left", "left")],
)
def test_what_is_held_down_stays_on_another_keyboard(key: str, same: str) -> None:
    """Only the letter changes."""
    assert latin(key, LAYOUT) == same


def test_an_unknown_style_is_told() -> None:
    """And the default one used."""
    keymap, problems = resolve(style="emacs")
    assert problems == ('keys.style is "vim" or "arrows", not "emacs".',)
    assert keymap.bindings["board"]["j"] == "cursor.down"


@given(
    st.dictionaries(
        st.sampled_from(sorted(BY_ID)) | st.text(max_size=8), st.lists(KEYS, max_size=3), max_size=8
    )
)
def test_any_keys_resolve_to_one_command_each(remap: dict[str, list[str]]) -> None:
    """Whatever is written: no crash, no key that leads two ways, and no chord hidden by its first key.

    No command is lost: it has a key that leads to it, or none, and then the palette, which has one, lists it.
    """
    keymap, _ = resolve(remap)
    assert keymap.keys.keys() == BY_ID.keys()
    assert keymap.keys[PALETTE]
    for command in COMMANDS:
        for keys in keymap.keys[command.id]:
            assert keymap.bindings[command.context][keys] == command.id
    for bindings in keymap.bindings.values():
        for keys, command_id in bindings.items():
            assert keys in keymap.keys[command_id]
            assert not any(other.startswith(f"{keys} ") for other in bindings)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("^d", "ctrl+d"),
        ("Ctrl+D", "ctrl+d"),
        ("shift+j", "J"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        (" ", "space"),
        ("+", "+"),
        ("ctrl++", "ctrl++"),
        ("ß", "ß"),
        ("hyper+x", None),
        ("nokey", None),
        ("\x1b", None),
    ],
)
def test_keys_may_be_written_in_several_ways(written: str, normal: str | None) -> None:
    """As people know them from elsewhere."""
    assert normal_key(written) == normal


def test_keys_are_shown_as_people_write_them() -> None:
    """In help, hints and the guide."""
    assert [show_keys(keys) for keys in ("ctrl+d", "shift+right", "g g", "escape", "?")] == [
        *("^d", "Shift+→", "g g", "Esc", "?"),
    ]


def test_other_alphabets_reach_the_same_keys() -> None:
    """A Russian, Ukrainian or Greek keyboard need not be switched."""
    assert "".join(LAYOUT[letter] for letter in "йцукен") == "qwerty"
    assert LAYOUT["і"] == "s"
    assert LAYOUT["ξ"] == "j"
    assert not any(letter.isascii() for letter in LAYOUT)


def test_every_command_has_a_title_and_a_sentence() -> None:
    """Palette and help are made from them."""
    assert len(BY_ID) == len(COMMANDS)
    for command in COMMANDS:
        assert command.title
        assert command.help.endswith(".")
        assert set(command.vim) <= set(command.keys)
        assert [normal_key(key) for keys in command.keys for key in keys.split()] == [
            key for keys in command.keys for key in keys.split()
        ]


def test_no_key_that_ships_is_one_that_terminals_keep() -> None:
    """^j is Enter, ^h Backspace, ^s and ^q stop the output, and Alt is Esc and a key."""
    keys = {key for command in COMMANDS for keys in command.keys for key in keys.split()}
    assert not keys & {"ctrl+j", "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+s", "ctrl+q"}
    assert not any(key.startswith("alt+") for key in keys)


def test_a_number_is_the_place_of_a_key() -> None:
    """Of a command with a key for each number, whatever keys these are."""
    keymap, _ = resolve({"cursor.column": ["a", "g b"]})
    assert [keymap.number("cursor.column", keys) for keys in ("a", "g b", "1", "")] == [1, 2, 0, 0]
