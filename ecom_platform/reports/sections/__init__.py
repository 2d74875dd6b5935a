"""The parts of reports: each asks its questions and says what they answer."""
