"""Fitting by maximum likelihood over log parameters, and what the fit is worth.

Knows nothing of any model: a model hands over its log-likelihood with its gradient.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, minimize

from ecom_platform.analytics.purchase_histories import Floats
from ecom_platform.errors import AnalyticsError

Objective = Callable[[Floats], tuple[float, Floats]]

FARTHEST = 12.0  # log units a parameter may move from its start: further means it runs away
STEP = 1e-4  # log units between the gradients whose difference is the Hessian
POLISHING = 4  # Newton steps after the quasi-Newton ones, until nothing moves any more
SETTLED = 1e-9


def _unknown() -> Floats:
    return np.full((1, 1), np.nan)


@dataclass(frozen=True)
class Fitted:
    """A fitted model, or one with parameters from elsewhere, whose uncertainty is then unknown.

    Attributes:
        parameters: name to value, times in weeks.
        log_likelihood: of the data it was fitted to.
        covariance: of the logarithms of the parameters, from the Hessian.
    """

    parameters: Mapping[str, float]
    log_likelihood: float = np.nan
    covariance: Floats = field(default_factory=_unknown)

    @property
    def log_standard_errors(self) -> dict[str, float]:
        """Standard errors of the logarithms of the parameters; NaN where nothing was fitted."""
        spread = np.sqrt(np.diag(self.covariance)) * np.ones(len(self.parameters))
        return dict(zip(self.parameters, spread.tolist(), strict=True))

    @property
    def standard_errors(self) -> dict[str, float]:
        """Standard errors of the parameters, by the delta method."""
        errors = self.log_standard_errors
        return {name: value * errors[name] for name, value in self.parameters.items()}


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is highest.

    Attributes:
        logs: the logarithms of the parameters.
        log_likelihood: its value there.
        covariance: of the logarithms, the inverse of the negative Hessian.
    """

    logs: Floats
    log_likelihood: float
    covariance: Floats

    def named(self, names: tuple[str, ...]) -> dict[str, float]:
        """Name to parameter, out of its logarithm."""
        return dict(zip(names, np.exp(self.logs).tolist(), strict=True))


def maximise(objective: Objective, start: Floats, size: float, names: tuple[str, ...]) -> Maximum:
    """The highest point of a log-likelihood.

    Args:
        objective: log parameters to the log-likelihood and its gradient in them.
        start: log parameters to start from.
        size: the number of observations, which sets the scale.
        names: of the parameters, for messages.

    Raises:
        AnalyticsError: the likelihood has no clear peak, so that the data cannot tell.
    """

    def mean_loss(logs: Floats) -> tuple[float, Floats]:
        value, gradient = objective(logs)
        return -value / size, -gradient / size

    found = minimize(
        mean_loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=Bounds(start - FARTHEST, start + FARTHEST),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7},
    )
    logs = np.asarray(found.x, dtype=np.float64)
    _refuse_runaways(logs, start, names)
    for _ in range(POLISHING):
        curvature = _curvature(objective, logs, size, names)
        move = np.linalg.solve(curvature, objective(logs)[1])
        logs = logs + np.clip(move, -1.0, 1.0)
        if np.abs(move).max() < SETTLED**0.5:
            break
    _refuse_runaways(logs, start, names)
    value, gradient = objective(logs)
    inverse = np.linalg.inv(_curvature(objective, logs, size, names))
    covariance = inverse.astype(np.float64)
    if gradient @ covariance @ gradient > 1e-4:
        raise AnalyticsError(_vague(names))
    return Maximum(logs, float(value), covariance)


def _curvature(objective: Objective, logs: Floats, size: float, names: tuple[str, ...]) -> Floats:
    """The negative Hessian, by central differences of the gradient."""
    steps = np.eye(logs.size) * STEP
    rows = [objective(logs + step)[1] - objective(logs - step)[1] for step in steps]
    hessian = -np.array(rows) / (2 * STEP)
    curvature: Floats = (hessian + hessian.T) / 2
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= SETTLED * size:
        raise AnalyticsError(_vague(names))
    return curvature


def _refuse_runaways(logs: Floats, start: Floats, names: tuple[str, ...]) -> None:
    away = np.abs(logs - start) >= FARTHEST * 0.999
    if away.any():
        raise AnalyticsError(_vague(tuple(np.array(names)[away].tolist())))


def _vague(names: tuple[str, ...]) -> str:
    return (
        f"The data cannot tell {', '.join(names)}: the likelihood has no clear peak. "
        "More customers or more weeks are needed."
    )
