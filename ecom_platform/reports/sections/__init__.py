"""The sections of reports: each asks its queries and says in sentences what the values mean.

Sentences and figures that several sections share belong in `reports/content`.
"""
