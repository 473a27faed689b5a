"""What a startup's thread remembers of the startup itself. Ids, codes and days; never a name, a number or a person's data."""

from dataclasses import dataclass
from datetime import date

from madang.journey.log import Fact


@dataclass(frozen=True, kw_only=True)
class Registered(Fact):
    kind = "startups.registered"
    founding_type: str
    country: str


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """`section` and the names of the fields that changed, without their values; `edit` is the version of the row that it made."""

    kind = "startups.profile_changed"
    section: str
    fields: tuple[str, ...]
    edit: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """`person` is the id of who joined."""

    kind = "startups.member_joined"
    person: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Fact):
    """`removed`: an owner took them off; otherwise they left by themselves."""

    kind = "startups.member_left"
    person: int
    removed: bool


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Fact):
    kind = "startups.role_changed"
    person: int
    role: str


@dataclass(frozen=True, kw_only=True)
class Founded(Fact):
    """A pre-founder became a sole trader or a corporation; `on` is the opening or incorporation date, if told."""

    kind = "startups.founded"
    founding_type: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class Incorporated(Fact):
    """A sole trader became a corporation."""

    kind = "startups.incorporated"
    on: date | None


@dataclass(frozen=True, kw_only=True)
class OperationChanged(Fact):
    """`operation`: active, suspended or closed."""

    kind = "startups.operation_changed"
    operation: str


@dataclass(frozen=True, kw_only=True)
class StageChanged(Fact):
    """`stage`: the investment stage now."""

    kind = "startups.stage_changed"
    stage: str


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Fact):
    """`amount` in whole units of `currency`; None when it was not told."""

    kind = "startups.round_closed"
    round: int
    stage: str
    amount: int | None
    currency: str
    on: date


@dataclass(frozen=True, kw_only=True)
class IpAdded(Fact):
    kind = "startups.ip_added"
    property: int
    ip_kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ProductAdded(Fact):
    kind = "startups.product_added"
    product: int


@dataclass(frozen=True, kw_only=True)
class FiguresAdded(Fact):
    kind = "startups.figures_added"
    year: int


@dataclass(frozen=True, kw_only=True)
class PaperAdded(Fact):
    kind = "startups.paper_added"
    paper: int
    document: str


@dataclass(frozen=True, kw_only=True)
class Declared(Fact):
    """The startup answered a statement that only it can make; `key` is the one rules ask with."""

    kind = "startups.declared"
    key: str
    answer: bool


@dataclass(frozen=True, kw_only=True)
class Published(Fact):
    """`text_version`: the words that were agreed to."""

    kind = "startups.published"
    text_version: str


@dataclass(frozen=True, kw_only=True)
class Unpublished(Fact):
    kind = "startups.unpublished"


@dataclass(frozen=True, kw_only=True)
class SharingStarted(Fact):
    kind = "startups.sharing_started"
    text_version: str


@dataclass(frozen=True, kw_only=True)
class SharingStopped(Fact):
    kind = "startups.sharing_stopped"


@dataclass(frozen=True, kw_only=True)
class DocumentKept(Fact):
    """A file came into the wallet; `document` is the code of its kind, never its name."""

    kind = "startups.document_kept"
    file: int
    document: str


@dataclass(frozen=True, kw_only=True)
class DocumentReplaced(Fact):
    """A newer version took the place of `before`."""

    kind = "startups.document_replaced"
    file: int
    before: int
    document: str


@dataclass(frozen=True, kw_only=True)
class DocumentChanged(Fact):
    """What is said of a document changed; `fields` without their values."""

    kind = "startups.document_changed"
    file: int
    document: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Fact):
    kind = "startups.document_removed"
    file: int
    document: str


@dataclass(frozen=True, kw_only=True)
class DocumentRestored(Fact):
    kind = "startups.document_restored"
    file: int
    document: str


@dataclass(frozen=True, kw_only=True)
class AnswersKept(Fact):
    """Answers were kept in the bank; `meanings` without what was answered."""

    kind = "startups.answers_kept"
    meanings: tuple[str, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class AnswerRemoved(Fact):
    kind = "startups.answer_removed"
    meaning: str
    lang: str
