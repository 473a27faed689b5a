"""What the worker runs for this app. Importing it registers the jobs."""

from madang.applications.actions.telling import send_receipt

__all__ = ["send_receipt"]
