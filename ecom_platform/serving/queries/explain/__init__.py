"""The explanation of every headline metric: its rows, what was left out, and both routes to it.

The metrics of a subject belong in the folder of that subject.
"""
