"""Notices of Bizinfo (bizinfoApi.do) in JSON, RSS names or JSON lines.

What the real data taught us (1,113 notices of 2021): half of the windows are words; lists such as
" @ @ @ @ @ @ @ @제주" are damaged (a nationwide notice that lost its names), so they say nothing about regions; the
prefix of the title, such as [대구ㆍ경북], is right where both disagree; "직접수행" stands where the announcing body
acts itself.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import zip_longest
from typing import Final

from madang.core.clean import one_line, strip_html

from . import derive
from .dates import SEOUL, Window, make_window, read_moment, read_window
from .envelope import open_envelope
from .links import clean_url
from .records import Attachment, CallRecord, Reading, RowRefused, fingerprint
from .rows import Item, read_items
from .words import regions_of, sections_of, sectors_of, supports_of, title_regions

SOURCE: Final = "bizinfo"
SITE: Final = "https://www.bizinfo.go.kr"
_VOLATILE: Final = ("inqireCo", "totCnt")  # views and the number of all items change by themselves
_WINDOW: Final = "reqstBeginEndDe"
_NO_NAMES: Final = {"직접수행", "기초자치단체", "광역자치단체", "-"}
_POINTER = "☞"
_BLANK_PARTS = re.compile(r"(?:^|@)\s*(?=@|$)")


def read(data: bytes, *, encoding: str = "") -> Reading:
    """Every notice in an answer or a saved file. Raises ImportFailed where there is no list to read."""
    envelope = open_envelope(data, encoding=encoding)
    return read_items(envelope.items, record, total=envelope.total)


def record(item: Item) -> CallRecord:
    """One notice. Raises RowRefused: number or title missing, a window whose dates are none or the wrong way round."""
    key = item.key("pblancId", "seq")
    title = item.title("pblancNm", "title")
    window = _window(item)
    executor = item.line("excInsttNm")
    executor = "" if executor in _NO_NAMES else executor
    tags = item.words("hashtags", "hashTags")
    body = strip_html(item.rough("bsnsSumryCn", "description"))
    summary, target = _parts(body)
    fields = _conditions(item, title, tags, target)
    return CallRecord(
        source=SOURCE,
        key=key,
        row=item.row,
        title=title,
        summary=summary,
        body=body.replace(f" {_POINTER}", f"\n{_POINTER}"),
        institution=item.line("jrsdInsttNm", "author"),
        institution_kind="government",  # ministries, provinces and cities only
        executor=executor,
        supports=_supports(item, tags),
        regions=fields.regions,
        sectors=sectors_of(" ".join((title, *tags))),
        sections=fields.sections,
        applicants=fields.applicants,
        tags=tags,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        window_note=window.note,
        rolling=window.rolling,
        page_url=item.url("pblancUrl", "link", base=SITE),
        apply_url=item.url("rceptEngnHmpgUrl", base=SITE),
        contacts=item.text("refrncNm"),
        how_to_apply=strip_html(item.rough("reqstMthPapersCn")),
        target_note=target,
        attachments=(
            *_attachments(item, "printFlpthNm", "printFileNm", is_call_text=True),
            *_attachments(item, "flpthNm", "fileNm", is_call_text=False),
        ),
        made_at=_moment(item, "creatPnttm", "pubDate"),
        changed_at=_moment(item, "updtPnttm"),
        rule=derive.rule(fields),
        raw=item.raw,
        sha256=fingerprint(item.raw, volatile=_VOLATILE),
        remarks=tuple(item.remarks),
    )


def _window(item: Item) -> Window:
    text = item.line(_WINDOW, "reqstDt")
    if text:
        return read_window(text, column=_WINDOW)
    opens, closes = (read_moment(item.rough(name), column=name) for name in ("reqstBgngDe", "reqstEndDe"))
    return make_window(opens, closes, column="reqstEndDe")


def _parts(body: str) -> tuple[str, str]:
    """Bizinfo writes "purpose ☞ who ☞ what": the purpose is the summary, the second part says who may apply."""
    purpose, *rest = (part.strip() for part in body.split(_POINTER))
    return purpose, rest[0] if len(rest) > 1 else ""


def _supports(item: Item, tags: tuple[str, ...]) -> tuple[str, ...]:
    names = ("pldirSportRealmLclasCodeNm", "lcategory", "pldirSportRealmMlsfcCodeNm")
    found, unknown = supports_of(item.line(name).replace("@", ",") for name in names)
    for word in unknown:
        item.remark("pldirSportRealmLclasCodeNm", word, "support_unknown")
    return found or supports_of(tags)[0]


def _conditions(item: Item, title: str, tags: tuple[str, ...], target: str) -> derive.Fields:
    return derive.Fields(
        regions=_regions(item, title, tags),
        region_words=title if title_regions(title) else item.line("areaNm"),
        applicants=item.words("trgetNm"),
        sections=sections_of(item.rough("industNm")),
        section_words=item.line("industNm"),
        target=target,
    )


def _regions(item: Item, title: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    named = title_regions(title)
    if named:
        return named
    joined = item.rough("areaNm")
    if _BLANK_PARTS.search(joined) and joined.strip():
        item.remark("areaNm", one_line(joined), "regions_damaged")
        joined = ""
    found, unknown = regions_of(joined.split("@"))
    for word in unknown:
        item.remark("areaNm", word, "region_unknown")
    return found or regions_of(tag for tag in tags if regions_of((tag,))[0])[0]


def _attachments(item: Item, urls: str, names: str, *, is_call_text: bool) -> tuple[Attachment, ...]:
    """Addresses and names joined by @; an address without a name is named by its last part."""
    found = []
    pairs = zip_longest(item.rough(urls).split("@"), item.rough(names).split("@"), fillvalue="")
    for rough, name in pairs:
        url = clean_url(rough, base=SITE)
        if url:
            label = one_line(name) or url.rsplit("/", 1)[-1][:200]
            found.append(Attachment(name=label, url=url, is_call_text=is_call_text))
        elif rough.strip():
            item.remark(urls, rough, "link_dropped")
    return tuple(found)


def _moment(item: Item, *names: str) -> datetime | None:
    """When the notice was made or changed; it decides nothing, so what cannot be read is left out."""
    text = item.line(*names)
    try:
        moment = read_moment(text, column=names[0])
        return moment.at if moment else None
    except RowRefused:
        pass
    try:
        at = parsedate_to_datetime(text)  # RSS
    except (ValueError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=SEOUL)
