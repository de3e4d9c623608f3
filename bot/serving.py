"""The bot over HTTP: gunicorn inside, quiet, finishing what is in flight when told to stop.

Everything that holds threads or connections is built in each serving process, after the fork.
"""

import logging
import os
import secrets
import select
import socket
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

LARGEST_BODY = 1024 * 1024
"""Bytes; Slack's largest request, a view of 250 KB, stays far below."""

GRACE = 10
"""Seconds from SIGTERM until what is still running is killed."""

SILENCE = 5
"""Seconds for which a client may say nothing in the middle of a request."""

THREADS = 2
"""Of each process: one answers while the other waits for the database. More would take turns from each other, and none
waits for Slack: that is the courier's."""

SHARED_MEMORY = "/dev/shm"  # noqa: S108 (only gunicorn's own nameless heartbeat file)

logger = logging.getLogger(__name__)


class Service(Protocol):
    """What serves, in one process."""

    @property
    def app(self) -> WSGIApplication:
        """What answers requests."""

    def start(self) -> None:
        """Begin what runs beside the requests."""

    def stop(self) -> None:
        """End it, after the last request, within the grace."""


def serve(
    build: Callable[[], Service],
    host: str,
    port: int,
    announce: Callable[[str], None],
    workers: int = 1,
    threads: int = THREADS,
) -> None:
    """Serve until SIGTERM or SIGINT, then raise SystemExit(0).

    ``build`` is called in each of the ``workers`` processes; on SQLite let there be one. Port 0 takes a free one;
    ``announce`` gets the address as soon as connections are taken. OSError when the address is not to be had.
    """
    listener = socket.create_server((host, port), backlog=1024)
    # Connections inherit it: who says nothing for so long must not hold a thread, or a few would stop the bot.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE, 0))
    address = f"http://{host}:{listener.getsockname()[1]}"
    hooks = _Hooks(build, lambda: announce(address))
    settings = {
        "bind": f"fd://{listener.detach()}",  # gunicorn owns and closes it from here on
        "workers": workers,
        "threads": threads,
        "worker_class": _Worker,
        "worker_tmp_dir": SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None,
        "keepalive": 75,
        "timeout": 30,
        "graceful_timeout": GRACE,
        "loglevel": "error",
        "accesslog": None,
        "control_socket_disable": True,
        "proc_name": "junkai",
        "chdir": str(Path.cwd()),
        "when_ready": hooks.ready,
        "post_worker_init": hooks.begin,
        "worker_exit": hooks.end,
    }
    _Embedded(settings, hooks.load).run()


class _Hooks:
    """The service of this process, from its building to its end."""

    def __init__(self, build: Callable[[], Service], announce: Callable[[], None]) -> None:
        self._build = build
        self._announce = announce
        self._service: Service | None = None

    def load(self) -> WSGIApplication:
        """Build the service; gunicorn calls this in each worker."""
        self._service = self._build()
        return discreet(limited(self._service.app))

    def ready(self, server: Any) -> None:
        """The master takes connections."""
        del server
        self._announce()

    def begin(self, worker: Any) -> None:
        """A worker is about to serve."""
        del worker
        if self._service is not None:
            self._service.start()

    def end(self, server: Any, worker: Any) -> None:
        """A worker has answered its last request."""
        del server, worker
        if self._service is not None:
            self._service.stop()


class _Worker(ThreadWorker):  # type: ignore[misc] # gunicorn comes without types
    """Takes a request when it has a thread for it, and leaves it to the other processes until then.

    As gunicorn has it, one process may take all that come, and let them wait while another has nothing to do.
    """

    @property
    def worker_connections(self) -> int:
        """How many connections it may have: a request for each thread, and whatever says nothing at the moment."""
        return int(self.cfg.threads) + len(self.keepalived_conns) + len(self.pending_conns)

    @worker_connections.setter
    def worker_connections(self, fixed: int) -> None:
        """What gunicorn has for every process alike says nothing here."""

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 (gunicorn's own signature)
        """When it stops, take all that wait: nobody else would answer them."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                while select.select([listener], [], [], 0)[0]:
                    self.accept(listener)


class _Embedded(BaseApplication):  # type: ignore[misc] # gunicorn comes without types
    """Gunicorn without its command line and configuration files."""

    def __init__(self, settings: dict[str, Any], load: Callable[[], WSGIApplication]) -> None:
        self._settings = settings
        self._load = load
        super().__init__()

    def load_config(self) -> None:
        """Take the settings as given."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """The application, in the worker."""
        return self._load()


def limited(app: WSGIApplication, largest: int = LARGEST_BODY) -> WSGIApplication:
    """The application behind a limit: a body must say its size (411) and keep below ``largest`` bytes (413)."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return _plain(start_response, "411 Length Required")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > largest:
            return _plain(start_response, "413 Content Too Large")
        return app(environ, start_response)

    return wrapped


def discreet(app: WSGIApplication) -> WSGIApplication:
    """The application with its last faults kept from gunicorn, which would log their texts: only type and an id are."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except Exception as fault:  # noqa: BLE001 (whatever it is, its text stays out of the log)
            name = secrets.token_hex(4)
            logger.error("request failed, id %s: %s", name, type(fault).__name__)  # noqa: TRY400
            return _plain(start_response, "500 Internal Server Error", name)

    return wrapped


def _plain(start_response: StartResponse, status: str, text: str = "") -> list[bytes]:
    body = text.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
