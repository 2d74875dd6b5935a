"""The explanation of every headline metric: the rows that count, the others, and its SQL.

The metrics of a subject belong in the folder of that subject.
"""
