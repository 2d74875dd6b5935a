"""The web shop of the demo company: shoppers, baskets, order lines and the feeds beside them.

The marketplace seller belongs in `demo/marketplace`.
"""
