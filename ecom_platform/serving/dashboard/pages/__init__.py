"""The pages, one module each; each asks named questions and lays out the answers."""
