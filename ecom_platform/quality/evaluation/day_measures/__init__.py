"""Day measures: a number per day, stored, and judged by what the days before led to expect.

Which measures there are belongs in `quality/rules`.
"""
