"""What institutions offer: programmes, the calls that open them, and where imported calls came from."""

from .calls import Attachment, Call, CallPartner, Feedback, SavedCall, Stage
from .index import CallIndex
from .meaning import CallVector, MeaningModel
from .programmes import Programme
from .sources import ImportRun, Refusal, SourceRecord
from .vocabulary import SearchVocabulary

__all__ = [
    "Attachment",
    "Call",
    "CallIndex",
    "CallPartner",
    "CallVector",
    "Feedback",
    "ImportRun",
    "MeaningModel",
    "Programme",
    "Refusal",
    "SavedCall",
    "SearchVocabulary",
    "SourceRecord",
    "Stage",
]
