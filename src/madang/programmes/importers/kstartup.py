"""Announcements of the K-Startup open API (data.go.kr B552735, getAnnouncementInformation01), JSON and XML.

Field list and traps: the specification shows timestamps where the data hold YYYYMMDD, spells aply_exclt_ and Rcrt_,
and leaves the scheme off addresses; the older envelope uses camelCase. Every name is read in every spelling.
"""

from typing import Final

from madang.core.clean import strip_html

from . import derive
from .dates import make_window, read_moment
from .envelope import open_envelope
from .records import CallRecord, Reading, fingerprint
from .rows import Item, read_items
from .words import institution_kind, regions_of, sectors_of, supports_of, title_regions

SOURCE: Final = "kstartup"
SITE: Final = "https://www.k-startup.go.kr"
_VOLATILE: Final = ("id",)  # the row number within one answer
_OPENS, _CLOSES = "pbanc_rcpt_bgng_dt", "pbanc_rcpt_end_dt"
_WAYS: Final = (
    ("온라인", "aply_mthd_onli_rcpt_istc"),
    ("이메일", "aply_mthd_eml_rcpt_istc"),
    ("방문", "aply_mthd_vst_rcpt_istc"),
    ("우편", "aply_mthd_pssr_rcpt_istc"),
    ("팩스", "aply_mthd_fax_rcpt_istc"),
    ("기타", "aply_mthd_etc_istc"),
)


def read(data: bytes, *, encoding: str = "") -> Reading:
    """Every announcement in an answer or a saved file. Raises ImportFailed where there is no list to read."""
    envelope = open_envelope(data, encoding=encoding)
    return read_items(envelope.items, record, total=envelope.total)


def record(item: Item) -> CallRecord:
    """One announcement. Raises RowRefused: number or title missing, dates that are none or the wrong way round."""
    key = item.key("pbanc_sn")
    title = item.title("biz_pbanc_nm")
    window = make_window(
        read_moment(item.rough(_OPENS), column=_OPENS), read_moment(item.rough(_CLOSES), column=_CLOSES), column=_CLOSES
    )
    supports, unknown_supports = supports_of(item.words("supt_biz_clsfc"))
    for word in unknown_supports:
        item.remark("supt_biz_clsfc", word, "support_unknown")
    fields = _conditions(item, title)
    return CallRecord(
        source=SOURCE,
        key=key,
        row=item.row,
        title=title,
        body=strip_html(item.rough("pbanc_ctnt")),
        umbrella=item.line("intg_pbanc_biz_nm") if item.line("intg_pbanc_yn").upper() == "Y" else "",
        institution=item.line("pbanc_ntrp_nm"),
        institution_kind=institution_kind(item.line("pbanc_ntrp_nm"), item.line("sprv_inst")),
        department=item.line("biz_prch_dprt_nm"),
        supports=supports,
        regions=fields.regions,
        sectors=sectors_of(title),
        stages=derive.stages(fields.years),
        applicants=fields.applicants,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        page_url=item.url("detl_pg_url", base=SITE),
        guide_url=item.url("biz_gdnc_url", base=SITE),
        apply_url=_apply_url(item),
        contacts=" ".join(filter(None, (item.line("biz_prch_dprt_nm"), item.line("prch_cnpl_no")))),
        how_to_apply=_how_to_apply(item),
        preference=strip_html(item.rough("prfn_matr")),
        target_note=fields.target,
        exclusion_note=fields.exclusion,
        is_open={"Y": True, "N": False}.get(item.line("rcrt_prgs_yn").upper()),
        rule=derive.rule(fields),
        raw=item.raw,
        sha256=fingerprint(item.raw, volatile=_VOLATILE),
        remarks=tuple(item.remarks),
    )


def _conditions(item: Item, title: str) -> derive.Fields:
    regions, unknown = regions_of(item.words("supt_regin"))
    for word in unknown:
        item.remark("supt_regin", word, "region_unknown")
    return derive.Fields(
        regions=regions or title_regions(title),
        region_words=item.line("supt_regin") or title,
        years=item.words("biz_enyy"),
        ages=item.words("biz_trgt_age"),
        applicants=item.words("aply_trgt"),
        target=strip_html(item.rough("aply_trgt_ctnt")),
        exclusion=strip_html(item.rough("aply_excl_trgt_ctnt", "aply_exclt_trgt_ctnt")),
    )


def _apply_url(item: Item) -> str:
    url = item.url("biz_aply_url", base=SITE)
    online = item.rough("aply_mthd_onli_rcpt_istc")
    return url or (item.url("aply_mthd_onli_rcpt_istc") if "." in online and " " not in online.strip() else "")


def _how_to_apply(item: Item) -> str:
    ways = ((way, item.line(name)) for way, name in _WAYS)
    return "\n".join(f"{way}: {told}" for way, told in ways if told)
