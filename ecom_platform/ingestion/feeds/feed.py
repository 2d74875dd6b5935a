"""The words in which a feed is declared: columns, layouts and what repeats in it.

Put the shape of a declaration here. The declarations themselves are one module each in `feeds/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "verbatim", "code", "choice", "integer", "decimal", "date", "timestamp", "boolean"
]
Role = Literal["transactions", "reference"]


@dataclass(frozen=True)
class Column:
    """One column of a feed: the header it has in the file and the type it has in raw.

    Attributes:
        name: column name in the raw table.
        header: header text in the file; compared without case and edge blanks.
        kind: how the cell is typed; `verbatim` keeps edge blanks, `code` drops a trailing '.0'.
        scale: digits after the point of a `decimal`.
        required: a row without a value here is unreadable.
        nulls: words that stand for "no value".
        choices: the words a `choice` may be, in lower case.
    """

    name: str
    header: str
    kind: Kind = "text"
    scale: int = 2
    required: bool = False
    nulls: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column in raw."""
        precise = f"decimal(18, {self.scale})"
        types = {"integer": "bigint", "decimal": precise, "date": "date", "timestamp": "timestamp"}
        return {**types, "boolean": "boolean"}.get(self.kind, "varchar")


@dataclass(frozen=True)
class Layout:
    """One arrangement of columns, recognised by its header.

    Attributes:
        name: the word stored in the column `layout`.
        columns: the columns a file of this layout may have.
        optional: headers that may be missing.
        ignored: headers that may be there and are not read.
        is_inner: it only follows another layout inside a file, never opens one.
    """

    name: str
    columns: tuple[Column, ...]
    optional: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    is_inner: bool = False

    @property
    def known_headers(self) -> frozenset[str]:
        """Every header this layout can explain, normalised."""
        return frozenset(normal_header(column.header) for column in self.columns)

    @property
    def required_headers(self) -> frozenset[str]:
        """The headers a file of this layout must have, normalised."""
        return self.known_headers - {normal_header(header) for header in self.optional}

    @property
    def ignored_headers(self) -> frozenset[str]:
        """Headers that say nothing, normalised."""
        return frozenset(normal_header(header) for header in self.ignored)


@dataclass(frozen=True)
class FeedSpec:
    """Everything ingestion must know of one feed.

    Attributes:
        name: the feed's word, and its raw table.
        title: one sentence for people.
        owner: who answers for the feed.
        layouts: the arrangements its files come in.
        role: `transactions` have a date per row; `reference` data describe them.
        date_formats: strptime formats of its dates; nothing else is read as a date.
        date_column: raw column that places a row in time.
        money: SQL over raw columns for the money of a row, for the quarantine and repeats.
        fold_key: SQL over raw columns; of the rows that share it only the latest statement counts.
        folds_within_file: a file repeats itself in sections that start where the date falls.
        newest_first: SQL over raw columns that ranks statements of one key before delivery order.
        replaces_whole_file: a later file for the same content date replaces the earlier one.
        is_in_facts: order lines may be built from it, so that a change of this reference feed
            rebuilds them all.
        row_checks: SQL predicates over raw columns that must hold, with the reason when they fail.
    """

    name: str
    title: str
    owner: str
    layouts: tuple[Layout, ...]
    role: Role
    date_formats: tuple[str, ...] = ()
    date_column: str | None = None
    money: str = "null"
    deduplication_key: tuple[str, ...] = ()
    repeats_within_file: bool = False
    newest_version_by: str | None = None
    replaces_whole_file: bool = False
    is_in_facts: bool = True
    row_checks: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the raw table: those of all layouts, each once, in order of appearance."""
        found: dict[str, Column] = {}
        for layout in self.layouts:
            for column in layout.columns:
                found.setdefault(column.name, column)
        return tuple(found.values())

    @property
    def table(self) -> str:
        """The raw table, with its schema."""
        return f"raw.{self.name}"


def normal_header(text: str) -> str:
    """A header as it is compared: lower case, blanks collapsed and stripped."""
    return " ".join(text.split()).lower()
