"""The five minutes of the README, as somebody types them into a shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
OPENS_THE_APP = re.compile(r"pipeboard( demo)?\s*(#.*)?")


def test_every_command_works_as_written_in_an_empty_folder(tmp_path: Path) -> None:
    """One after the other, in a real shell; only what opens the app is passed over."""
    section = README.split("## Five minutes")[1].split("\n## ")[0]
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL)).splitlines()
    typed = [line for line in lines if line.strip() and not OPENS_THE_APP.fullmatch(line)]
    assert len(typed) > 12
    script = "\n".join(("set -eu", *typed))
    folders = (str(Path(sys.executable).parent), os.environ["PATH"])
    env = {**os.environ, "PATH": os.pathsep.join(folders), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for told in ("Acme website", "Moved", "1 deal", "Won: ", "Undid: ", "Gamma intranet"):
        assert told in done.stdout
