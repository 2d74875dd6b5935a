"""The demo company as a whole: its period, products, files and known truth.

One sales channel belongs in `demo/marketplace` or `demo/web_shop`.
"""
