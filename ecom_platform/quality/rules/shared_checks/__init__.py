"""Checks that several feeds share, each a function of the feed's own columns.

Name, owner and severity of a check belong in `quality/rules/feeds`.
"""
