"""The dashboard: pages over a published version, one folder per subject.

No number is computed here: that belongs in `serving/queries`.
"""
