"""The dashboard: pages over a published version, one folder per subject.

What pages share belongs in `components` and `figures`. No number is computed here: that belongs in
`serving/queries`.
"""
