"""What the public page of an institution shows, for whoever composes it with calls and programmes."""

from typing import Any

from .models import Alias, Institution


def profile_context(institution: Institution) -> dict[str, Any]:
    """Context of `institutions/_profile.html`. Asks nothing if the institution came through `with_page()`.

    `names`: the wordings other than the one in the heading; `others`, `wrong`: further names and corrected ones;
    `facts`, `sites`, `branches`: rows in their order.
    """
    aliases = sorted(institution.aliases.all(), key=lambda one: one.pk)
    heading = institution.name.said().lang
    return {
        "institution": institution,
        "names": [institution.name.said(lang) for lang, _words in institution.name if lang != heading],
        "others": [one for one in aliases if one.kind != Alias.Kind.MISNOMER],
        "wrong": [one for one in aliases if one.kind == Alias.Kind.MISNOMER],
        "facts": sorted(institution.facts.all(), key=lambda one: (one.position, one.pk)),
        "sites": sorted(institution.sites.all(), key=lambda one: (not one.is_main, one.pk)),
        "branches": sorted((one for one in institution.branches.all() if one.is_listed), key=lambda one: one.pk),
    }
