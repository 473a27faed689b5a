import gzip
import json
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture(scope="session")
def shared():
    """The folder of shared data beside the repository; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared data are not here")
    return SHARED


@pytest.fixture(scope="session")
def notices(shared):
    """The 1,113 real notices of 2021, as the bytes of a JSON lines file."""
    return gzip.decompress((shared / "bizinfo_ko_2021.jsonl.gz").read_bytes())


@pytest.fixture
def announcement():
    """One K-Startup announcement, changed by keyword."""

    def make(**changes):
        item = {
            "pbanc_sn": 900003,
            "biz_pbanc_nm": "[견본] 2026년 베이징 소프트랜딩 참여기업 모집공고 ",
            "pbanc_rcpt_bgng_dt": "20261101",
            "pbanc_rcpt_end_dt": "20261130",
            "supt_biz_clsfc": "판로ㆍ해외진출",
            "supt_regin": "서울",
        }
        return item | changes

    return make


@pytest.fixture
def answer():
    """The bytes of a K-Startup answer in JSON."""

    def make(*items, **around):
        return json.dumps({"currentCount": len(items), "data": list(items), **around}, ensure_ascii=False).encode()

    return make
