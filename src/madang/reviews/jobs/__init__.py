"""What the worker runs for this app. Importing it registers the jobs."""

from madang.reviews.actions.confirming import lapse_offers
from madang.reviews.actions.intake import check_eligibility
from madang.reviews.actions.posting import send_letters
from madang.reviews.actions.presenting import arrange_slots
from madang.reviews.actions.sanctions import new_day
from madang.reviews.actions.scenarios import compute_scenario
from madang.reviews.notices.assigned import ask_wishes, remind, tell_answered, tell_assigned, tell_one
from madang.reviews.notices.presenting import tell_slot, tell_slots

__all__ = [
    "arrange_slots",
    "ask_wishes",
    "check_eligibility",
    "compute_scenario",
    "lapse_offers",
    "new_day",
    "remind",
    "send_letters",
    "tell_answered",
    "tell_assigned",
    "tell_one",
    "tell_slot",
    "tell_slots",
]
