"""The app in a browser: the real server, and what a browser and others would ask of it."""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest

from command_line import run_program

aiohttp = pytest.importorskip("aiohttp", reason="the [web] extra is not installed")
pytest.importorskip("textual_serve", reason="the [web] extra is not installed")

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError  # noqa: E402

PATIENCE = 20.0
QUOTED = 'it\'s a $(touch broken) `touch broken` board; "x" & co'
"""A folder that a shell would act on."""


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    process: subprocess.Popen[str]
    link: str
    """What it printed."""

    @property
    def origin(self) -> str:
        return self.link.partition("/?")[0]


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A board with a deal, in a folder with a difficult name."""
    path = tmp_path / QUOTED / "pipeboard.json"
    path.parent.mkdir()
    for words in (("init", "--stages", "Lead,Offer"), ("add", "Acme website")):
        assert run_program(*words, "--file", str(path), cwd=tmp_path).code == 0
    return path


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers on free ports, and ends what is left of them."""
    running: list[subprocess.Popen[str]] = []

    def start(board: Path, *options: str) -> Served:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeboard", "serve", "--port", "0", "--file", str(board), *options],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert process.stdout.readline() in ("Ctrl+C ends it.\n", "")
        assert found, process.communicate(timeout=PATIENCE)
        return Served(process, found[0])

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)


@asynccontextmanager
async def browser(served: Served) -> AsyncIterator[tuple[ClientSession, str]]:
    """A client that opened the link and has the cookie, and the address of the page."""
    jar = aiohttp.CookieJar(unsafe=True)  # which is: of an address that is a number
    async with ClientSession(cookie_jar=jar) as client:
        async with client.get(served.link) as answer:
            assert answer.status == 200
            room = re.search(r"url=([\w-]+/)", await answer.text())
        assert room is not None
        yield client, f"{served.origin}/{room[1]}"


class Tab:
    """What the app shows in a tab."""

    def __init__(self, talk: ClientWebSocketResponse) -> None:
        self._talk = talk
        self._screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._screen)

    async def type(self, keys: str) -> None:
        await self._talk.send_json(["stdin", keys])

    async def wait_for(self, wanted: str) -> None:
        """Read until the screen shows it."""
        async with asyncio.timeout(PATIENCE):
            while not any(wanted in line for line in self._screen.display):
                message = await self._talk.receive()
                assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), self._screen.display
                if isinstance(message.data, bytes):
                    self._stream.feed(message.data)

    async def hear_out(self) -> None:
        """Read until the server ends it."""
        while (await self._talk.receive()).type in (WSMsgType.BINARY, WSMsgType.TEXT):
            pass


@asynccontextmanager
async def tab(client: ClientSession, page: str) -> AsyncIterator[Tab]:
    """A tab that shows the board."""
    origin = "/".join(page.split("/")[:3])
    async with client.ws_connect(f"{page}ws?width=100&height=30", origin=origin) as talk:
        shown = Tab(talk)
        await shown.wait_for("Acme website")
        yield shown


async def status(client: ClientSession, url: str, **headers: str) -> int:
    """The status of an answer; one that is refused says why in a sentence."""
    async with client.get(url, headers=headers) as answer:
        told = await answer.read()
        assert answer.status != 403 or (told.count(b"\n") == 1 and told.endswith(b".\n"))
        return answer.status


async def test_the_app_is_shown_and_typed_into(board: Path, serve: Callable[..., Served]) -> None:
    """The page asks nothing of other servers; a deal that is typed is in the file, a note needs no editor."""
    async with browser(serve(board)) as (client, page):
        async with client.get(page) as answer:
            text = await answer.text()
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        for link in re.findall(r'(?:href|src|url)[=(]"([^"]+)"', text):
            assert "//" not in link
            assert link == "data:," or await status(client, page + link) == 200
        async with tab(client, page) as shown:
            await shown.type("nBeta shop\r")
            await shown.wait_for("Added Beta shop")
            await shown.type("\x1a")
            await shown.wait_for("no shell behind a browser")
            await shown.type("E")
            await shown.wait_for("Write a note")
    assert "Beta shop" in run_program("list", "--file", str(board)).out
    assert not (board.parent / "broken").exists()
    assert not (board.parent.parent / "broken").exists()


