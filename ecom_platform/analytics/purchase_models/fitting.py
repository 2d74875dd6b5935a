"""Maximum likelihood over log parameters, with standard errors.

This module works for any model: the model passes its log-likelihood with the gradient.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, minimize

from ecom_platform.analytics.purchase_models.purchase_histories import Floats
from ecom_platform.errors import AnalyticsError

Objective = Callable[[Floats], tuple[float, Floats]]

LARGEST_MOVE = 12.0  # log units from the start; a parameter that moves further diverges
STEP = 1e-4  # log units between the gradients whose difference is the Hessian
MOST_STEPS, RENEW_EVERY = 24, 6  # Newton steps, and after how many the Hessian is renewed
CONVERGED = 1e-10  # squared distance to the peak, in standard errors
LARGEST_STANDARD_ERROR = 5.0  # of a log parameter; with a larger one it is not identified
LEAST_CURVATURE = 1e-9  # per observation; with less the likelihood counts as flat


def _unknown_covariance() -> Floats:
    """The covariance of parameters that were not fitted: one NaN."""
    return np.full((1, 1), np.nan)


@dataclass(frozen=True)
class FittedModel:
    """A fitted model; parameters taken from elsewhere have unknown uncertainty.

    Attributes:
        parameters: name to value, times in weeks.
        log_likelihood: of the data it was fitted to.
        covariance: of the logarithms of the parameters, from the Hessian; NaN if unknown.
    """

    parameters: Mapping[str, float]
    log_likelihood: float = np.nan
    covariance: Floats = field(default_factory=_unknown_covariance)

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
    """The maximum of a log-likelihood.

    Attributes:
        logs: the logarithms of the parameters.
        log_likelihood: its value there.
        covariance: of the logarithms, the inverse of the negative Hessian.
    """

    logs: Floats
    log_likelihood: float
    covariance: Floats

    def named(self, names: tuple[str, ...]) -> dict[str, float]:
        """The parameters by name, out of their logarithms."""
        return dict(zip(names, np.exp(self.logs).tolist(), strict=True))


def maximise(objective: Objective, start: Floats, size: float, names: tuple[str, ...]) -> Maximum:
    """The maximum of a log-likelihood: L-BFGS-B, then Newton steps.

    Args:
        objective: log parameters to the log-likelihood and its gradient in them.
        start: log parameters to start from.
        size: the number of observations, which sets the scale.
        names: of the parameters, for messages.

    Raises:
        AnalyticsError: the likelihood has no clear peak: the data do not identify the parameters.
    """

    def mean_loss(logs: Floats) -> tuple[float, Floats]:
        value, gradient = objective(logs)
        return -value / size, -gradient / size

    optimum = minimize(
        mean_loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=Bounds(start - LARGEST_MOVE, start + LARGEST_MOVE),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7},
    )
    logs = np.asarray(optimum.x, dtype=np.float64)
    is_diverged = np.abs(logs - start) >= LARGEST_MOVE * 0.999
    if is_diverged.any():
        raise AnalyticsError(_not_identified_message(tuple(np.array(names)[is_diverged].tolist())))
    return refine(objective, logs, _negative_hessian(objective, logs, size, names), size, names)


def refine(
    objective: Objective, logs: Floats, curvature: Floats, size: float, names: tuple[str, ...]
) -> Maximum:
    """The maximum near log parameters at which the negative Hessian is roughly known.

    Newton steps; the curvature is renewed only when they do not converge.

    Args:
        objective: log parameters to the log-likelihood and its gradient in them.
        logs: log parameters near the maximum.
        curvature: negative Hessian near them, parameter x parameter.
        size: the number of observations, which sets the scale.
        names: of the parameters, for messages.

    Raises:
        AnalyticsError: there is no clear peak nearby.
    """
    for step in range(1, MOST_STEPS + 1):
        value, gradient = objective(logs)
        move = np.linalg.solve(curvature, gradient)
        if gradient @ move < CONVERGED:
            inverse = np.linalg.inv(_negative_hessian(objective, logs, size, names))
            is_unidentified = np.diag(inverse) > LARGEST_STANDARD_ERROR**2
            if is_unidentified.any():
                raise AnalyticsError(
                    _not_identified_message(tuple(np.array(names)[is_unidentified].tolist()))
                )
            return Maximum(logs, float(value), inverse.astype(np.float64))
        logs = logs + np.clip(move, -1.0, 1.0)
        if step % RENEW_EVERY == 0:
            curvature = _negative_hessian(objective, logs, size, names)
    raise AnalyticsError(_not_identified_message(names))


def _negative_hessian(
    objective: Objective, logs: Floats, size: float, names: tuple[str, ...]
) -> Floats:
    """The negative Hessian, by central differences of the gradient."""
    steps = np.eye(logs.size) * STEP
    rows = [objective(logs + step)[1] - objective(logs - step)[1] for step in steps]
    hessian = -np.array(rows) / (2 * STEP)
    curvature: Floats = (hessian + hessian.T) / 2
    if (
        not np.isfinite(curvature).all()
        or np.linalg.eigvalsh(curvature)[0] <= LEAST_CURVATURE * size
    ):
        raise AnalyticsError(_not_identified_message(names))
    return curvature


def _not_identified_message(names: tuple[str, ...]) -> str:
    """The message that these parameters cannot be estimated from the data."""
    return (
        f"The data do not identify {', '.join(names)}: the likelihood has no clear peak. "
        "More customers or more weeks are needed."
    )
