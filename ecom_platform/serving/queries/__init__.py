"""Named queries on a published version, one folder per subject, shared by pages and reports.

Figures and pages belong in `serving/dashboard`.
"""
