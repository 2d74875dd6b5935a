"""The names of the layers: each is a DuckDB schema, a dbt folder, a group and a key prefix."""

from typing import Final

RAW: Final = "raw"
STAGING: Final = "staging"
INTERMEDIATE: Final = "intermediate"
MARTS: Final = "marts"
PROVENANCE: Final = "provenance"
ANALYTICS: Final = "analytics"
QUALITY: Final = "quality"
PUBLISHED: Final = "published"
