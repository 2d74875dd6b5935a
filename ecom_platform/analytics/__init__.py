"""Statistics on the marts. Each module is pure: arrays or a frame in, a frozen dataclass out.

What a reader of the statistics looks for stands here; what it is made of stands in `detection`,
`causes`, `purchases`, `customers` and `forecasts`; the tables made with it in `tables`.
"""
