"""A grocery chain, made for the demo: receipts with weighed goods, deposits and closed days.

The web shop of the demo company belongs in `demo/web_shop`.
"""
