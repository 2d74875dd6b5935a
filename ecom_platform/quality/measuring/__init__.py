"""How rules look at tables: rows, days, pace and questions, within the days to be looked at."""
