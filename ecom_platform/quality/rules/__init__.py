"""One module per group of tables, each with its `RULES`. To add a rule, declare it in one."""
