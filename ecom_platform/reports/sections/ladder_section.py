"""From booked to kept money: at which step how much stayed behind."""

from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.headline_metrics import measure_window
from ecom_platform.reports.content.report_context import ReportContext
from ecom_platform.reports.content.report_model import Picture, Section, Sentence
from ecom_platform.reports.content.sentences import money

_STEPS = ("cancelled", "pending", "returned", "lost")


def ladder(context: ReportContext, days: int) -> Section:
    """The ladder of the main currency."""
    title = "From booked to kept"
    main, formats = context.main, context.formats
    window = context.window(main, days)
    names = ("booked_amount", *(f"{step}_amount" for step in _STEPS), "kept_amount")
    found = measure_window(context, main, window, names)
    booked, kept = found["booked_amount"].value, found["kept_amount"].value
    if not booked or kept is None or booked < 0:
        return Section(title, (Sentence(f"Nothing was booked {window.label}."),))
    sentences = [
        Sentence(
            f"Of {money(booked, formats, main.currency)} booked {window.label}, "
            f"{formats.share(kept / booked)} was kept: {money(kept, formats, main.currency)}."
        )
    ]
    amounts = {step: found[f"{step}_amount"].value or Decimal(0) for step in _STEPS}
    worst = max(amounts, key=lambda step: amounts[step])
    if amounts[worst] > 0:
        size = money(amounts[worst], formats, main.currency)
        share = formats.share(amounts[worst] / booked)
        sentences.append(
            Sentence(f"Most stayed behind as {worst}: {size}, or {share} of what was booked.")
        )
    steps = [("Booked", "booked", booked)]
    steps += [(step.capitalize(), step, amount) for step, amount in amounts.items() if amount]
    steps.append(("Kept", "kept", kept))
    caption = f"Each step takes its money from what was booked {window.label}."
    return Section(
        title, tuple(sentences), (Picture(caption, report_figures.ladder(steps, main.currency)),)
    )
