"""The main job on real input: 1,113 notices of 2021 and the portal's samples, imported, searched, imported again."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict

from madang.people.capacity import AsVisitor
from madang.programmes import lexicon, resident
from madang.programmes.models import Call, ImportRun, SourceRecord
from madang.programmes.queries import catalogue
from madang.programmes.views.catalogue import look
from tests.factories.programmes import NOW

SHARED = Path(__file__).parents[3] / "shared" / "data"
NOTICES = SHARED / "bizinfo_ko_2021.jsonl.gz"
SAMPLES = SHARED / "interfaces" / "samples"

# What is typed, the last six digits of the notices that answer it, among how many first they stand.
SEARCHES = [
    ("수출 바우처", {"071324"}, 3),
    ("수출바우처", {"071324"}, 3),
    ("스마트공장 구축", {"069480", "068545", "067999", "067119", "066768", "061991"}, 10),
    ("스마트 공장구축", {"069480", "068545", "067999", "067119", "066768", "061991"}, 10),
    ("제주 소상공인", {"070168", "062775"}, 8),
    ("로봇", {"062371", "060651", "059601"}, 8),
    ("마을기업을 찾고 있어요", {"071271", "071236", "071268", "071257", "071225", "071241"}, 20),
    ("온실을 스마트팜으로", {"071272", "071238"}, 3),
    ("택배 지원", {"061008", "060849"}, 5),
    ("춘천 단체관광객", {"059895", "059893"}, 3),
    ("경력단절 여성을 고용한 기업", {"067086"}, 3),
    ("통번역", {"063877", "063921", "063044", "062901", "061345"}, 10),  # ten notices offer just this
    ("산학연 R&D", {"071303"}, 5),
    ("AI바우처", {"071235"}, 5),
    ("KOTRA 해외IT지원센터 입주", {"060924"}, 3),
    ("손실 보상", {"071292", "070274"}, 5),
    ("조선업 지원", {"066283", "059904"}, 8),
    ("재창업 자금", {"059730"}, 8),
    ("3D프린팅", {"067331"}, 8),
    ("소상공인무이자특례보증", {"070826", "069086", "066659"}, 8),
    ("인천 창업펀드 투자유치", {"066661"}, 3),
]


@pytest.fixture
def notices(tmp_path):
    if not NOTICES.exists():
        pytest.skip("the 1,113 notices of shared/data are not here")
    file = tmp_path / "notices.jsonl"
    file.write_bytes(gzip.decompress(NOTICES.read_bytes()))
    return file


@pytest.fixture
def samples():
    if not SAMPLES.is_dir():
        pytest.skip("the samples of shared/data are not here")
    return SAMPLES


def snapshot():
    """Every row of every table as text, but for the runs' own log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted({name for (name,) in cursor.fetchall()} - {"programmes_importrun", "programmes_refusal"})
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT md5(t::text) FROM "{table}" t')
            rows[table] = sorted(cursor.fetchall())
    return rows


def found(typed: str, within: int) -> list[str]:
    page = look(catalogue.read(QueryDict(f"when=all&q={typed.replace('&', '%26')}")), AsVisitor(), now=NOW).page
    keys = dict(SourceRecord.objects.filter(call__in=list(page.object_list)).values_list("call_id", "key"))
    return [keys[call.pk][-6:] for call in page.object_list][:within]


@pytest.mark.django_db
def test_the_real_notices_come_in_are_found_and_come_in_again_for_nothing(notices, capsys):
    began = time.perf_counter()
    call_command("import_calls", "bizinfo", str(notices))
    seconds = time.perf_counter() - began
    lexicon.forget()
    resident.forget()

    first = ImportRun.objects.get()
    assert (first.total, first.made, first.refused, first.status) == (1113, 1113, 0, "done")
    assert Call.objects.filter(indexed_at__isnull=False).count() == 1113
    assert "1113 rows read: 1113 made" in capsys.readouterr().out
    assert seconds < 120  # 20 s on two free cores, most of it Korean analysis

    missed = {typed: expected - set(found(typed, within)) for typed, expected, within in SEARCHES}
    assert {typed: keys for typed, keys in missed.items() if keys} == {}

    before = snapshot()
    call_command("import_calls", "bizinfo", str(notices))
    second = ImportRun.objects.latest("pk")
    assert (second.made, second.changed, second.same, second.expired, second.refused) == (0, 0, 1113, 0, 0)
    assert {table for table, rows in snapshot().items() if rows != before[table]} == set()


@pytest.mark.django_db
def test_the_portals_samples_in_json_and_in_xml_are_the_same_calls(samples):
    call_command("import_calls", "kstartup", str(samples / "kstartup_announcements.sample.json"))
    before = snapshot()
    calls = list(Call.objects.order_by("pk").values_list("title", "status", "closes_at"))

    call_command("import_calls", "kstartup", str(samples / "kstartup_announcements.sample.xml"))

    assert ImportRun.objects.latest("pk").same == len(calls) == 3
    assert snapshot() == before


KILLED = """
import os, signal, sys
import django
django.setup()
from madang.programmes.actions import imports
from django.core.management import call_command
kept = imports._keep_notes
def die(work):
    kept(work)
    print(len(work.touched), flush=True)
    signal.pause()
imports._keep_notes = die
call_command("import_calls", "kstartup", sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_midway_leaves_nothing_and_runs_again(samples, tmp_path):
    file = str(samples / "kstartup_announcements.sample.json")
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, file],
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "madang.config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout.readline().strip() == "3"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()

    assert (Call.objects.count(), SourceRecord.objects.count(), ImportRun.objects.count()) == (0, 0, 0)

    call_command("import_calls", "kstartup", file)

    assert (Call.objects.count(), ImportRun.objects.get().made) == (3, 3)
