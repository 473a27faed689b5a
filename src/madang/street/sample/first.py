"""The startup of the tour: a young robot firm in Seongnam with a laboratory in Seoul and a few facts still open."""

from dataclasses import replace
from datetime import date, timedelta

from . import numbers
from .people import FIRST, address
from .records import Ip, Member, Paper, Product, Round, Standing, Startup, Words, YearFigures
from .standing import earlier

AGE_DAYS = 859


def first(drawn: Startup, today: date) -> Startup:
    """`drawn` with everything that the tour shows set by hand; its first member stays the owner."""
    founded = today - timedelta(days=AGE_DAYS)
    return replace(
        drawn,
        slug=FIRST,
        name=_said("서리풀로봇", "瑞草坡机器人", "Seoripul Robotics"),
        summary=_said(
            "사람이 오가는 건물에서 승강기를 타고 물건을 나르는 배송로봇을 만듭니다. 올해 병원 두 곳에서 시험하고 있습니다.",
            "研发能在人员往来的楼宇中搭乘电梯送货的配送机器人。今年正在两家医院试用。",
            "It makes delivery robots that ride lifts in buildings full of people. Two hospitals try them this year.",
        ),
        region="KR-41",
        lab_region="KR-11-650",
        district=_said("경기도 성남시", "京畿道城南市", "Seongnam, Gyeonggi"),
        founding="corporation",
        opened_on=founded,
        incorporated_on=founded,
        sectors=("robotics", "service_robot"),
        traits=("youth",),
        investment_stage="seed",
        currency="KRW",
        registration={"brn": numbers.business_number(1), "crn": numbers.corporate_number(1)},
        website="https://seoripul-robotics.example.test/",
        years=(
            YearFigures(year=today.year - 2, headcount=3, revenue=0),
            YearFigures(year=today.year - 1, headcount=8, revenue=120_000_000, exports=15_000_000),
        ),
        rounds=(Round(kind="seed", on=founded + timedelta(days=300), amount=500_000_000, currency="KRW"),),
        ip=_rights(founded),
        products=_products(founded),
        members=_members(drawn.members[0], founded),
        standing=_standing(founded, today),
        papers=_papers(today),
        certificates=("venture",),
        size="small",
    )


def _said(ko: str, zh: str, en: str) -> Words:
    return Words(ko=ko, zh=zh, en=en, source="ko")


def _members(owner: Member, founded: date) -> tuple[Member, ...]:
    """The owner and three logins of the tour."""
    others = (
        ("editor", "editor", _said("기술이사", "技术总监", "Head of technology"), 40),
        ("viewer", "viewer", _said("재무 담당", "财务", "Finance"), 300),
        ("many", "editor", _said("자문", "顾问", "Adviser"), 500),
    )
    team = [
        Member(
            email=address(name),
            role=role,
            title=title,
            founder=name == "editor",
            share_percent=20 if name == "editor" else 0,
            joined_on=founded + timedelta(days=days),
        )
        for name, role, title, days in others
    ]
    return (replace(owner, joined_on=founded), *team)


def _rights(founded: date) -> tuple[Ip, ...]:
    lifts = _said(
        "승강기와 배송로봇의 통신 방법",
        "电梯与配送机器人的通信方法",
        "Method for a delivery robot to speak with a lift",
    )
    cargo = _said(
        "이동로봇의 적재함 흔들림 억제 장치", "移动机器人货箱减振装置", "Damper for the cargo box of a mobile robot"
    )
    return (
        Ip(
            kind="patent",
            title=lifts,
            number="SAMPLE-2025-00001",
            on=founded + timedelta(days=230),
            status="registered",
        ),
        Ip(kind="patent", title=cargo, number="SAMPLE-2026-00002", on=founded + timedelta(days=600), status="filed"),
    )


def _products(founded: date) -> tuple[Product, ...]:
    carrier = _said(
        "적재량 20 kg의 실내 배송로봇입니다. 승강기를 스스로 부르고 탑니다.",
        "负载20公斤的室内配送机器人，可自行呼叫并搭乘电梯。",
        "An indoor delivery robot that carries 20 kg. It calls a lift and rides it by itself.",
    )
    control = _said(
        "로봇 여러 대의 길과 순서를 정하는 관제 화면입니다.",
        "为多台机器人规划路线与顺序的调度界面。",
        "A board that plans routes and turns for several robots.",
    )
    return (
        Product(
            name=_said("서리풀 D2", "瑞草坡D2", "Seoripul D2"),
            summary=carrier,
            readiness=8,
            launched_on=founded + timedelta(days=540),
        ),
        Product(name=_said("서리풀 관제", "瑞草坡调度", "Seoripul Control"), summary=control, readiness=6),
    )


def _standing(founded: date, today: date) -> Standing:
    """Taxes are checked, default and wages are not: those who look see what "unknown" means."""
    received = earlier("rnd", 50_000_000, "KRW", founded + timedelta(days=400), 270)
    return Standing(
        arrears={"national_tax": False, "local_tax": False, "default": None, "wages": None},
        received=(received,),
        checked_on=today - timedelta(days=3),
    )


def _papers(today: date) -> tuple[Paper, ...]:
    """Five papers, one of them run out."""
    ago = {
        "business_registration": (200, 0),
        "national_tax": (3, 30),
        "local_tax": (3, 30),
        "insurance_list": (120, 90),
    }
    ago["venture_certificate"] = (400, 1095)
    return tuple(
        Paper(
            kind=kind,
            issued_on=today - timedelta(days=back),
            valid_until=today + timedelta(days=days - back) if days else None,
        )
        for kind, (back, days) in ago.items()
    )
