"""What the worker runs for this app. Importing it registers the jobs."""

from .actions.import_runs import run_import
from .actions.indexing import index_call, index_waiting, refresh_vocabulary

__all__ = ["index_call", "index_waiting", "refresh_vocabulary", "run_import"]
