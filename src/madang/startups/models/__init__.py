"""The startups: what each one is, who belongs to it, the facts that rules ask about, its answers and its documents."""

from .answers import Answer
from .lists import Founder, IntellectualProperty, Product, Round, YearFigures
from .record import Declaration, Paper, Sanction, Standing, SupportReceived
from .startup import Invitation, Membership, Startup
from .wallet import Document

__all__ = [
    "Answer",
    "Declaration",
    "Document",
    "Founder",
    "IntellectualProperty",
    "Invitation",
    "Membership",
    "Paper",
    "Product",
    "Round",
    "Sanction",
    "Standing",
    "Startup",
    "SupportReceived",
    "YearFigures",
]
