"""What can be read of the dictionary, values, returns and reported totals."""

from zhisheng.apps.returns.selectors.values import list_effective_values

__all__ = ["list_effective_values"]
