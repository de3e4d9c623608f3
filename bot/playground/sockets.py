"""Socket Mode: the bot comes to the workspace, and envelopes go to one of its sockets."""

import contextlib
import http
import json
import logging
import queue
import secrets
import socket
import threading
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request as Handshake
from websockets.http11 import Response
from websockets.sync.server import Server, ServerConnection, serve

from bot.playground.line import Reply, Request
from bot.playground.names import APP

MOST_SOCKETS = 10
CLOSING = 1
"""Seconds that a socket is given to say goodbye."""
HEARING_ANSWERS = frozenset({"view_submission", "block_suggestion"})
"""Interactions whose acknowledgement may say something; of others Slack ignores it."""


class Sockets:
    """All sockets of the bot. ``patience``: seconds until an envelope that nobody acknowledged is given up."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._tickets: set[str] = set()
        self._open: list[ServerConnection] = []
        self._waiting: dict[str, queue.Queue[Any]] = {}

    def new_url(self) -> str:
        """An address that opens one socket; the first of them starts the listening."""
        with self._lock:
            if self._server is None:
                self._server = serve(
                    self._serve,
                    "127.0.0.1",
                    0,
                    process_request=self._admit,
                    compression=None,
                    close_timeout=CLOSING,
                    logger=_silent(),
                )
                threading.Thread(target=self._server.serve_forever, daemon=True).start()
            ticket = secrets.token_urlsafe(18)
            self._tickets.add(ticket)
            port = self._server.socket.getsockname()[1]
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={APP}"

    def count(self) -> int:
        """How many are open."""
        with self._lock:
            return len(self._open)

    def carry(self, request: Request, times: int = 1) -> list[Reply]:
        """Send one and the same envelope so many times, each to the socket whose turn it is."""
        envelope = _envelope(request)
        return [self._send(envelope) for _ in range(times)]

    def disconnect(self, reason: str) -> None:
        """End the present sockets as Slack does.

        ``warning``: they are told to look for another and stay for a while; ``refresh_requested`` and
        ``link_disabled``: told and closed; ``cut``: the line breaks without a word.
        """
        with self._lock:
            going = list(self._open)
        said = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
        for connection in going:
            with contextlib.suppress(ConnectionClosed, OSError):  # it may have gone by itself meanwhile
                if reason == "cut":
                    connection.socket.shutdown(socket.SHUT_RDWR)
                    continue
                connection.send(json.dumps(said))
                if reason != "warning":
                    connection.close()

    def close(self) -> None:
        """Close every socket and stop listening."""
        with self._lock:
            server = self._server
        if server is not None:
            server.shutdown()

    def _admit(self, connection: ServerConnection, handshake: Handshake) -> Response | None:
        """Refuse whoever has no fresh ticket, and the eleventh."""
        ticket = parse_qs(urlsplit(handshake.path).query).get("ticket", [""])[0]
        with self._lock:
            if ticket not in self._tickets:
                return connection.respond(http.HTTPStatus.FORBIDDEN, "")
            self._tickets.remove(ticket)
            if len(self._open) >= MOST_SOCKETS:
                return connection.respond(http.HTTPStatus.TOO_MANY_REQUESTS, "")
        return None

    def _serve(self, connection: ServerConnection) -> None:
        """Greet, then hear acknowledgements until the socket closes."""
        with self._lock:
            number = len(self._open) + 1
        connection.send(json.dumps(_hello(number)))
        with self._lock:
            self._open.append(connection)
        try:
            for message in connection:
                self._hear(json.loads(message))
        except (ConnectionClosed, ValueError, OSError):
            connection.close()
        finally:
            with self._lock:
                self._open.remove(connection)

    def _hear(self, said: Any) -> None:
        waiting = self._waiting.get(str(said.get("envelope_id"))) if isinstance(said, dict) else None
        if waiting is not None:
            waiting.put(said.get("payload"))

    def _send(self, envelope: dict[str, Any]) -> Reply:
        acknowledged: queue.Queue[Any] = queue.Queue()
        self._waiting[envelope["envelope_id"]] = acknowledged
        try:
            self._next().send(json.dumps(envelope))
            payload = acknowledged.get(timeout=self._patience)
        except (ConnectionClosed, OSError):
            return Reply(0, reason="connection_failed")
        except queue.Empty:
            return Reply(0, reason="timeout")
        finally:
            del self._waiting[envelope["envelope_id"]]
        return Reply(200, payload if envelope["accepts_response_payload"] else None)

    def _next(self) -> ServerConnection:
        """The socket that was used longest ago; OSError when there is none."""
        with self._lock:
            if not self._open:
                raise ConnectionError("no socket")
            self._open.append(self._open.pop(0))
            return self._open[-1]


def _hello(number: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": number,
        "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP},
    }


def _envelope(request: Request) -> dict[str, Any]:
    answered = request.kind == "slash_commands" or request.payload.get("type") in HEARING_ANSWERS
    envelope = {
        "envelope_id": str(uuid.uuid4()),
        "type": request.kind,
        "payload": request.payload,
        "accepts_response_payload": answered,
    }
    if request.kind == "events_api":
        envelope |= {"retry_attempt": request.retry, "retry_reason": request.reason}
    return envelope


def _silent() -> logging.Logger:
    """Broken lines are part of the play."""
    logger = logging.getLogger("playground.sockets")
    logger.setLevel(logging.CRITICAL + 1)
    return logger
