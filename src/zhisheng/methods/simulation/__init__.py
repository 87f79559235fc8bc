"""A seeded synthetic programme of any size, with the truth written beside it."""

from zhisheng.methods.simulation.names import SimulationTooLargeError
from zhisheng.methods.simulation.outcomes import INDICATORS
from zhisheng.methods.simulation.programme import (
    Programme,
    SimulationRangeError,
    Truth,
    lengthen_values,
    simulate,
)

__all__ = [
    "INDICATORS",
    "Programme",
    "SimulationRangeError",
    "SimulationTooLargeError",
    "Truth",
    "lengthen_values",
    "simulate",
]
