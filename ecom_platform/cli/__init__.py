"""The command line `ecom`.

Work belongs in the library; a command calls it and prints the answer.
"""
