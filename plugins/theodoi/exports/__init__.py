"""Views of bi as files that people open: CSV, Excel, Parquet, JSON lines, with their definitions and a data package."""

from theodoi.exports.frozen import NotFrozen, freeze
from theodoi.exports.package import export_views
from theodoi.exports.views import Days, NoSuchView, view_names

__all__ = ["Days", "NoSuchView", "NotFrozen", "export_views", "freeze", "view_names"]
