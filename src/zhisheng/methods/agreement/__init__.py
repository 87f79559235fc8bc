"""How far two raters say the same about the same questions, and whether one drifts."""

from zhisheng.methods.agreement.drift import Drift, PeriodMean, find_drift
from zhisheng.methods.agreement.kappa import Agreement, Moments, agree, collect

__all__ = [
    "Agreement",
    "Drift",
    "Moments",
    "PeriodMean",
    "agree",
    "collect",
    "find_drift",
]
