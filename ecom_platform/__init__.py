"""The e-commerce analytics library: files in, audited tables out. It knows no orchestrator."""
