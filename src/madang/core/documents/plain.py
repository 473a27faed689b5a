"""A document's data as JSON for its template: values become words in the reader's language, blocks get their names."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from madang.core import moments
from madang.core.text import DJANGO_CODES, Said, Text

from .glyphs import Setter
from .shapes import Kind

# What each kind may leave out, and what stands there then.
LEFT_OUT: Final[dict[Kind, dict[str, Any]]] = {
    "letter": {"enclosures": []},
    "receipt": {"body": [], "digest": ""},
    "application": {"digest": ""},
    "minutes": {"signatures": []},
    "report": {"signatures": [], "wide": False},
}
BLOCKS: Final = ("heading", "points", "facts", "table")


class Writer:
    """Writes values down for one reader."""

    def __init__(self, lang: str, zone: str) -> None:
        self.lang, self.zone, self.setter = lang, zone, Setter()

    def value(self, value: Any) -> Any:
        """A string, or {"text", "lang"} for words in another language than the document's."""
        match value:
            case None:
                return ""
            case Text():
                return self.value(value.said(self.lang))
            case Said():
                text = self.setter.set(value.text)
                return text if value.lang == self.lang else {"text": text, "lang": value.lang}
            case datetime():
                return self.moment(value)
            case date():
                return self.setter.set(moments.day(value, lang=self.lang))
            case bool():
                raise TypeError("A document says words, not True or False.")
            case str() | Promise() | int() | Decimal():
                return self.setter.set(str(value))
        raise TypeError(f"A document cannot say a {type(value).__name__}.")

    def title(self, value: Any) -> Any:
        """A heading is never empty: those who hear the document find their way by them, and typst refuses one."""
        said = self.value(value)
        words = said["text"] if isinstance(said, dict) else said
        return said if words.strip() else "–"

    def moment(self, value: datetime) -> str:
        """With year and the zone by name, always: a document is read in another year."""
        if value.tzinfo is None:
            raise ValueError("A moment in a document needs its zone.")
        words = moments.day(moments.day_of(value, self.zone), form="full", lang=self.lang)
        return f"{words} {moments.clock(value, self.zone)} {moments.zone_name(self.zone, value, self.lang)}"

    def values(self, values: Sequence[Any]) -> list[Any]:
        return [self.value(value) for value in values]

    def facts(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        return [[self.value(term), self.value(value)] for term, value in rows]

    def block(self, block: Any) -> dict[str, Any]:
        if not isinstance(block, dict):
            return {"paragraph": self.value(block)}
        ((kind, inside),) = block.items()
        match kind:
            case "heading":
                return {"heading": self.title(inside)}
            case "points":
                return {"points": self.values(inside)}
            case "facts":
                return {"facts": self.facts(inside)}
            case "table":
                return {"table": self.table(inside)}
        raise KeyError(f"A document has no block {kind!r}; it has {', '.join(BLOCKS)} and plain paragraphs.")

    def blocks(self, blocks: Sequence[Any]) -> list[dict[str, Any]]:
        return [self.block(block) for block in blocks]

    def table(self, table: Any) -> dict[str, Any]:
        columns = [
            {"title": self.value(c["title"]), "align": c.get("align", "start"), "share": c.get("share", 1)}
            for c in table["columns"]
        ]
        rows = [self.values(row) for row in table["rows"]]
        if any(len(row) != len(columns) for row in rows):
            raise ValueError("A row of a table has another number of values than the table has columns.")
        return {
            "columns": columns,
            "rows": rows,
            "caption": self.value(table.get("caption")),
            "note": self.value(table.get("note")),
        }

    def section(self, section: Any) -> dict[str, Any]:
        return {
            "title": self.title(section["title"]),
            "note": self.value(section.get("note")),
            "questions": [
                {
                    "ask": self.title(question["ask"]),
                    "note": self.value(question.get("note")),
                    "answer": self.blocks(question["answer"]),
                }
                for question in section["questions"]
            ],
        }

    def item(self, item: Any) -> dict[str, Any]:
        return {
            "title": self.title(item["title"]),
            "body": self.blocks(item["body"]),
            "decision": self.value(item.get("decision")),
        }

    def part(self, key: str, value: Any) -> Any:
        """One key of a document by the one meaning it has in every kind."""
        match key:
            case "to" | "signed" | "enclosures":
                return self.values(value)
            case "facts" | "signatures":
                return self.facts(value)
            case "body":
                return self.blocks(value)
            case "sections":
                return [self.section(section) for section in value]
            case "items":
                return [self.item(item) for item in value]
            case "wide":
                return bool(value)
            case "title":
                return self.title(value)
            case _:
                return self.value(value)


def plain(kind: Kind, data: Any, *, lang: str) -> dict[str, Any]:
    """The template's data. Raises KeyError, TypeError or ValueError for data that is not of the kind's shape."""
    writer = Writer(lang, data.get("zone", moments.SEOUL))
    with translation.override(DJANGO_CODES[lang]):
        body = {key: writer.part(key, value) for key, value in (LEFT_OUT[kind] | dict(data)).items() if key != "at"}
        moment = writer.moment(data["at"])
        title = body["title"]
        return body | {
            "lang": lang,
            "plain_title": title["text"] if isinstance(title, dict) else title,
            "moment": moment,
            "printed": f"{body['number']}, {moment}" if body["number"] else moment,
            "words": _words(),
            "missing": writer.setter.named(),
        }


def _words() -> dict[str, str]:
    return {
        "page": _("Page {page} of {pages}"),
        "digest": _("Fingerprint of the content (SHA-256)"),
        "unanswered": _("Not answered"),
        "decision": _("Decision"),
        "enclosed": _("Enclosed"),
        "missing": _("〓 stands for characters that this document has no type for:"),
    }
