"""Which requests are refused before anything reads them, and what answers say to browsers.

Time limits of connections are in `connection_limits.py`.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecom_platform.settings import Settings

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_EVERY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not listened on
_READING_METHODS = ("GET", "HEAD")
_OTHER_HOST = (
    "The dashboard is not reached by this host name. Use localhost, or declare the name in the "
    "setting ECOM_HOSTS and start the dashboard again."
)
_NOT_READING = "The dashboard is only read. Ask with GET."
_WITH_BODY = "Requests to the dashboard have no body. Put what you ask for into the link."


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """The policy for pages: everything comes from this server, and no other site may frame it.

    Args:
        script_hashes: of the scripts inside the page, such as `'sha256-...'`.
    """
    parts = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",  # Mantine, AG Grid and Plotly add styles by script
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


class SecurityHeaders:
    """Adds headers to every answer that tell browsers what the page may do."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "x-frame-options": "DENY",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the application does, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class RequestCheck:
    """Refuses requests for other hosts, and those that want more than to read.

    Other sites could send requests for their own host name to us, by DNS rebinding.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = set(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or let the application answer it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused; None for others."""
        headers = Headers(scope=scope)
        if _host_name(headers) not in self._hosts:
            return PlainTextResponse(_OTHER_HOST, 400)
        if scope["method"] not in _READING_METHODS:
            return PlainTextResponse(_NOT_READING, 405, {"allow": ", ".join(_READING_METHODS)})
        if "transfer-encoding" in headers or headers.get("content-length", "0") != "0":
            return PlainTextResponse(_WITH_BODY, 400)
        return None


def allowed_hosts(settings: Settings, listening_on: str = "") -> tuple[str, ...]:
    """The host names by which the dashboard may be asked.

    Args:
        settings: may declare more names.
        listening_on: the address that the server listens on.
    """
    declared = [name.strip().lower().strip("[]") for name in settings.hosts.split(",")]
    return tuple({*LOCAL_HOSTS, *declared, listening_on.lower()} - _EVERY_ADDRESS)


def _host_name(headers: Headers) -> str | None:
    """The host of a request without port and brackets; None where it has none."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return None
