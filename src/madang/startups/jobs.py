"""What the worker runs for this app. Importing it registers the jobs."""

from .actions.documents import sweep_documents

__all__ = ["sweep_documents"]
