"""What a report says: its audience, its period, its numbers, sentences and charts.

The parts of a report belong in `reports/sections`; its form, in `reports/rendering`.
"""
