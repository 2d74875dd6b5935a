"""The marketplace seller of the demo company: sale reports, wholesale ledger and office files.

The web shop belongs in `demo/web_shop`.
"""
