"""The parts of reports: each asks its questions and says what the answers mean.

Words and charts that several sections share belong in `reports/content`.
"""
