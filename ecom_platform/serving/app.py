"""The web application: the dashboard on the published version, in one process.

A future REST API would have its routes in `serving/api` and add them to the application here.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from ecom_platform.serving.dashboard.dash_application import add_dashboard
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application that serves the published version.

    Args:
        settings: where the versions are.
    """
    follower = VersionFollower(settings.published)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with follower:
            yield

    app = FastAPI(title="E-commerce platform", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.follower = follower
    add_dashboard(app, settings, follower)
    return app


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the web application until the process is interrupted.

    Args:
        settings: where the versions are.
        host: the address to listen on.
        port: the port to listen on.
    """
    logging.basicConfig(level=logging.WARNING)
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", lifespan="on")
