"""What a report is written from: its audience, its days, its metrics, sentences and figures.

The sections of a report are written in `reports/sections`; `reports/rendering` makes its files.
"""
