"""Decide which of several statements about one order, line or day counts.

The rows are marked in `deduplication.py`; this module only builds the query that decides.
"""

from ecom_platform.ingestion.feeds.feed import FeedSpec
