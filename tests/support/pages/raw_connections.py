"""The dashboard served as `ecom serve` does it, and connections to it that behave badly."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from ecom_platform.serving.app import server_config
from ecom_platform.settings import Settings


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """The dashboard in a thread of its own; gives its port."""
    server = uvicorn.Server(server_config(settings, "127.0.0.1", 0))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


def connected(port: int) -> socket.socket:
    """A connection that takes little until it reads; close it with `with`."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    return connection


def answer_of(connection: socket.socket) -> bytes:
    """The beginning of the answer on a connection."""
    return connection.recv(1024)
