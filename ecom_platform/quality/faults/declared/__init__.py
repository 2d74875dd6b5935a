"""Every fault, declared once, in modules by what it damages. `catalogue.py` finds them here."""
