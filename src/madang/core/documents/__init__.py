"""Documents people keep: letters, receipts, prints of an application, minutes and lists, as PDF."""

from .printing import pdf

__all__ = ["pdf"]
