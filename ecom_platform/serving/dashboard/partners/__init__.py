"""The pages of all partners and of one partner: cards and figures.

Their queries belong in `serving/queries/partners`.
"""
