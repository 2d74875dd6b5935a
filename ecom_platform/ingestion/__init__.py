"""Files in, raw tables out: text is read as text, typed once, and every row is accounted for.

What a feed looks like belongs to `feeds/`; what its rows mean belongs to the dbt project.
"""
