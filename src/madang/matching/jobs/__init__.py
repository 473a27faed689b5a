"""What the worker runs for this app. Importing it registers the jobs."""

from madang.matching.actions.digests import plan_letters, send_letter
from madang.matching.actions.profiles import index_waiting_profiles
from madang.matching.actions.saved_findings import look_out
from madang.matching.actions.searches_tally import count_searches, sweep

__all__ = ["count_searches", "index_waiting_profiles", "look_out", "plan_letters", "send_letter", "sweep"]
