"""The commands that bring files into the warehouse: new ones, and those of a feed anew.

Commands for what is built and published from them belong in `cli/commands`.
"""
