from .calls import PUBLIC, CallQuerySet, ImportRunQuerySet, ProgrammeQuerySet

__all__ = ["PUBLIC", "CallQuerySet", "ImportRunQuerySet", "ProgrammeQuerySet"]
