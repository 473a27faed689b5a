"""Values that every app's answers and questions hold: words in three languages, codes of a list, days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from madang.core.text import LANGUAGES, Text

Language = Literal["ko", "zh", "en"]
Status = Literal["original", "human", "machine"]


class Said(Schema):
    """The wording nearest to the reader's language: asked by `?lang=` or `Accept-Language`."""

    text: str = Field(examples=["Early startup package 2026"])
    lang: Language = Field(description="The language the text is in: another one where yours is missing.")
    status: Status = Field(description="As first written, translated by a person, or a machine's draft.")


class Phrase(Schema):
    """One language's wording."""

    text: str
    status: Status = Field(description="As first written, translated by a person, or a machine's draft.")


class Texts(Schema):
    """The same words in every language there is; null where not written."""

    ko: Phrase | None
    zh: Phrase | None
    en: Phrase | None
    source: Language | None = Field(description="The language it was first written in; null when there are no words.")


def said(text: Text) -> dict[str, str]:
    words = text.said()
    return {"text": words.text, "lang": words.lang, "status": words.status}


def texts(text: Text) -> dict[str, Any]:
    written = {lang: {"text": words, "status": text.status(lang)} for lang, words in text}
    return {**dict.fromkeys(LANGUAGES), **written, "source": text.origin if text else None}


@dataclass(frozen=True, eq=False)
class OneOf:
    """`Annotated[str, OneOf(codes)]`: text that is one of these codes; the schema lists them."""

    codes: Collection[str]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.codes)}

    def check(self, value: str) -> str:
        if value not in self.codes:
            raise PydanticCustomError("unknown_code", "not in the list: {value}", {"value": value[:60]})
        return value


def _day(value: Any) -> Any:
    """A day is text as YYYY-MM-DD, never a number of seconds."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) == 10:
        return value
    raise PydanticCustomError("date_type", "not a day")


_DAY_SCHEMA: Final = {
    "type": "string",
    "format": "date",
    "pattern": r"^(19|20)\d\d-\d\d-\d\d$",
    "examples": ["2023-03-02"],
}
Day = Annotated[
    date, BeforeValidator(_day), Field(ge=date(1900, 1, 1), le=date(2099, 12, 31)), WithJsonSchema(_DAY_SCHEMA)
]
