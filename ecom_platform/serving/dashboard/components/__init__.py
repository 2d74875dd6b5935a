"""What pages are laid out of: tiles, cards, tables, badges and filters.

A card of one subject belongs in the folder of that subject.
"""
