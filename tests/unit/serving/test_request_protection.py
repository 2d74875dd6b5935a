"""Only declared hosts are answered, and every answer forbids what a page does not need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ecom_platform.serving.app import create_app
from ecom_platform.serving.request_protection import allowed_hosts
from ecom_platform.settings import Settings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), hosts="shop.example.com, 10.0.0.5")
    with TestClient(create_app(settings, "192.168.1.7"), "http://localhost") as found:
        yield found


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
        "[::1]",
        "shop.example.com",
        "10.0.0.5:80",
        "192.168.1.7:8080",
    ],
)
def test_a_declared_host_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/dashboard/version", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example.com", "localhost.evil.com", "127.0.0.1.nip.io", "", "[", "::1", "0.0.0.0"],
)
def test_another_host_is_refused_with_a_sentence(client: TestClient, host: str) -> None:
    answer = client.get("/dashboard/version", headers={"host": host})
    assert answer.status_code == 400
    assert "ECOM_HOSTS" in answer.text


def test_listening_on_every_address_declares_none(tmp_path: Path) -> None:
    assert set(allowed_hosts(Settings(data=tmp_path), "0.0.0.0")) == {
        "localhost",
        "127.0.0.1",
        "::1",
    }


@pytest.mark.parametrize("path", ["/", "/dashboard/version", "/assets/dashboard.css", "/partners"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_a_request_with_a_body_is_refused_unread(client: TestClient) -> None:
    assert client.request("GET", "/_dash-layout", content=b"{}").status_code == 400
    assert client.post("/").status_code == 405
