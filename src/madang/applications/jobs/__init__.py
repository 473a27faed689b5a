"""What the worker runs for this app. Importing it registers the jobs."""

from madang.applications.actions.exporting import make_export, sweep_exports
from madang.applications.actions.notes import send_note
from madang.applications.actions.telling import send_receipt, sweep_presence

from .hints import weigh_hints

__all__ = ["make_export", "send_note", "send_receipt", "sweep_exports", "sweep_presence", "weigh_hints"]
