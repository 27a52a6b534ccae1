"""Settings are read as a value and problems; nothing in the file keeps the program from starting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeboard.config.settings import Settings, author_of, read_settings, time_zone_name


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_no_file_means_the_defaults(config: Path) -> None:
    """Most users have none."""
    assert read_settings(config) == (Settings(), ())


def test_every_setting_is_read(config: Path) -> None:
    """Texts, flags, the style of the keys, remapped and disabled commands, and a layout map."""
    config.write_text(
        """
        author = " Ann "
        theme = "midnight"
        mouse = true
        editor = "vim -f"
        low_bandwidth = true
        [keys]
        style = "arrows"
        deal.new = "n"
        "deal.archive" = []
        deal.move-next = ["L", "shift+right"]
        layout = { "ж" = ";", "о" = "j" }
        """,
        "utf-8",
    )
    settings, problems = read_settings(config)
    assert problems == ()
    assert settings == Settings(
        author="Ann",
        theme="midnight",
        mouse=True,
        editor="vim -f",
        low_bandwidth=True,
        keys_style="arrows",
        keys={"deal.new": ("n",), "deal.archive": (), "deal.move-next": ("L", "shift+right")},
        layout={"ж": ";", "о": "j"},
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("them = 'x'", "did you mean 'theme'"),
        ("mouse = 'yes'", "'mouse' must be true or false"),
        ("author = 3", "'author' must be a text"),
        ("keys = 3", "'keys' must be a table"),
        ("[keys]\nstyle = 'emacs'", "keys.style must be one of vim, arrows"),
        ("[keys]\nx = 3", "keys.x must be a key or a list of keys"),
        ("[keys.layout]\nx = 'yz'", "keys.layout.x must be one character"),
        ("not toml", "is not valid TOML"),
    ],
)
def test_a_problem_is_told_and_the_rest_holds(config: Path, text: str, problem: str) -> None:
    """The other settings of the file are used; where nothing can be read, the defaults are."""
    config.write_text("editor = 'nano'\n" + text, "utf-8")
    settings, problems = read_settings(config)
    assert len(problems) == 1
    assert problem in problems[0]
    assert settings.editor == ("" if "TOML" in problem else "nano")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a = 1\x00", b"[" * 5000])
def test_a_file_of_noise_is_one_problem(config: Path, content: bytes) -> None:
    """Bytes that are no text, or nested without end."""
    config.write_bytes(content)
    settings, problems = read_settings(config)
    assert settings == Settings()
    assert len(problems) == 1


def test_a_folder_in_its_place_is_one_problem(config: Path) -> None:
    """As is anything else that cannot be read."""
    config.mkdir()
    assert read_settings(config)[1]


def test_the_author_is_named_by_option_variable_setting_git_and_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, isolation: Path
) -> None:
    """In this order; each is used only where those before it say nothing."""
    env = {"PIPEBOARD_AUTHOR": "Env", "LOGNAME": "login"}
    assert author_of(Settings(author="Set"), env, tmp_path, "  By  Name ") == "By Name"
    assert author_of(Settings(author="Set"), env, tmp_path) == "Env"
    del env["PIPEBOARD_AUTHOR"]
    assert author_of(Settings(author="Set"), env, tmp_path) == "Set"
    assert author_of(Settings(), env, tmp_path) == "login"
    (isolation / "gitconfig").write_text("[user]\n\tname = Ann Git\n", "utf-8")
    assert author_of(Settings(), env, tmp_path) == "Ann Git"
    monkeypatch.setenv("PATH", os.fspath(tmp_path))  # a machine without git
    assert author_of(Settings(), env, tmp_path) == "login"


def test_the_login_comes_from_the_system_where_the_environment_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a process without a user entry has an author."""
    monkeypatch.setattr("getpass.getuser", lambda: "fromsystem")
    assert author_of(Settings(), {}, tmp_path) == "fromsystem"

    def nobody() -> str:
        raise KeyError("no such uid")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert author_of(Settings(), {}, tmp_path) == str(os.getuid())


def test_the_time_zone_is_read_off_the_machine(tmp_path: Path) -> None:
    """TZ, else /etc/timezone, else the link /etc/localtime, else UTC; nonsense is passed over."""
    etc = tmp_path / "etc"
    etc.mkdir()
    assert time_zone_name({}, tmp_path) == "UTC"
    (etc / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Warsaw")
    assert time_zone_name({"TZ": "not/a/zone"}, tmp_path) == "Europe/Warsaw"
    (etc / "timezone").write_text("Europe/Helsinki\n", "utf-8")
    assert time_zone_name({}, tmp_path) == "Europe/Helsinki"
    assert time_zone_name({"TZ": ":/usr/share/zoneinfo/Asia/Tokyo"}, tmp_path) == "Asia/Tokyo"
    assert time_zone_name({"TZ": "America/Lima"}, tmp_path) == "America/Lima"
    assert time_zone_name({"TZ": "Etc/UTC"}, tmp_path) == "UTC"
    assert time_zone_name({"TZ": "Etc/GMT+3"}, tmp_path) == "Etc/GMT+3"
