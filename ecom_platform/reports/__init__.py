"""Reports: what a published version says to one audience, as HTML, PDF and e-mail.

`content/` holds what sections are written from, `sections/` writes them, `rendering/` makes files,
`delivery/` sends them. Queries that the dashboard asks too belong in `serving/queries`.
"""
