"""The public door to what this app can change."""

__all__: list[str] = []
