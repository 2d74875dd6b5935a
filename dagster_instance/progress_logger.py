"""The progress of a run on the console: a line per model, failed check and finished step.

Dagster keeps the full event log. The library writes the summary at the end of a run.
"""

import logging
import re
from collections import Counter

import dagster as dg
from rich.console import Console
from rich.markup import escape

_CLASS = re.compile(r"^[\w.]+: ")  # Dagster puts the class of an error before its message


class ProgressHandler(logging.Handler):
    """Prints Dagster's events as short lines."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(logging.DEBUG)
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._counts: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line for an event that a person should see."""
        metadata = getattr(record, "dagster_meta", None) or {}
        event = metadata.get("dagster_event")
        if event is not None:
            self._show_event(event)
        elif metadata.get("step_key") and record.levelno in (logging.INFO, logging.WARNING):
            self._show_log_line(str(metadata["orig_message"]))

    def _show_log_line(self, text: str) -> None:
        """Print a log line of a step, but not Dagster's own list of checks without a result."""
        if not text.startswith("op '"):
            self._print(f"  [dim]{escape(text)}[/dim]")

    def _show_event(self, event: dg.DagsterEvent) -> None:
        """Print a line for the event, or count it for the line at the end of the step."""
        kind = event.event_type
        if kind == dg.DagsterEventType.STEP_START:
            self._counts.clear()
            self._print(f"[bold]{_step_title(event)}[/bold]")
        elif kind == dg.DagsterEventType.ASSET_MATERIALIZATION:
            self._counts["assets"] += 1
        elif kind == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            self._show_check(event.asset_check_evaluation_data)
        elif kind == dg.DagsterEventType.STEP_SUCCESS:
            self._show_success(event.step_success_data.duration_ms / 1000)
        elif kind == dg.DagsterEventType.STEP_FAILURE:
            self._print(f"  [red]✗ {escape(_failure_reason(event))}[/red]")
        elif kind == dg.DagsterEventType.STEP_SKIPPED:
            self._print(
                f"[dim]{_step_title(event)} skipped: a step that it needs did not succeed[/dim]"
            )

    def _show_check(self, check: dg.AssetCheckEvaluation) -> None:
        """Print a line for a failed check; count a passed one."""
        if check.passed:
            self._counts["checks"] += 1
            return
        label = "✗ failed" if check.severity == dg.AssetCheckSeverity.ERROR else "! warning"
        colour = "red" if check.severity == dg.AssetCheckSeverity.ERROR else "yellow"
        table = ".".join(check.asset_key.path)
        self._print(f"  [{colour}]{label}: {escape(check.check_name)}[/{colour}] on {table}")

    def _show_success(self, seconds: float) -> None:
        checks = f", {self._counts['checks']} checks passed" if self._counts["checks"] else ""
        self._print(f"  [green]✓[/green] {self._counts['assets']} assets{checks}, {seconds:.1f} s")

    def _print(self, line: str) -> None:
        self._console.print(line)


def _step_title(event: dg.DagsterEvent) -> str:
    """The first part of the step key, without the number that Dagster appends."""
    return (event.step_key or "").split("__")[0].rstrip("_0123456789")


def _failure_reason(event: dg.DagsterEvent) -> str:
    """The innermost message of a failure: Dagster wraps the exceptions of the library."""
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return str(failure.user_failure_data.description)
    error = failure.error
    while error and error.cause:
        error = error.cause
    return _CLASS.sub("", error.message.strip()) if error else "The step failed."


def _progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("progress", logging.DEBUG)
    logger.addHandler(ProgressHandler())
    return logger


PROGRESS = dg.LoggerDefinition(
    _progress_logger, description="A line per model, failed check and finished step."
)
LOGGERS = {"console": dg.colored_console_logger, "progress": PROGRESS}
