"""What the worker runs for the street's own pages. Importing it registers the jobs."""

from .doors import index_doors

__all__ = ["index_doors"]
