"""Judging one day of one series: its baseline, its scale and how rare the day is.

The verdict on many days is given in `anomalies.py` above this package.
"""
