"""Keep the sentence on each file in `raw.files`, so that every reader of a version has it.

The wording is in `account_texts.py`, the numbers are in `row_accounts.py`.
"""

import duckdb

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load.accounts.account_texts import account_sentence
from ecom_platform.ingestion.load.accounts.row_accounts import accounts_by_file


def write_sentences(connection: duckdb.DuckDBPyConnection) -> None:
    """Store what became of the rows of each file, where it has changed since the last load."""
    rows = connection.execute(
        """
        select file_id, feed, file_name, header_count, blank_count,
            coalesce(total_count, 0), message, account
        from raw.files
        where status in ('loaded', 'replaced')
        """
    ).fetchall()
    accounts = {
        file_id: of_file
        for feed in all_feeds().values()
        for file_id, of_file in accounts_by_file(connection, feed).items()
    }
    for file_id, feed, name, header_count, blank_count, total_count, remarks, known in rows:
        sentence = account_sentence(
            name,
            feed,
            accounts.get(file_id, []),
            header_count=header_count,
            blank_count=blank_count,
            total_count=total_count,
            remarks=[remarks] if remarks else (),
        )
        if sentence != known:
            connection.execute(
                "update raw.files set account = ? where file_id = ?", [sentence, file_id]
            )
