"""Named queries on a published version, one folder per subject.

The dashboard and the reports share them, as will a REST API (`serving/api`) and exports
(`ecom_platform/exports`). Figures and pages belong in `serving/dashboard`.
"""
