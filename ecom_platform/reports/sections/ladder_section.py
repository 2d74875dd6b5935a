"""From booked to kept money: how much is lost at which step."""

from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.change_sentences import money
from ecom_platform.reports.content.headline_metrics import measure_window
from ecom_platform.reports.content.report_context import ReportContext
from ecom_platform.reports.content.report_model import Picture, Section, Sentence
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.metrics.unreported_states import STATES, unreported_sentence

TITLE = "From booked to kept"


def ladder(context: ReportContext, days: int) -> Section:
    """The revenue ladder of the main currency over the last days.

    Args:
        context: the version and whom the report is for.
        days: how many days the ladder covers.
    """
    return context.section(TITLE, [DAILY], lambda: _ladder_section(context, days))


def _ladder_section(context: ReportContext, days: int) -> Section:
    """What was booked and kept, the largest step, and a picture of all steps."""
    main, formats = context.main, context.formats
    window = context.window(main, days)
    names = ("booked_amount", *(f"{step}_amount" for step in STATES), "kept_amount")
    metrics = measure_window(context, main, window, names)
    booked, kept = metrics["booked_amount"].value, metrics["kept_amount"].value
    if not booked or kept is None or booked < 0:
        return Section(TITLE, (Sentence(f"Nothing was booked {window.label}."),))
    values = {step: metrics[f"{step}_amount"].value for step in STATES}
    amounts = {step: value for step, value in values.items() if value is not None}
    unknown = frozenset(values) - frozenset(amounts)
    sentences = [
        Sentence(
            f"Of {money(booked, formats, main.currency)} booked {window.label}, "
            f"{formats.share(kept / booked)} was kept: {money(kept, formats, main.currency)}."
        ),
        *_largest_step_sentence(context, booked, amounts),
    ]
    if unknown:
        sentences.append(Sentence(unreported_sentence(unknown)))
    steps = [("Booked", "booked", booked)]
    steps += [(step.capitalize(), step, amount) for step, amount in amounts.items() if amount]
    steps.append(("Kept", "kept", kept))
    caption = f"How much of the money booked {window.label} was lost at each step."
    picture = Picture(caption, report_figures.ladder(steps, main.currency))
    return Section(TITLE, tuple(sentences), (picture,))


def _largest_step_sentence(
    context: ReportContext, booked: Decimal, amounts: dict[str, Decimal]
) -> list[Sentence]:
    """The step with the largest amount; nothing where every known step is empty."""
    step = max(amounts, key=lambda name: amounts[name], default=None)
    if step is None or amounts[step] <= 0:
        return []
    size = money(amounts[step], context.formats, context.main.currency)
    share = context.formats.share(amounts[step] / booked)
    return [Sentence(f"The largest step is {step}: {size}, or {share} of what was booked.")]
