"""A tiny real Bolt app over HTTP or through a socket, told by each test what to do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient

from bot.playground.client import WorkspaceClient

SECRET = "made up"
TOKEN = "xoxb-playground"
APP_TOKEN = "xapp-playground"


def bolt(slack: WorkspaceClient) -> App:
    """An app that speaks to the workspace and answers only when its listener is done."""
    client = WebClient(token=TOKEN, base_url=slack.api_url)
    return App(client=client, signing_secret=SECRET, process_before_response=True, token_verification_enabled=False)


class _Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it so)
        """Nothing is logged."""


@contextmanager
def on_line(app: App, slack: WorkspaceClient) -> Iterator[SocketModeClient]:
    """The app in Socket Mode; it looks often whether its line still stands."""
    handler = SocketModeHandler(app, APP_TOKEN, ping_interval=0.2)
    handler.client.connect()
    slack.wait_for_socket()
    try:
        yield handler.client
    finally:
        handler.client.auto_reconnect_enabled = False
        slack.disconnect("cut")  # or the SDK would read on for three seconds before it closes
        slack.wait_for_socket(0)
        handler.client.close()


@contextmanager
def serving(app: App, slack: WorkspaceClient) -> Iterator[None]:
    """The app on loopback, connected to the workspace."""
    with served(SlackRequestHandler(app)) as address:
        slack.connect(address, SECRET)
        yield


@contextmanager
def served(application: Callable[..., Any]) -> Iterator[str]:
    """A WSGI application on loopback; its address."""
    server = make_server("127.0.0.1", 0, application, server_class=_Threading, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
