"""The command line `ecom`: a command calls the library and prints the answer.

The library does the work.
"""