async def test_others_are_turned_away(board: Path, serve: Callable[..., Served]) -> None:
    """Who has no link, comes by another name, or is another page; over HTTP and over the WebSocket."""
    served = serve(board)
    async with browser(served) as (client, page):
        for url in (served.link, page, f"{page}static/js/textual.js"):
            assert await status(client, url) == 200
            assert await status(client, url, Host="evil.example") == 403
            assert await status(client, url, Origin="http://evil.example") == 403
        for headers in (
            {},
            {"Origin": "http://evil.example"},
            {"Origin": served.origin, "Host": "evil.example"},
        ):
            with pytest.raises(WSServerHandshakeError) as refused:
                await client.ws_connect(f"{page}ws", headers=headers)
            assert refused.value.status == 403
        async with ClientSession() as stranger:
            for url in (served.origin, f"{served.origin}/?token=guessed", page, f"{page}page.js"):
                assert await status(stranger, url) == 403
            with pytest.raises(WSServerHandshakeError) as refused:
                await stranger.ws_connect(f"{page}ws", origin=served.origin)
            assert refused.value.status == 403


@pytest.mark.parametrize("to_all", [False, True], ids=["server", "group"])
async def test_ctrl_c_ends_the_server_with_its_apps(
    board: Path, serve: Callable[..., Served], to_all: bool
) -> None:
    """Quietly and with 0; a terminal interrupts the apps as well, other programs do not."""
    served = serve(board)
    async with browser(served) as (client, page), tab(client, page) as shown:
        (app,) = children(served.process.pid)
        (os.killpg if to_all else os.kill)(served.process.pid, signal.SIGINT)
        await asyncio.wait_for(shown.hear_out(), PATIENCE)
        out, err = await asyncio.to_thread(served.process.communicate, timeout=PATIENCE)
        await asyncio.to_thread(ended, app)
    assert (served.process.returncode, out, err) == (0, "", "")


async def test_a_tab_that_is_closed_ends_its_app_and_keeps_what_was_typed(
    board: Path, serve: Callable[..., Served]
) -> None:
    """As a lost connection does: the form opens again with it."""
    served = serve(board)
    async with browser(served) as (client, page):
        async with tab(client, page) as shown:
            (app,) = children(served.process.pid)
            await shown.type("e")
            await shown.wait_for("Company")
            await shown.type(" half typed")
            await shown.wait_for("half typed")
        await asyncio.to_thread(ended, app)
        async with tab(client, page) as shown:
            await shown.type("e")
            await shown.wait_for("half typed")


async def test_apps_end_when_the_server_is_killed(board: Path, serve: Callable[..., Served]) -> None:
    """They hear no more, and nobody would see them."""
    served = serve(board)
    async with browser(served) as (client, page), tab(client, page):
        (app,) = children(served.process.pid)
        served.process.kill()
        await asyncio.to_thread(ended, app)


def test_a_port_in_use_is_told_in_a_sentence(board: Path) -> None:
    """With what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run_program("serve", "--port", str(port), "--file", str(board))
    assert ran.code == 5
    assert re.fullmatch(rf"pipeboard: Port {port} is in use; .*--port.*\.\n", ran.err)


def test_an_address_that_cannot_be_had_is_told_in_a_sentence(board: Path) -> None:
    """After the warning that other machines could reach it."""
    ran = run_program("serve", "--host", "203.0.113.9", "--port", "0", "--file", str(board))
    assert ran.code == 5
    warning, refusal = ran.err.splitlines()
    assert "not encrypted" in warning
    assert "'203.0.113.9' is no address of this machine" in refusal


def test_without_the_extra_the_way_to_install_it_is_told(board: Path, tmp_path: Path) -> None:
    """One sentence, before anything else is done."""
    (tmp_path / "textual_serve.py").write_text("raise ModuleNotFoundError(name='textual_serve')", "utf-8")
    ran = run_program("serve", "--file", str(board), env={"PYTHONPATH": str(tmp_path)})
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "pip install 'pipeboard[web]'" in ran.err


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int) -> None:
    """Wait for the end of a process that is no child of ours. AssertionError where it does not come."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], PATIENCE)[0], "it has not ended"
    finally:
        os.close(handle)
