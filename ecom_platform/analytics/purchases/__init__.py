"""Purchase histories, and what the models of repeat purchases share.

The models themselves stand above this package, one module each.
"""
