"""What the worker runs for this app. Importing it registers the jobs."""

from .actions.embedding import embed_waiting
from .actions.import_runs import run_import
from .actions.indexing import index_call, index_waiting, refresh_vocabulary

__all__ = ["embed_waiting", "index_call", "index_waiting", "refresh_vocabulary", "run_import"]
