"""Exports of particular systems, read as those systems write them, one `FEED` each.

The generic contract belongs in `ingestion/feeds/contract`.
"""
