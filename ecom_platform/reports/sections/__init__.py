"""The sections of reports: each runs its queries and says in sentences what the values mean.

Sentences and figures that several sections share are in `reports/content`.
"""
