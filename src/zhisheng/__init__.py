"""Zhisheng 质升: the service platform of a quality-management certification programme."""

__version__ = "0.1.0"
