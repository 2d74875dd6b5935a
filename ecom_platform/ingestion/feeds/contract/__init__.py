"""The generic contract: order lines of any shop, and the optional feeds beside them.

Exports of one particular system belong in `ingestion/feeds/exports`.
"""
