"""Building blocks that pages of several subjects share: cards, tiles, tables, badges, filters.

A card of one subject belongs in the folder of that subject, a general chart form in `figures`.
"""
