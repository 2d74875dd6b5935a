"""What was checked, how it ended, and whether readers may see the result."""
