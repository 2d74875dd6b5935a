"""Named queries on a published version, one folder per subject.

The dashboard and the reports share them; so will a REST API (`serving/api`) and exports
(`ecom_platform/exports`). Figures and pages are in `serving/dashboard`.
"""
