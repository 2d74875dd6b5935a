"""The marketplace seller of the demo company: sale reports, wholesale ledger and office files.

The web shop is in `demo/web_shop`.
"""
