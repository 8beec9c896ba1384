"""Views of bi as files that people open: CSV, Excel, Parquet, JSON lines, with their definitions and a data package."""

from theodoi.exports.package import export_views
from theodoi.exports.views import NoSuchView, view_names

__all__ = ["NoSuchView", "export_views", "view_names"]
