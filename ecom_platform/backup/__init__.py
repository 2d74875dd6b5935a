"""Copy the whole state below the data folder into a backup, and bring it back.

What a version contains belongs in `publishing`; the operational store itself, in `operations`.
"""
