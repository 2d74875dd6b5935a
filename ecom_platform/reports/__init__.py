"""Reports: what the published numbers say to one audience, as HTML, PDF and e-mail.

`content/` asks and words, `sections/` composes, `rendering/` draws, `delivery/` sends. Questions
that the dashboard asks too belong in `serving/queries`.
"""
