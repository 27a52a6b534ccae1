"""What is handed to users: built as wheel and as source, installed into an empty environment, and run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from pipeboard import __version__

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "pipeboard"
NEEDED = ("textual", "tinydb", "pydantic", "click", "orjson")
"""What the program depends on."""
MADE = {"__pycache__", ".mypy_cache", ".ruff_cache"}
"""Folders that are made on the way."""

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="pip is not in this environment"),
]


def run(*command: str | Path, cwd: Path) -> str:
    """What a program prints on standard output; what it says on stderr if it fails."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(kind: str, source: Path, into: Path) -> Path:
    """Build the source, `sdist` or `wheel`, without isolation and so without a network."""
    run(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", into, cwd=source)
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what the sdist holds: an sdist that lacks something cannot give it."""
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(unpacked, filter="data")
        else:  # Python before 3.11.4; what it unpacks is our own
            archive.extractall(unpacked)
    return build("wheel", unpacked / f"pipeboard-{__version__}", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in an environment that holds the wheel and sees our dependencies, but not our source."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment)
    python = environment / "bin" / "python"
    quiet = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, "install", *quiet, wheel, cwd=environment)
    packages = next((environment / "lib").glob("python*/site-packages"))
    # Links in folders that a link names are not followed: an editable PipeBoard there is not found.
    dependencies = {
        str(Path(spec.origin).parents[1])
        for spec in map(importlib.util.find_spec, NEEDED)
        if spec and spec.origin
    }
    (packages / "dependencies.pth").write_text("\n".join(sorted(dependencies)) + "\n", "utf-8")
    return environment / "bin" / "pipeboard"


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    """Code, templates, sample, guide, styles and the mark that it is typed; the themes beside them."""
    here = (path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file())
    wanted = {f"pipeboard/{path.as_posix()}" for path in here if not MADE & set(path.parts)}
    wanted |= {f"pipeboard/themes/{path.name}" for path in (ROOT / "themes").iterdir()}
    assert {"pipeboard/py.typed", "pipeboard/guide/start.md"} < wanted
    info = f"pipeboard-{__version__}.dist-info"
    found = {name for name in names_in(wheel) if not name.startswith(info)}
    assert found == wanted


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    """Its licence is in it, and every dependency of the program; none that only tests need."""
    info = f"pipeboard-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{info}/METADATA").decode("utf-8")
        assert "MIT License" in archive.read(f"{info}/licenses/LICENSE").decode("utf-8")
    needed = [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert sorted(line.split()[1].rstrip("<>=,.0123456789") for line in needed) == sorted(NEEDED)


def test_the_sdist_holds_what_a_packager_needs(sdist: Path) -> None:
    """The tests, with their golden files, what runs them and what changed; nothing that was made."""
    with tarfile.open(sdist) as archive:
        names = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    wanted = {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "tests/conftest.py",
        ".ci/run",
    }
    assert {PurePosixPath(name) for name in wanted} < names
    assert PurePosixPath("tests/golden/board-80x22.txt") in names
    assert [name for name in names if MADE & set(name.parts)] == []


def test_the_installed_program_runs(installed: Path, isolation: Path, tmp_path: Path) -> None:
    """Nothing but the wheel: version, templates, themes, guide, and a board made, changed and read."""
    assert run(installed, "--version", cwd=tmp_path) == f"pipeboard {__version__}\n"
    code = "import pipeboard; print(pipeboard.__file__)"
    assert str(installed.parents[1]) in run(installed.with_name("python"), "-c", code, cwd=tmp_path)
    assert "consulting" in run(installed, "templates", "list", cwd=tmp_path)
    assert "harbour" in run(installed, "themes", cwd=tmp_path)
    assert "filter" in run(installed, "help", cwd=tmp_path)
    run(installed, "init", "--template", "consulting", cwd=tmp_path)
    run(installed, "add", "Acme website", "--value", "12k", cwd=tmp_path)
    assert "Acme website" in run(installed, cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pipeboard.json"]
