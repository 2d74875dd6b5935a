"""A Slack of our own: it takes what Slack takes, refuses what Slack refuses, and fails on command.

It keeps every message it accepted. `plan` decides how the next calls of chat.postMessage end;
without a plan they are accepted.
"""

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.support.alerts.block_kit import mistakes

TOKEN = "xoxb-a-secret-token"
CHANNELS = {"#data-quality": "C0000001", "#ops": "C0000002"}


@dataclass(frozen=True)
class Answer:
    """How one call ends.

    Attributes:
        accepts: whether the message is kept.
        status: of the answer; None closes the connection without one.
        before: is called before the message is kept, `after` when it is and nothing is answered.
    """

    accepts: bool = True
    status: int | None = 200
    error: str = ""
    retry_after: int | None = None
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None


LIMITED = Answer(accepts=False, status=429, error="ratelimited", retry_after=7)
FAILS = Answer(accepts=False, status=500)
FAILS_LATE = Answer(accepts=True, status=500)
BREAKS_OFF = Answer(accepts=False, status=None)
BREAKS_OFF_LATE = Answer(accepts=True, status=None)


@dataclass
class FakeSlack:
    """The server and what it knows; use it as a context."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    plan: deque[Answer] = field(default_factory=deque)
    calls: list[tuple[float, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}/api/"

    def __enter__(self) -> "FakeSlack":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, after a stop on the port as before."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake._handle(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Be down: connections are refused."""
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    def posts(self) -> list[float]:
        """When chat.postMessage was called."""
        return [moment for moment, method in self.calls if method == "chat.postMessage"]

    def texts(self) -> list[str]:
        """The fallback texts of all messages, in order."""
        return [message["text"] for message in self.messages]

    def threads(self) -> list[int]:
        """For each message the position of the message whose thread it is in."""
        roots = [message["ts"] for message in self.messages]
        return [roots.index(message.get("thread_ts", message["ts"])) for message in self.messages]

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        method = request.path.rpartition("/")[2]
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.calls.append((time.monotonic(), method))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _answer(request, 200, {"ok": False, "error": "invalid_auth"})
        if method != "chat.postMessage":
            asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return _answer(request, 200, self._listing(method, asked))
        return self._post(request, json.loads(body))

    def _post(self, request: BaseHTTPRequestHandler, message: dict[str, Any]) -> None:
        answer = self.plan.popleft() if self.plan else Answer()
        if answer.before:
            answer.before()
        body = self._keep(message) if answer.accepts else {"ok": False, "error": answer.error}
        if answer.after:
            answer.after()
        if answer.status is None:
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
            return None
        return _answer(request, answer.status, body, answer.retry_after)

    def _keep(self, message: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            error = self._refusal(message)
            if error:
                self.refusals.append(error)
                return {"ok": False, "error": error.partition(":")[0]}
            ts = f"{time.time() + len(self.messages) * 1e-6:.6f}"
            channel = CHANNELS.get(message["channel"], message["channel"])
            self.messages.append({**message, "channel": channel, "ts": ts})
            return {"ok": True, "channel": channel, "ts": ts, "message": {"text": message["text"]}}

    def _refusal(self, message: dict[str, Any]) -> str:
        if message.get("channel") not in {*CHANNELS, *CHANNELS.values()}:
            return "channel_not_found"
        roots = {kept["ts"] for kept in self.messages if "thread_ts" not in kept}
        if "thread_ts" in message and message["thread_ts"] not in roots:
            return "thread_not_found"
        found = mistakes(message)
        return f"invalid_blocks: {found}" if found else ""

    def _listing(self, method: str, asked: dict[str, str]) -> dict[str, Any]:
        """A page of two of whatever is listed, so that readers have to turn pages."""
        if method == "conversations.list":
            named = [{"id": known, "name": name[1:]} for name, known in CHANNELS.items()]
            return _page("channels", named, asked)
        if asked["channel"] not in CHANNELS.values():
            return {"ok": False, "error": "channel_not_found"}
        in_channel = [kept for kept in self.messages if kept["channel"] == asked["channel"]]
        since = [kept for kept in in_channel if float(kept["ts"]) > float(asked["oldest"])]
        if method == "conversations.replies":
            thread = asked["ts"]
            found = [kept for kept in since if thread in {kept["ts"], kept.get("thread_ts")}]
        else:
            found = [kept for kept in reversed(since) if "thread_ts" not in kept]
        if asked.get("include_all_metadata") not in {"1", "true", "True"}:
            found = [{**kept, "metadata": {"event_type": "hidden"}} for kept in found]
        return _page("messages", found, asked)


def _page(key: str, found: Sequence[Any], asked: dict[str, str]) -> dict[str, Any]:
    start = int(asked.get("cursor", 0))
    body: dict[str, Any] = {"ok": True, key: found[start : start + 2]}
    if len(found) > start + 2:
        body["response_metadata"] = {"next_cursor": str(start + 2)}
    return body


def _answer(
    request: BaseHTTPRequestHandler,
    status: int,
    body: dict[str, Any],
    retry_after: int | None = None,
) -> None:
    try:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        if retry_after is not None:
            request.send_header("Retry-After", str(retry_after))
        request.end_headers()
        request.wfile.write(json.dumps(body).encode())
    except OSError:
        return  # the caller was killed
