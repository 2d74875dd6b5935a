"""The demo company: files like the real feeds, with a truth known from before they are written."""
