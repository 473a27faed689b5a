"""What the worker runs for the street's own pages. Importing it registers the jobs."""

from .actions import index_doors
from .standby import write_notice
from .watch import check_house

__all__ = ["check_house", "index_doors", "write_notice"]
