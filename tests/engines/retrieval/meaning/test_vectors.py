"""Vectors are made once for a model, a prefix and a text, and kept at half precision."""

import threading
from pathlib import Path

import numpy as np
import pytest

from madang.engines.retrieval.meaning.encoders import MeaningError, Vectors, unit
from madang.engines.retrieval.meaning.vectors import (
    FileStore,
    MemoryStore,
    VectorStore,
    encoded,
    from_bytes,
    key_of,
    to_bytes,
)

from .world import PlainEncoder


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "kept" / "vectors.sqlite3")


def test_a_text_is_encoded_once(plain: PlainEncoder, store: VectorStore):
    first = encoded(plain, ["로봇", "机器人", "로봇"], store=store)
    again = encoded(plain, ["robot", "로봇"], store=store)

    assert plain.asked == ["로봇", "机器人", "robot"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[0], again[1])
    assert np.allclose(first, plain.encode(["로봇", "机器人", "로봇"]), atol=1e-3)


def test_another_model_or_prefix_makes_its_own(plain: PlainEncoder, store: VectorStore):
    other, prefixed = PlainEncoder(model_id="plain/2"), PlainEncoder()
    prefixed.query_prefix = "query: "
    for encoder in (plain, other):
        encoded(encoder, ["로봇"], store=store)
    encoded(prefixed, ["로봇"], "query", store=store)
    encoded(prefixed, ["로봇"], "passage", store=store)

    assert (plain.asked, other.asked, prefixed.asked) == (["로봇"], ["로봇"], ["로봇"])


def test_a_vector_of_another_length_than_the_models_is_made_again(plain: PlainEncoder, store: VectorStore):
    store.put(plain.model_id, {key_of("다른"): b"\x00\x00"})

    assert encoded(plain, ["다른"], store=store).shape == (1, 64)
    assert plain.asked == ["다른"]


def test_what_was_encoded_before_the_trouble_is_kept(store: VectorStore):
    class Failing(PlainEncoder):
        def encode(self, texts: "list[str]", kind: str = "passage") -> Vectors:  # type: ignore[override]
            if "199" in texts:
                raise MeaningError("down")
            return super().encode(texts)

    texts = [str(number) for number in range(200)]
    with pytest.raises(MeaningError):
        encoded(Failing(), texts, store=store)
    healthy = PlainEncoder()
    done: list[int] = []
    encoded(healthy, texts, store=store, told=done.append)

    assert healthy.asked == texts[192:]
    assert done == [192, 8]


def test_a_file_is_shared_by_threads_and_read_again(tmp_path: Path):
    path = tmp_path / "vectors.sqlite3"
    store = FileStore(path)
    encoder = PlainEncoder()

    def work(start: int) -> None:
        encoded(encoder, [f"text {number}" for number in range(start, start + 60)], store=store)

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 30, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    fresh = PlainEncoder()
    again = FileStore(path)
    rows = encoded(fresh, [f"text {number}" for number in range(120)], store=again)
    again.close()

    assert fresh.asked == []
    assert np.allclose(rows, fresh.encode([f"text {number}" for number in range(120)]), atol=1e-3)


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("no database " * 100)

    with pytest.raises(ValueError, match=r"notes\.txt is no file of vectors"):
        FileStore(path)


def test_bytes_come_back_as_they_went():
    row = unit(np.random.default_rng(1).standard_normal((1, 512)))[0]

    assert np.array_equal(from_bytes(to_bytes(row), 512), row.astype(np.float16))
    assert len(to_bytes(row)) == 1_024
    with pytest.raises(ValueError, match="1023 bytes are no vector of 512 halves"):
        from_bytes(to_bytes(row)[1:], 512)


def test_a_prefix_is_not_the_beginning_of_the_text():
    assert key_of("query: a") != key_of("a", "query: ")
    assert key_of("a\ud800") != key_of("a?")
