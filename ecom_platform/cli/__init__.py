"""The command line `ecom`: a command calls the library and prints the answer.

The work itself belongs in the library.
"""
