"""The command line `ecom`.

A module of commands per subject, gathered in `main.py`. What a command does belongs in the library,
how it looks on a terminal in `output.py`.
"""
