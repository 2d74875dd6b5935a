"""A report as HTML, PDF, e-mail and a few lines of text.

What it says belongs in `reports/content` and `reports/sections`.
"""
