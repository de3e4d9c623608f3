"""The workspace over HTTP: the Web API, upload addresses, response URLs and the back door, on loopback only."""

import json
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.playground import chat, conversations, files, people, views
from bot.playground.api import ApiError, Arguments
from bot.playground.backdoor import Backdoor
from bot.playground.faults import Fault, Faults
from bot.playground.line import Line
from bot.playground.multipart import form_fields
from bot.playground.workspace import Method, Workspace

API = "/api/"
LARGEST_BODY = 64 * 1024 * 1024


class Playground(ThreadingHTTPServer):
    """The server; ``address`` is where it listens. ``serve_forever`` runs it, ``shutdown`` ends it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, workspace: Workspace, port: int = 0, bot_url: str = "", signing_secret: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Request)
        self.address = workspace.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.workspace = workspace
        self.faults = Faults()
        self.backdoor = Backdoor(workspace, self.faults, Line(bot_url, signing_secret))
        self.methods: dict[str, Method] = {
            **people.METHODS,
            **conversations.METHODS,
            **chat.METHODS,
            **files.methods(self.faults),
            **views.METHODS,
        }


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
            if path.startswith(API):
                self._api(path.removeprefix(API), body)
            elif path.startswith("/upload/"):
                self._carry_out("upload", lambda: self._upload(path, body))
            elif path.startswith("/response/"):
                self._respond(path, body)
            elif path.startswith("/_/"):
                self._back_door(body)
            else:
                self._answer({"ok": False, "error": "not_found"}, 404)
        except ApiError as refused:
            self._answer(refused.answer(), 404)
        except (ValueError, TypeError, KeyError, AttributeError):
            self._answer({"ok": False, "error": "invalid_arguments"}, 400)

    def _api(self, name: str, body: bytes) -> None:
        workspace = self.server.workspace
        with workspace.lock:
            workspace.calls[name] = workspace.calls.get(name, 0) + 1
        self._carry_out(name, lambda: self._called(name, body))

    def _called(self, name: str, body: bytes) -> dict[str, Any]:
        """The answer of an API method, refusals included."""
        try:
            self._check_token()
            method = self.server.methods.get(name, _unknown)
            with self.server.workspace.lock:
                return {"ok": True, **method(self.server.workspace, self._arguments(body))}
        except ApiError as refused:
            return refused.answer()
        except (ValueError, TypeError, KeyError, AttributeError):
            return {"ok": False, "error": "invalid_arguments"}

    def _check_token(self) -> None:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer":
            raise ApiError("not_authed")
        if token != self.server.workspace.token:
            raise ApiError("invalid_auth")

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

    def _respond(self, path: str, body: bytes) -> None:
        with self.server.workspace.lock:
            self.server.workspace.respond(path.removeprefix("/response/"), json.loads(body))
        self._answer({"ok": True})

    def _back_door(self, body: bytes) -> None:
        wanted = self.server.backdoor.wish(self.path, json.loads(body)) if self.command == "POST" else None
        self._answer(wanted if self.command == "POST" else self.server.backdoor.look(self.path))

    def _carry_out(self, name: str, deed: Any) -> None:
        """Do what was asked, or let the fault happen that was asked for."""
        fault = self.server.faults.take(name)
        if fault is None:
            done = deed()
            time.sleep(self.server.workspace.latency)
            self._answer(done)
            return
        done = deed() if fault.after or fault.kind == "wait" else None
        self._misbehave(fault, done)

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
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True


def _unknown(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """What a method that is not there answers."""
    del workspace, arguments
    raise ApiError("unknown_method")
