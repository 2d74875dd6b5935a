"""The errors a user may see. Each message says what happened, where, and what to do.

An exception belongs here when callers outside its package should be able to catch it.
"""


class PlatformError(Exception):
    """Base of every error the platform raises on purpose; its text is written for users."""


class SettingsError(PlatformError):
    """A setting is missing, unknown or has a value that cannot be used."""


class DeclarationError(PlatformError):
    """A module of the platform does not define the declarations that its package requires."""


class LayoutError(PlatformError):
    """A file's header or content does not match what its feed declares."""


class DamagedFileError(PlatformError):
    """A file cannot be read to its end: truncated, in another encoding, or still being written."""


class WarehouseError(PlatformError):
    """The warehouse cannot be opened or written."""


class StoreError(PlatformError):
    """The operational store cannot be reached or used."""


class AlertError(PlatformError):
    """An alert route, channel or silence is declared wrongly, or a message cannot be sent."""


class QualityError(PlatformError):
    """A rule, fault or release was requested that does not exist or is not possible."""


class AnalyticsError(PlatformError):
    """A statistic was requested that the data cannot support."""


class PublishingError(PlatformError):
    """A version cannot be published, found or rolled back to."""


class BackupError(PlatformError):
    """A backup cannot be made, or cannot be brought back."""


class QueryError(PlatformError):
    """A query on a published version cannot be answered."""


class ViewError(PlatformError):
    """A page, a filter or a link asks for what the version does not have."""


class NotFoundError(ViewError):
    """A link names a page, a partner or an order line that does not exist."""


class ReportError(PlatformError):
    """A report cannot be written or delivered."""
