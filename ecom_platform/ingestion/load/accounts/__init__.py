"""What became of every row that was read, counted and in words.

Deciding it belongs in `load/deduplication`.
"""
