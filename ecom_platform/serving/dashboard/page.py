"""The types of a page and of a request for it. All pages are listed in `page_registry.py`."""

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
    """Everything that a page may use to render one link.

    Attributes:
        version: the published version that the page shows.
        choices: the values that filters can take in this version.
        view: the filters of the link.
        formats: how numbers and dates are written in the locale of the reader.
        theme: of the reader.
        settings: of the platform.
        subject: what follows the page's own path, such as the id of a partner.
        parameters: all parameters of the link, those of the view included.
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
        """The connection to the tables of the version."""
        return self.version.connection

    @property
    def manifest(self) -> VersionManifest:
        """The manifest of the version."""
        return self.version.manifest

    def money(self, amount: Any) -> str:
        """An exact amount with the currency of the view."""
        return self.formats.money(amount, self.view.currency)

    def short_money(self, amount: Any) -> str:
        """An amount to about three digits, such as $1.23M, with the currency of the view."""
        return self.formats.short_money(amount, self.view.currency)

    def link(self, path: str, **changed: str | None) -> str:
        """A link to a page with the same view.

        Args:
            path: of the page.
            changed: parameters to set; None removes one.
        """
        return self.view.link(path, **changed)

    def rows_link(self, source: str, ending: str = "", **changed: str | None) -> str:
        """A link to the rows of a source, in this version, for a table or a download.

        Args:
            source: which rows, by their name in links.
            ending: of the file to download, such as `.csv`; empty for JSON.
            changed: parameters to set; None removes one.
        """
        parameters = {**self.view.parameters(**changed), "version": self.version.name}
        return f"/dashboard/rows/{source}{ending}?{urlencode(parameters)}"


@dataclass(frozen=True)
class Page:
    """One page of the dashboard.

    Attributes:
        path: its address, such as `/partners`.
        title: its heading and its name in the menu.
        question: what it answers, in a line below its title.
        render: returns its content.
        filters: which filters change it; the others are locked.
        is_live: whether it shows more than the version, so that it must not be cached.
        has_subject: whether something follows its path, such as the id of a partner.
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
