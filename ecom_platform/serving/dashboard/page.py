"""What a page is, and what it is given. The pages themselves are listed in `page_registry.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import duckdb

from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.view import FILTERS, Choices, View
from ecom_platform.serving.version_follower import OpenVersion
from ecom_platform.settings import Settings

Theme = Literal["light", "dark"]
Component = Any  # of dash, dash-mantine-components or dash-ag-grid, which have no common type
Content = Sequence[Component]


@dataclass(frozen=True)
class PageRequest:
    """Everything a page may use: one version, one view, one way to write numbers.

    Attributes:
        parameters: of the link, beside those of the view.
        subject: what follows the page's own path, such as the id of a partner.
    """

    version: OpenVersion
    choices: Choices
    view: View
    formats: Formats
    theme: Theme
    settings: Settings
    subject: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """To the tables of the version."""
        return self.version.connection

    @property
    def manifest(self) -> VersionManifest:
        """Of the version."""
        return self.version.manifest

    def money(self, amount: Any) -> str:
        """An amount in the currency of the view."""
        return self.formats.money(amount, self.view.currency)

    def short_money(self, amount: Any) -> str:
        """The same, short."""
        return self.formats.short_money(amount, self.view.currency)

    def link(self, path: str, **changed: str | None) -> str:
        """A link to a page with the same view."""
        return self.view.link(path, **changed)

    def rows_link(self, source: str, ending: str = "", **changed: str | None) -> str:
        """A link to rows of this very version, to scroll through or to download."""
        parameters = {**self.view.parameters(**changed), "version": self.version.name}
        return f"/dashboard/rows/{source}{ending}?{urlencode(parameters)}"


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: where it stands, such as `/partners`.
        question: what it answers, in a line below its title.
        render: what stands on it.
        filters: which filters it heeds; the others are shown as not applying.
        is_live: whether it shows more than the version, so that it may not be kept.
        has_subject: whether something follows its path.
        is_in_menu: whether the menu lists it.
    """

    path: str
    title: str
    question: str
    render: Callable[[PageRequest], Content]
    filters: tuple[str, ...] = FILTERS
    is_live: bool = False
    has_subject: bool = False
    is_in_menu: bool = True
