"""Connections of slow and silent clients end, those of others do not: raw sockets, short limits."""

import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import httpx
import pytest

from ecom_platform.publishing.version_folder import WAREHOUSE
from ecom_platform.settings import Settings
from tests.support.pages.raw_connections import answer_of, connected, serving
from tests.support.tables.sales import Line
from tests.support.tables.versions import publish_sales

ROWS = "/dashboard/rows/order-lines"
LINES = 150_000
FILE_BYTES = 12_000_000  # more than the buffers of both ends hold
SOON = 3.0  # seconds within which a limit of half a second must have taken effect


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform with a version of many lines: more than a socket holds unread."""
    found = tmp_path_factory.mktemp("served")
    published = Settings(data=found).published
    publish_sales(published, "v1", [Line()])
    with duckdb.connect(str(published / "v1" / WAREHOUSE)) as connection:
        connection.execute(
            f"insert into marts.fct_order_items "
            f"select lines.* replace (order_line_id || number as order_line_id) "
            f"from marts.fct_order_items as lines cross join range(1, {LINES}) as numbers (number)"
        )
    return found


@contextmanager
def _server(data: Path, **limits: float) -> Iterator[int]:
    with serving(Settings(data=data, **limits)) as port:  # type: ignore[arg-type]
        yield port


def _seconds_until_closed(connection: socket.socket) -> float:
    """How long the server keeps a connection open, whatever it sends before."""
    began = time.monotonic()
    _rest(connection)
    return time.monotonic() - began


def _rest(connection: socket.socket) -> int:
    """How many bytes still come until the server closes the connection."""
    size = 0
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            size += len(piece)
    return size


def _drip(connection: socket.socket, seconds: float) -> None:
    """Send a byte now and then."""
    for _ in range(int(seconds / 0.1)):
        connection.sendall(b"G")
        time.sleep(0.1)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        b"GET /dashboard/version HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf",
        b"GET /dashboard/version HTTP/1.1\r\nHost: localhost\r\n\r\nGET /dash",
    ],
    ids=["silent", "half a line", "half a head", "half a body", "half a second request"],
)
def test_a_half_sent_request_is_cut_off(data: Path, sent: bytes) -> None:
    with _server(data, request_seconds=0.5) as port, connected(port) as connection:
        connection.sendall(sent)
        assert _seconds_until_closed(connection) < SOON


def test_a_request_that_drips_is_cut_off(data: Path) -> None:
    """A byte now and then kept uvicorn waiting for ever."""
    with _server(data, request_seconds=0.5) as port, connected(port) as connection:
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            _drip(connection, seconds=10)
        assert time.monotonic() - began < SOON


def test_a_client_that_takes_nothing_is_cut_off_and_its_place_is_free(data: Path) -> None:
    with _server(data, stall_seconds=0.5, downloads=1) as port:
        with connected(port) as stalled:
            stalled.sendall(f"GET {ROWS}.csv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert stalled.recv(12) == b"HTTP/1.1 200"
            refused = httpx.get(f"http://127.0.0.1:{port}{ROWS}.csv")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
            assert "Try again in 30 seconds" in refused.text
            time.sleep(1.5)
            assert _rest(stalled) < FILE_BYTES / 2
        assert httpx.get(f"http://127.0.0.1:{port}{ROWS}.csv?channel=Webshop").status_code == 200


def test_a_client_that_sips_is_cut_off_when_its_time_is_over(data: Path) -> None:
    with _server(data, answer_seconds=1) as port, connected(port) as connection:
        connection.sendall(f"GET {ROWS}.csv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        for _ in range(30):
            assert connection.recv(1_000)
            time.sleep(0.05)
        assert _rest(connection) < FILE_BYTES / 2


def test_slow_downloads_block_no_page(data: Path) -> None:
    """Sixty of them blocked a page for 42 seconds."""
    with _server(data) as port:
        slow = [connected(port) for _ in range(60)]
        for connection in slow:
            connection.sendall(f"GET {ROWS}.csv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        began = time.monotonic()
        page = httpx.get(f"http://127.0.0.1:{port}/dashboard/page/", timeout=20)
        assert page.status_code == 200
        assert time.monotonic() - began < 5
        starts = [answer_of(connection)[:12] for connection in slow]
        for connection in slow:
            connection.close()
    assert sorted(set(starts)) == [b"HTTP/1.1 200", b"HTTP/1.1 503"]
    assert starts.count(b"HTTP/1.1 200") == 4


def test_a_download_that_is_given_up_frees_its_place(data: Path) -> None:
    with _server(data, downloads=1) as port:
        for _ in range(3):
            with connected(port) as connection:
                connection.sendall(f"GET {ROWS}.csv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                assert answer_of(connection).startswith(b"HTTP/1.1 200")
            time.sleep(0.5)
        whole = httpx.get(f"http://127.0.0.1:{port}{ROWS}.csv", timeout=20)
    assert whole.text.count("\n") == LINES + 1
    assert len(whole.content) > FILE_BYTES


def test_a_quick_client_keeps_its_connection_beyond_every_limit(data: Path) -> None:
    with (
        _server(data, request_seconds=0.5, stall_seconds=0.5) as port,
        closing(httpx.Client(base_url=f"http://127.0.0.1:{port}")) as client,
        connected(port) as connection,
    ):
        for _ in range(12):
            connection.sendall(b"GET /dashboard/version HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 200")
            assert client.get("/dashboard/version").status_code == 200
            time.sleep(0.1)


def test_more_connections_than_may_be_are_told_so_and_end(data: Path) -> None:
    with _server(data, connections=3) as port:
        idle = [connected(port) for _ in range(3)]
        assert httpx.get(f"http://127.0.0.1:{port}/dashboard/version").status_code == 503
        for connection in idle:
            connection.close()
        time.sleep(0.2)
        assert httpx.get(f"http://127.0.0.1:{port}/dashboard/version").status_code == 200


def test_a_head_without_end_is_refused(data: Path) -> None:
    with _server(data) as port, connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000)
        assert answer_of(connection).startswith(b"HTTP/1.1 400")
