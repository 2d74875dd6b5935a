"""The demo company as a whole: its period, products, files and known truth.

Each sales channel is in `demo/marketplace` or `demo/web_shop`.
"""
