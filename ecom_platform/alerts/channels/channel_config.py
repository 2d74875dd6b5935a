"""The keys of each kind of channel in the alerts file.

The file is read in `ecom_platform.alerts.config.alerts_config`. Secrets are settings and never part
of it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationInfo, field_validator

Address = Annotated[str, Field(pattern=r"^[^@\s,;]+@[^@\s,;]+$")]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SlackChannel(_Declared):
    """A channel of a Slack workspace: its name with `#`, or its id."""

    kind: Literal["slack"]
    channel: str = Field(pattern=r"^(#[^\s#]+|[CG][A-Z0-9]{6,})$")


class EmailChannel(_Declared):
    """The addresses of people or distribution lists."""

    kind: Literal["email"]
    to: tuple[Address, ...] = Field(min_length=1)


class WebhookChannel(_Declared):
    """An address that accepts signed notifications as JSON.

    Attributes:
        allow_private: whether the receiver may be on this machine or in a private network.
        allow_http: whether messages may be sent without encryption.
    """

    kind: Literal["webhook"]
    url: HttpUrl
    allow_private: bool = False
    allow_http: bool = Field(default=False, validate_default=True)

    @field_validator("allow_http")
    @classmethod
    def _needed_for_http(cls, allowed: bool, known: ValidationInfo) -> bool:  # noqa: FBT001
        url = known.data.get("url")
        if url is not None and url.scheme == "http" and not allowed:
            raise ValueError("messages would be sent without encryption")
        return allowed


DeclaredChannel = Annotated[
    SlackChannel | EmailChannel | WebhookChannel, Field(discriminator="kind")
]
