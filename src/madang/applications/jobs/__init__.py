"""What the worker runs for this app. Importing it registers the jobs."""

# TODO before commit: add `make_export, sweep_exports` of actions.exporting once that file exists (it broke everyone's runs).
from madang.applications.actions.notes import send_note
from madang.applications.actions.telling import send_receipt, sweep_presence

from .hints import weigh_hints

__all__ = ["send_note", "send_receipt", "sweep_presence", "weigh_hints"]
