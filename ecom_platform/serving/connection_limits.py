"""Time limits of each connection: half-sent requests and clients that take nothing are cut off.

uvicorn limits only the pause between two requests. Which answers there are belongs in `app.py`;
how many downloads run at once, in `dashboard/rows_handler.py`.
"""

import asyncio
import logging
from dataclasses import dataclass

from uvicorn.protocols.http.h11_impl import H11Protocol

from ecom_platform.settings import Settings

_LOG = logging.getLogger(__name__)
_LONGEST_PAUSE = 1.0  # between two checks of a connection


@dataclass(frozen=True)
class ConnectionLimits:
    """How many seconds a client may take.

    Attributes:
        request: to send a whole request.
        stall: in which it takes nothing of its answer.
        answer: from its request to the end of the answer.
    """

    request: float
    stall: float
    answer: float

    @classmethod
    def of(cls, settings: Settings) -> "ConnectionLimits":
        """The limits that the settings state."""
        return cls(settings.request_seconds, settings.stall_seconds, settings.answer_seconds)

    @property
    def pause(self) -> float:
        """The seconds between two checks of a connection."""
        return min(self.request / 4, self.stall / 4, self.answer / 4, _LONGEST_PAUSE)


class LimitedProtocol(H11Protocol):
    """One connection, which is checked every moment and cut off when its client is too slow.

    h11 also bounds the size of a request's head; uvicorn's other parser does not.
    """

    limits: ConnectionLimits

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to check the connection."""
        super().connection_made(transport)
        self._request = self.cycle
        self._waiting_since = self._progress_at = self.loop.time()
        self._unsent = 0
        self._next_check = self.loop.call_later(self.limits.pause, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the checks."""
        self._next_check.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Remember that the client has taken what was sent."""
        self._progress_at = self.loop.time()
        super().resume_writing()

    def _check(self) -> None:
        reason = self._reason_to_cut()
        if reason:
            _LOG.warning("The connection of %s is cut off: %s.", self.client, reason)
            self.transport.abort()
        else:
            self._next_check = self.loop.call_later(self.limits.pause, self._check)

    def _reason_to_cut(self) -> str | None:
        """Why the connection must end now; None while its client is fast enough."""
        now = self.loop.time()
        if self.cycle is not self._request:
            self._request, self._waiting_since = self.cycle, now
        unsent = self.transport.get_write_buffer_size()
        if unsent < self._unsent or not unsent:
            self._progress_at = now
        self._unsent = unsent
        if now - self._progress_at > self.limits.stall:
            return f"it took nothing of its answer for {self.limits.stall:g} seconds"
        is_whole = self.cycle is not None and not self.cycle.more_body
        is_answered = self.cycle is None or self.cycle.response_complete
        waited = now - self._waiting_since
        if (is_answered or not is_whole) and not unsent and waited > self.limits.request:
            return f"it sent no whole request within {self.limits.request:g} seconds"
        if not is_answered and waited > self.limits.answer:
            return f"its answer took more than {self.limits.answer:g} seconds"
        return None


def protocol_with(limits: ConnectionLimits) -> type[LimitedProtocol]:
    """The protocol for uvicorn, whose connections have these limits."""

    class Protocol(LimitedProtocol):
        pass

    Protocol.limits = limits
    return Protocol
