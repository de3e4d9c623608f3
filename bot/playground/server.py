"""The workspace over HTTP: the page, the Web API, uploads, response URLs and the back door, on loopback only."""

import functools
import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.playground import files
from bot.playground.acts import Messenger
from bot.playground.api import ApiError, Arguments
from bot.playground.backdoor import Backdoor
from bot.playground.faults import Fault, Faults
from bot.playground.limits import Limits
from bot.playground.line import HttpLine
from bot.playground.multipart import form_fields
from bot.playground.page.site import HEADERS, Page, Site
from bot.playground.responding import respond
from bot.playground.sockets import Sockets
from bot.playground.webapi import WebApi
from bot.playground.workspace import Workspace

API = "/api/"
EXPIRED = frozenset({"expired_url", "used_url"})
LARGEST_BODY = 64 * 1024 * 1024


class Playground(ThreadingHTTPServer):
    """The server; ``address`` is where it listens. ``serve_forever`` runs it, ``shutdown`` ends it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, workspace: Workspace, line: HttpLine, port: int = 0, clock: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        self.address = workspace.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.workspace = workspace
        self.faults = Faults()
        self.limits = Limits(workspace.settings.speed)
        self.sockets = Sockets(line.patience)
        messenger = Messenger(line, self.sockets, self.faults, workspace.journal)
        self.api = WebApi(workspace, self.faults, messenger.new_socket_url)
        self.backdoor = Backdoor(workspace, self.faults, messenger, self.limits)
        self.site = Site(workspace, messenger, clock)

    def server_close(self) -> None:
        """Stop listening, to sockets too."""
        self.sockets.close()
        super().server_close()


class _Request(BaseHTTPRequestHandler):
    """One request. Slack's own failures answer 200 with ``ok: false``."""

    protocol_version = "HTTP/1.1"
    server: Playground

    def do_GET(self) -> None:
        """The Web API by query, or a look through the back door."""
        self._serve(b"")

    def do_POST(self) -> None:
        """The Web API, bytes of a file, a later answer, or a wish through the back door."""
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            self._answer({"ok": False, "error": "request_too_large"}, 413)
            self.close_connection = True
            return
        self._serve(self.rfile.read(int(length)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it so)
        """Nothing is logged: bodies and addresses are nobody's business."""

    def _serve(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        try:
            if self.server.site.answers(path):
                self._page(body)
            elif path.startswith(API):
                self._api(path.removeprefix(API), body)
            elif path.startswith("/upload/"):
                self._carry_out("upload", {"content": body}, lambda: self._upload(path, body))
            elif path.startswith("/response/"):
                self._respond(path.removeprefix("/response/"), json.loads(body))
            elif path.startswith("/files/"):
                self._download(path.removeprefix("/files/"))
            elif path.startswith("/_/"):
                self._back_door(body)
            else:
                self._answer({"ok": False, "error": "not_found"}, 404)
        except ApiError as refused:
            self._answer(refused.answer(), 404)
        except (ValueError, TypeError, LookupError, AttributeError):
            self._answer({"ok": False, "error": "invalid_arguments"}, 400)

    def _api(self, name: str, body: bytes) -> None:
        calls = self.server.workspace.calls
        with self.server.workspace.lock:
            calls[name] = calls.get(name, 0) + 1
        try:
            arguments = self._arguments(body)
        except (ValueError, TypeError):
            self._answer({"ok": False, "error": "invalid_arguments"})
            return
        authorization = self.headers.get("Authorization", "")
        self._carry_out(name, arguments, lambda: self.server.api.call(name, authorization, arguments))

    def _arguments(self, body: bytes) -> Arguments:
        """Arguments from the query and from a JSON or form body."""
        arguments: Arguments = dict(parse_qsl(urlsplit(self.path).query))
        kind = self.headers.get_content_type()
        if kind == "application/json":
            arguments.update(json.loads(body or b"{}"))
        elif kind == "multipart/form-data":
            arguments.update(form_fields(self.headers["Content-Type"], body))
        else:
            arguments.update(parse_qsl(body.decode()))
        return arguments

    def _upload(self, path: str, body: bytes) -> dict[str, Any]:
        with self.server.workspace.lock:
            size = files.receive(self.server.workspace, path.removeprefix("/upload/"), body)
        return {"ok": True, "size": size}

    def _respond(self, ticket: str, payload: dict[str, Any]) -> None:
        def deed() -> dict[str, Any]:
            with self.server.workspace.lock:
                respond(self.server.workspace, ticket, payload)
            return {"ok": True}

        try:
            self._carry_out("response", payload, deed)
        except ApiError as refused:
            self._answer(refused.answer(), 404 if refused.code in EXPIRED else 400)

    def _download(self, path: str) -> None:
        """A file's bytes, for whoever shows the bot's token."""
        try:
            self.server.api.check_token(self.headers.get("Authorization", ""))
        except ApiError as refused:
            self._answer(refused.answer(), 403)
            return
        with self.server.workspace.lock:
            content = files.download(self.server.workspace, path.partition("/")[0])
        self._answer(content)

    def _page(self, body: bytes) -> None:
        site, host = self.server.site, self.headers.get("Host", "")
        if self.command == "POST":
            kind = self.headers.get_content_type()
            page = site.post(self.path, host, self.headers.get("Origin", ""), kind, body)
        else:
            page = site.get(self.path, host)
        if isinstance(page.content, bytes):
            self._send(page.content, page.kind, page.status, HEADERS | page.headers)
        else:
            self._stream(page, page.content)

    def _stream(self, page: Page, pieces: Iterator[bytes]) -> None:
        """An answer without an end; it ends when the browser has gone."""
        self.close_connection = True
        try:
            self.send_response(page.status)
            for name, value in {"Content-Type": page.kind, **HEADERS}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)
        except OSError:
            return

    def _back_door(self, body: bytes) -> None:
        wanted = self.server.backdoor.wish(self.path, json.loads(body)) if self.command == "POST" else None
        self._answer(wanted if self.command == "POST" else self.server.backdoor.look(self.path))

    def _carry_out(self, name: str, sent: Arguments, deed: Callable[[], Any]) -> None:
        """Do what was asked, or let the fault happen that was asked for."""
        workspace = self.server.workspace
        channel = str(sent.get("channel") or sent.get("channel_id") or "")
        fault = self.server.faults.take(name, about=self._about(channel)) or self._too_much(name, channel)
        told = {field: value for field, value in sent.items() if field != "token"}
        note = functools.partial(workspace.journal.note, "from_bot", name, told)
        try:
            done = deed() if fault is None or fault.after or fault.kind == "wait" else None
        except ApiError as refused:
            note(404, refused.answer())
            raise
        if fault is None:
            note(200, done)
            time.sleep(workspace.settings.latency)
            self._answer(done)
        else:
            note(0, done, fault.kind)
            self._misbehave(fault, done)

    def _about(self, channel: str) -> set[str]:
        """Whom a request about a conversation concerns: the conversation and all who are in it."""
        there = self.server.workspace.conversations.get(channel)
        return {channel, *(there.members if there else ())} - {""}

    def _too_much(self, name: str, channel: str) -> Fault | None:
        """The refusal of a request that is one too many, where limits are kept."""
        wait = self.server.limits.take(name, channel)
        return Fault(name, "ratelimited", seconds=wait) if wait else None

    def _misbehave(self, fault: Fault, done: Any) -> None:
        match fault.kind:
            case "ratelimited":
                headers = {"Retry-After": str(int(fault.seconds))}
                self._answer({"ok": False, "error": "ratelimited"}, 429, headers)
            case "status":
                self._answer({"ok": False, "error": fault.code}, fault.status)
            case "error":
                self._answer({"ok": False, "error": fault.code})
            case "wait":
                time.sleep(fault.seconds)
                self._answer(done)
            case _:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True

    def _answer(self, what: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        content = what if isinstance(what, bytes) else json.dumps(what, ensure_ascii=False).encode()
        kind = "application/octet-stream" if isinstance(what, bytes) else "application/json; charset=utf-8"
        self._send(content, kind, status, headers or {})

    def _send(self, content: bytes, kind: str, status: int, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True
