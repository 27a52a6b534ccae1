"""The server: each tab gets an app of its own, which ends with it."""

from __future__ import annotations

import asyncio
import logging
import shlex
import signal
import sys
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web
from textual_serve.server import Server

from pipeboard.cli.web.door import COOKIE, Door, in_link
from pipeboard.domain.errors import Unwritable

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE: Final = 3.0
"""Seconds that apps have to put their boards away."""
_FAREWELL: Final = 1.0
"""Seconds for browsers to hear of it; one whose machine sleeps does not."""
_OF_TERMINAL: Final = ("TMUX", "STY", "NO_COLOR", "SSH_TTY")
"""What the terminal of the server says of itself, which is not true of a browser."""
_OF_BROWSER: Final = ("TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8")
_HEADERS: Final = {
    hdrs.CACHE_CONTROL: "no-store",
    hdrs.X_CONTENT_TYPE_OPTIONS: "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws://{host}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ENTER: Final = '<!DOCTYPE html><meta http-equiv="refresh" content="0; url={room}/"><title>PipeBoard</title>'
"""Not a redirection: a browser that follows one from elsewhere does not send a strict cookie yet."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def app_command(board: Path) -> str:
    """The shell's words that start the app on a board, for a browser."""
    unset = [word for name in _OF_TERMINAL for word in ("-u", name)]
    words = ["env", *unset, *_OF_BROWSER, sys.executable, "-m", "pipeboard", "--file", str(board)]
    return f"exec {shlex.join(words)}"


class BoardServer(Server):
    """Textual's server behind a door, with a page of our own, which asks nothing of other servers."""

    def __init__(self, command: str, host: str, port: int) -> None:
        super().__init__(command, host=host, port=port, title="PipeBoard")
        self._door = Door(host)
        self._talks: set[asyncio.Task[object]] = set()
        self._page = files("pipeboard.cli.web").joinpath("page.html").read_text("utf-8")
        self._script = files("pipeboard.cli.web").joinpath("page.js").read_text("utf-8")

    async def run(self, told: Callable[[str], None]) -> None:
        """Serve until a signal ends it; `told` gets the link. Unwritable where the port cannot be had."""
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=_FAREWELL)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.host, self.port)
            try:
                await site.start()
            except OSError as error:
                raise Unwritable(_unserved(self.host, self.port, error)) from error
            ended = asyncio.Event()
            for one in _SIGNALS:
                asyncio.get_running_loop().add_signal_handler(one, ended.set)
            port: int = runner.addresses[0][1]
            told(f"http://{in_link(self.host)}:{port}/?token={self._door.secret}")
            await ended.wait()
        finally:
            await runner.cleanup()

    async def _make_app(self) -> web.Application:
        room = await super()._make_app()
        room.router.add_get("/page.js", self._handle_script)
        app = web.Application(middlewares=[self._admit])
        app.router.add_get("/", self._handle_entry)
        app.add_subapp(f"/{self._door.room}/", room)
        app.on_response_prepare.append(_add_headers)
        return app

    @web.middleware
    async def _admit(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Turn away whoever the door does not let in."""
        talks = hdrs.UPGRADE in request.headers
        refusal = self._door.refusal(request.headers, talks=talks)
        if not refusal:
            secret = (
                request.query.get("token", "") if request.path == "/" else request.cookies.get(COOKIE, "")
            )
            if self._door.knows(secret):
                return await handler(request)
            refusal = "Open the link that `pipeboard serve` printed; it has a new one at each start."
        return web.Response(status=403, text=f"{refusal}\n")

    async def _handle_entry(self, request: web.Request) -> web.Response:
        """The link: gives the browser the cookie and sends it on to the page."""
        response = web.Response(text=_ENTER.format(room=self._door.room), content_type="text/html")
        path = f"/{self._door.room}/"
        response.set_cookie(COOKIE, self._door.secret, path=path, httponly=True, samesite="Strict")
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page with the terminal."""
        return web.Response(text=self._page, content_type="text/html")

    async def _handle_script(self, request: web.Request) -> web.Response:
        return web.Response(text=self._script, content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run an app for a tab."""
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            return await super().handle_websocket(request)
        finally:
            self._talks.discard(task)

    async def on_startup(self, app: web.Application) -> None:
        """Nothing: the link is told once there is a port."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Have the apps put their boards away."""
        for task in self._talks:
            task.cancel()
        if self._talks:
            await asyncio.wait(self._talks, timeout=_PATIENCE)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    if response.status != 403:  # whose Host may be anything
        response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)


def _unserved(host: str, port: int, error: OSError) -> str:
    """Why a port cannot be had, in one sentence."""
    import errno

    if error.errno == errno.EADDRINUSE:
        why = "is in use"
    elif error.errno in (errno.EACCES, errno.EPERM):
        why = "is for administrators alone"
    else:
        return f"'{host}' is no address of this machine that can be served; 127.0.0.1 always is."
    return f"Port {port} {why}; name another one with --port, or any that is free with `--port 0`."


def serve(board: Path, host: str, port: int, told: Callable[[str], None], *, debug: bool = False) -> None:
    """Serve a board until a signal ends it. The exit of an app that fails is no matter of the server's."""
    for name in () if debug else ("textual-serve", "aiohttp.server", "aiohttp.web", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    asyncio.run(BoardServer(app_command(board), host, port).run(told))
