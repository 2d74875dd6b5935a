"""The exit codes of `ecom`; besides these, 0 for done and 2 for a misspelt command."""

EXIT_NOT_DONE = 1
EXIT_HELD = 3  # done, but tables are held back from readers
