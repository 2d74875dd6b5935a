"""The dashboard: pages over a published version. No number is computed here."""
