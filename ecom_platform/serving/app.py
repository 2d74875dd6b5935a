"""The web application: the dashboard on the published version, in one process.

A future REST API would have its routes in `serving/api` and add them to the application here.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from ecom_platform.serving.connection_limits import ConnectionLimits, protocol_with
from ecom_platform.serving.dashboard.dash_application import add_dashboard
from ecom_platform.serving.request_protection import (
    RequestCheck,
    SecurityHeaders,
    allowed_hosts,
    content_security_policy,
)
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings


def create_app(settings: Settings, listening_on: str = "") -> FastAPI:
    """The ASGI application that serves the published version.

    Args:
        settings: where the versions are, how much is served at once, and to which hosts.
        listening_on: the address that the server listens on, which is a host name too.
    """
    follower = VersionFollower(settings.published)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with follower:
            yield

    app = FastAPI(title="E-commerce platform", lifespan=lifespan, openapi_url=None)
    app.state.follower = follower
    script_hashes = add_dashboard(app, settings, follower)
    app.add_middleware(RequestCheck, hosts=allowed_hosts(settings, listening_on))
    app.add_middleware(SecurityHeaders, policy=content_security_policy(script_hashes))
    return app


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the web application until the process is interrupted.

    Args:
        settings: where the versions are.
        host: the address to listen on.
        port: the port to listen on.
    """
    logging.basicConfig(level=logging.WARNING)
    uvicorn.Server(server_config(settings, host, port)).run()


def server_config(settings: Settings, host: str, port: int) -> uvicorn.Config:
    """How the application is served: by one process, which cuts off slow clients."""
    return uvicorn.Config(
        create_app(settings, host),
        host=host,
        port=port,
        log_level="warning",
        lifespan="on",
        http=protocol_with(ConnectionLimits.of(settings)),
        ws="none",
        limit_concurrency=settings.connections,
        server_header=False,
        timeout_graceful_shutdown=5,  # a slow download must not keep the server from ending
    )
