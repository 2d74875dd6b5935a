"""The layer words: DuckDB schema, first part of the asset key, dbt folder and group alike."""

from typing import Final

RAW: Final = "raw"
STAGING: Final = "staging"
INTERMEDIATE: Final = "intermediate"
MARTS: Final = "marts"
PROVENANCE: Final = "provenance"
ANALYTICS: Final = "analytics"
QUALITY: Final = "quality"
PUBLISHED: Final = "published"
