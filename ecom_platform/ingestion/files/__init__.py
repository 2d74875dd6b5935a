"""Delivered files: which there are, whether they are complete, and which feed each belongs to.

Reading their records belongs in `ingestion/records`.
"""
