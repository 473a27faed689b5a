"""Fills an empty street with the sample: records of `street.sample` become rows, in bulk and in one transaction."""

from .load import Loaded, load

__all__ = ["Loaded", "load"]
