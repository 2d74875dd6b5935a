"""Named questions to a published version, shared by dashboard, reports and API; no figures here."""
