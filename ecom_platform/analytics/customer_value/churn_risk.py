"""The risk class of a customer: how probable it is that no purchase follows.

The probability itself is forecast in `customer_forecast.py`.
"""

import numpy as np
from numpy.typing import NDArray

# a third of all probabilities each
_CLASSES: NDArray[np.object_] = np.array(["low", "medium", "high"], dtype=object)


def churn_risk(churn_probability: NDArray[np.float64]) -> NDArray[np.object_]:
    """The risk class of each customer: `low`, `medium` or `high`.

    Args:
        churn_probability: from 0 to 1, one per customer.

    >>> churn_risk(np.array([0.1, 0.5, 1.0])).tolist()
    ['low', 'medium', 'high']
    """
    classes: NDArray[np.object_] = _CLASSES[np.minimum((churn_probability * 3).astype(int), 2)]
    return classes
