"""A report as HTML, PDF and a few lines of text.

What a report says belongs in `reports/content` and `reports/sections`; its e-mail, in
`reports/delivery`.
"""
