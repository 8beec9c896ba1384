"""Theodoi reads Vietnamese news on e-government into decrees, organisations and metrics, each with its proof."""

__version__ = "0.2.0"
