"""Who is on the sample street: names that mean nobody, and the logins a visitor may try."""

from datetime import date, timedelta
from random import Random

from .institutions import read
from .records import Institution, Person, StaffMember, Tour, Words

PASSWORD = "madang-sample-street"  # noqa: S105 -- public on purpose: it opens the sample street and nothing else
FIRST = "seoripul-robotics"


def invented(
    rng: Random, language: str, email: str, today: date, *, born: date | None = None, operator: bool = False
) -> Person:
    """A person with a name of that language's country; family and given names are drawn apart from each other."""
    names = read("startups")["names"]
    if language == "en":
        name = latin = f"{rng.choice(names['given_en'])} {rng.choice(names['family_en'])}"
    else:
        country = "kr" if language == "ko" else "cn"
        family, family_latin = rng.choice(names[f"family_{country}"]).split("|")
        given, given_latin = rng.choice(names[f"given_{country}"]).split("|")
        name, latin = family + given, f"{given_latin} {family_latin}"
    years = 22 + int(38 * rng.random() ** 1.3)
    return Person(
        email=email,
        name=name,
        latin_name=latin,
        language=language,
        gender=rng.choice("fm"),
        born=born or today - timedelta(days=years * 365 + rng.randrange(365)),
        operator=operator,
    )


_STAFF = (
    ("desk", "proving", "owner"),
    ("manager", "proving", "manager"),
    ("approver", "proving", "manager"),
    ("desk-viewer", "proving", "viewer"),
    ("manager-zh", "camp", "manager"),
    ("manager-en", "khouse", "manager"),
    ("many", "seoripul", "manager"),
)


def address(name: str) -> str:
    return f"{name}@example.test"


def logins(rng: Random, today: date, slugs: dict[str, str]) -> tuple[list[Person], list[Tour]]:
    """The accounts of the tour; `slugs` gives the startup of those whose desk is drawn."""
    people, tour = [], []
    for login in read("tour")["logins"]:
        name = login["name"]
        people.append(invented(rng, login["language"], address(name), today, operator=name == "operator"))
        ko, zh, en = login["what"].split("|")
        where = login["desk"] or f"/s/{slugs[name]}/"
        tour.append(Tour(email=address(name), desk=where, what=Words(ko=ko, zh=zh, en=en, source="ko")))
    return people, tour


def staff(rng: Random, today: date, doors: tuple[Institution, ...]) -> tuple[list[Person], list[StaffMember]]:
    """Two to four people at each invented desk, besides those of the tour; real bodies have none."""
    joined = today - timedelta(days=700)
    people: list[Person] = []
    roles = [StaffMember(email=address(n), institution=slug, role=role, joined_on=joined) for n, slug, role in _STAFF]
    for door in doors:
        if door.real:
            continue
        taken = {role.role for role in roles if role.institution == door.slug}
        wanted = [
            role
            for role in ("owner", "manager", "manager", "viewer")[: rng.randint(2, 4)]
            if role != "owner" or "owner" not in taken
        ]
        for number, role in enumerate(wanted, start=1):
            email = address(f"{door.slug}-{role}{number}")
            people.append(invented(rng, "ko" if door.city == "Seoul" else "zh", email, today))
            roles.append(
                StaffMember(
                    email=email, institution=door.slug, role=role, joined_on=joined + timedelta(days=rng.randrange(600))
                )
            )
    return people, roles
