"""A receiver of webhooks: it checks signatures by the Standard Webhooks scheme, drops repeats."""

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from tests.support.alerts.fake_mail import Certificate

SECRET = "whsec_" + "c2VjcmV0" * 5


@dataclass
class FakeWebhooks:
    """The receiver; use it as a context. `statuses` are answered to the next calls.

    Attributes:
        events: what was signed rightly, each id once.
        ids: the id of every call that was signed rightly.
        hosts: the host that every call names.
        may_answer: while it is cleared, no call is answered.
        certificate: of the encrypted receiver; without one it takes plain HTTP.
    """

    certificate: Certificate | None = None
    hosts: list[str] = field(default_factory=list)

    events: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)
    may_answer: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self.port}/hooks/a-secret-path"

    def __enter__(self) -> "FakeWebhooks":
        fake = self
        self.may_answer.set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake._handle(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if self.certificate:
            context = self.certificate.context()
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self.may_answer.set()
        self._server.shutdown()
        self._server.server_close()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        self.hosts.append(request.headers["Host"])
        body = request.rfile.read(int(request.headers["Content-Length"]))
        status = self.statuses.popleft() if self.statuses else 200
        try:
            event = Webhook(SECRET).verify(body, dict(request.headers.items()))
        except WebhookVerificationError:
            status = 401
        else:
            self._keep(event, request.headers["webhook-id"])
        self.may_answer.wait()
        request.send_response(status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        with contextlib.suppress(OSError):  # the sender may have given up
            request.end_headers()

    def _keep(self, event: dict[str, Any], event_id: str) -> None:
        if event_id not in self.ids:
            self.events.append(event)
        self.ids.append(event_id)


@contextlib.contextmanager
def dripping_server(answer: bytes) -> Iterator[int]:
    """A server that sends an answer a byte at a time, until its client gives up; gives its port."""

    def drip() -> None:
        connection, _ = listening.accept()
        with contextlib.suppress(OSError), connection:
            for index in range(len(answer)):
                connection.sendall(answer[index : index + 1])
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()
