"""What a report is written from: its audience, its days, its metrics, sentences and figures.

The sections of a report belong in `reports/sections`; its form, in `reports/rendering`.
"""
