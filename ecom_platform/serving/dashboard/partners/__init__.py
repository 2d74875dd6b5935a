"""The page of all partners and the page of one partner: one module per card.

Their queries belong in `serving/queries/partners`.
"""
