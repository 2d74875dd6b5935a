"""A report as HTML, PDF and a few lines of text.

The sentences of a report are in `reports/content` and `reports/sections`; its e-mail is made in
`reports/delivery`.
"""
