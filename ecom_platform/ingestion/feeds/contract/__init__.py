"""The generic contract: order lines of any shop, and the optional feeds that belong to them.

Exports of one particular system belong in `ingestion/feeds/exports`.
"""
