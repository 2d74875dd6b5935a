"""Figures as plain dicts, all in the one visual language of `style.py`."""
