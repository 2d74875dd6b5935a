"""What a feed declares: its columns, its layouts and what identifies a record of it.

The declarations are in `feeds/contract` and `feeds/exports`, one module per feed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "verbatim", "code", "choice", "integer", "decimal", "date", "timestamp", "boolean"
]
Role = Literal["transactions", "reference"]
Restatement = Literal["line", "order", "day", "file"]
_WORD_GAPS = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Column:
    """One column of a feed: the header it has in the file and the type it has in raw.

    Attributes:
        name: column name in the raw table.
        header: header text in the file; compared without case, and `_`, `-` and blanks are equal.
        kind: how the cell is typed; `verbatim` keeps edge blanks, `code` drops a trailing '.0'.
        scale: digits after the point of a `decimal`.
        required: a row without a value here is unreadable.
        nulls: texts that mean "no value".
        choices: the texts a `choice` may be, in lower case.
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
        sql_types = {
            "integer": "bigint",
            "decimal": f"decimal(18, {self.scale})",
            "date": "date",
            "timestamp": "timestamp",
            "boolean": "boolean",
        }
        return sql_types.get(self.kind, "varchar")


@dataclass(frozen=True)
class Layout:
    """One arrangement of columns, recognised by its header.

    Attributes:
        name: the text stored in the column `layout`.
        columns: the columns a file of this layout may have.
        optional: headers that may be missing.
        ignored: headers that may be there and are not read.
        is_inner: its header only occurs inside a file, below rows of another layout.
    """

    name: str
    columns: tuple[Column, ...]
    optional: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    is_inner: bool = False

    @property
    def known_headers(self) -> frozenset[str]:
        """The headers of the columns that this layout reads, normalised."""
        return frozenset(normal_header(column.header) for column in self.columns)

    @property
    def required_headers(self) -> frozenset[str]:
        """The headers that a file of this layout must have, normalised."""
        return self.known_headers - {normal_header(header) for header in self.optional}

    @property
    def ignored_headers(self) -> frozenset[str]:
        """The headers whose columns are not read, normalised."""
        return frozenset(normal_header(header) for header in self.ignored)


@dataclass(frozen=True)
class FeedSpec:
    """Everything that ingestion must know about one feed.

    Attributes:
        name: the name of the feed and of its raw table.
        title: one sentence for people.
        owner: who is responsible for the feed.
        layouts: the arrangements of columns that its files may have.
        role: `transactions` have a date per row; `reference` data describe them.
        date_formats: strptime formats of its dates; nothing else is read as a date.
        date_column: raw column with the date of a row.
        file_timezone: IANA zone of the times in its files that state none; None: see the settings.
        day_timezone: IANA zone in which its days begin and end; None: see the settings.
        money: SQL over raw columns for the amount of a row, in which loads are accounted for.
        currency: SQL over raw columns for the currency of that amount; null if the feed has none.
        deduplication_key: raw columns that identify a record; of the rows with equal values in them
            only the latest version counts. An order number alone identifies nothing where several
            shops deliver to one feed: the key of an order line contains the channel.
        order_key: raw columns that identify an order; its lines share their values.
        restates: what a newer delivery states anew, so that older rows of it no longer count: each
            `line` it has, each `order` it has a line of (its lines of the same day: returns are
            dated later), each `day` it has a row of, or everything that was delivered before
            (`file`). Lists with a date in their names are replaced by
            later files of the same date only.
        repeats_within_file: a file may repeat rows in later sections, which start where the date
            goes back.
        stated_at: raw column with the time at which a row was last changed where it came from. The
            newest statement counts, in whichever order the files arrive; without a time, and
            between equal times, the order of arrival decides.
        is_in_facts: order lines may depend on this reference feed, so a change in it rebuilds all
            of them.
        row_checks: SQL conditions over raw columns that a row must meet, each with the reason that
            is given if the row does not.
    """

    name: str
    title: str
    owner: str
    layouts: tuple[Layout, ...]
    role: Role
    date_formats: tuple[str, ...] = ()
    date_column: str | None = None
    file_timezone: str | None = None
    day_timezone: str | None = None
    money: str = "null"
    currency: str = "null"
    deduplication_key: tuple[str, ...] = ()
    order_key: tuple[str, ...] = ()
    restates: Restatement = "line"
    repeats_within_file: bool = False
    stated_at: str | None = None
    is_in_facts: bool = True
    row_checks: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the raw table: those of all layouts, each once, in order of appearance."""
        column_by_name: dict[str, Column] = {}
        for layout in self.layouts:
            for column in layout.columns:
                column_by_name.setdefault(column.name, column)
        return tuple(column_by_name.values())

    @property
    def has_money(self) -> bool:
        """Whether its rows have amounts."""
        return self.money != "null"

    @property
    def is_key_of_one_row(self) -> bool:
        """Whether only one row of a file can be valid per deduplication key.

        Otherwise a key belongs to several rows of a file that all count, such as the lines of an
        invoice or pieces that were scanned one by one.
        """
        return self.stated_at is not None or self.role == "reference"

    @property
    def day_sql(self) -> str:
        """SQL over raw columns for the day of a row; null if the feed has no dates."""
        return f"cast({self.date_column or 'null'} as date)"

    @property
    def table(self) -> str:
        """The raw table, with its schema."""
        return f"raw.{self.name}"


def normal_header(text: str) -> str:
    """A header in the form in which headers are compared: lower case, words set apart by one blank.

    Blanks, underscores and hyphens are equal, because programs replace one by another.

    >>> normal_header("  Order_ID ")
    'order id'
    """
    return " ".join(_WORD_GAPS.split(text)).strip().lower()
