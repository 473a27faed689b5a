"""What the worker runs for the street's own pages. Importing it registers the jobs."""

from .actions import index_doors

__all__ = ["index_doors"]
