"""The dashboard: pages over a published version, one folder per subject.

What several pages share is in `components` and `figures`. No number is computed here, but in
`serving/queries`.
"""
