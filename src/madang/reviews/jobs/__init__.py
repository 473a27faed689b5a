"""What the worker runs for this app. Importing it registers the jobs."""

from madang.reviews.actions.confirming import lapse_offers
from madang.reviews.actions.intake import check_eligibility
from madang.reviews.actions.posting import send_letters

__all__ = ["check_eligibility", "lapse_offers", "send_letters"]
