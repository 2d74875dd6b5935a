"""The web application: the dashboard in one process, on one published version at a time."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from ecom_platform.serving.dashboard.dash_application import add_dashboard
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """An ASGI application that serves what is published."""
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
    """Serve until interrupted."""
    logging.basicConfig(level=logging.WARNING)
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", lifespan="on")
