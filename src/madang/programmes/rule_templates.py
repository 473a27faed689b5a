"""Rules to start from. The usual exclusions and their exceptions are those measured on 274 Korean public calls."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

# Arrears shut out in 65 % of the calls, duplicate support in 41 %, each with the exceptions named here.
_EXCLUSIONS: Final[list[dict[str, Any]]] = [
    {"type": "no_arrears", "kinds": ["default"], "excepts": ["paid", "instalments", "court_plan"]},
    {"type": "no_arrears", "kinds": ["national_tax", "local_tax"], "excepts": ["paid", "deferred"]},
    {"type": "no_arrears", "kinds": ["agency_debt"], "excepts": ["paid", "instalments"]},
    {"type": "no_duplicate_support"},
    {"type": "not_sanctioned"},
    {"type": "not_closed"},
]
# Keys are shared on purpose: a startup answers these once for every call that asks.
_STATEMENTS: Final[list[dict[str, Any]]] = [
    {
        "type": "statement",
        "key": "in_person",
        "text": {
            "ko": "대표자 본인이 신청합니까?",
            "zh": "是否由负责人本人申请？",
            "en": "Does the representative apply in person?",
        },
    },
    {
        "type": "statement",
        "key": "excluded_industry",
        "text": {
            "ko": "법령상 지원 제외 업종에 해당합니까?",
            "zh": "是否属于法令规定的不予扶持行业？",
            "en": "Is the business in an industry excluded by decree?",
        },
        "expects": False,
    },
    {
        "type": "statement",
        "key": "host_staff",
        "text": {
            "ko": "대표자가 주관기관의 임직원입니까?",
            "zh": "负责人是否为主办机构员工？",
            "en": "Is the representative on the staff of the host institution?",
        },
        "expects": False,
    },
]


@dataclass(frozen=True)
class Template:
    """A rule one can start from: its name, and the form without version."""

    name: Any
    rule: dict[str, Any]


def _founded(*conditions: dict[str, Any]) -> dict[str, Any]:
    firms = {"type": "founding_type", "any_of": ["sole_trader", "corporation"]}
    return {"all": [*conditions, firms, *_EXCLUSIONS]}


TEMPLATES: Final = {
    "typical": Template(
        _("A typical startup call: under 7 years, the usual exclusions, statements"),
        {
            "all": [
                {"type": "age_window", "max_years": 7, "counts": "oldest_open"},
                {"type": "founding_type", "any_of": ["sole_trader", "corporation"]},
                *_EXCLUSIONS,
                {"type": "no_arrears", "kinds": ["wages"]},
                *_STATEMENTS,
            ]
        },
    ),
    "pre_founder": Template(
        _("Pre-founders: no business yet"),
        {
            "all": [
                {"type": "founding_type", "any_of": ["pre_founder"]},
                {"type": "no_arrears", "kinds": ["national_tax", "local_tax"], "excepts": ["paid", "deferred"]},
                {"type": "no_duplicate_support"},
                {"type": "not_sanctioned"},
            ]
        },
    ),
    "early": Template(_("Early stage: under 3 years"), _founded({"type": "age_window", "max_years": 3})),
    "growth": Template(_("Growth: 3 to 7 years"), _founded({"type": "age_window", "min_years": 3, "max_years": 7})),
    "deep_tech": Template(
        _("Deep tech: under 10 years, with a right or a laboratory"),
        _founded(
            {"type": "age_window", "max_years": 10},
            {
                "any": [
                    {"type": "intellectual_property", "any_of": ["patent", "utility_model", "software"]},
                    {"type": "certificate", "any_of": ["lab"]},
                ]
            },
        ),
    ),
}
