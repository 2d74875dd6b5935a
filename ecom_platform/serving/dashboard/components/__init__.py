"""Building blocks that pages of several subjects share: cards, tiles, tables, badges, filters.

A card of one subject is in the folder of that subject; general chart types are in `figures`.
"""
