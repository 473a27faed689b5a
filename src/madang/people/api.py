"""The caller, as the API tells them of themselves."""

from typing import Any, Literal

from ninja import Field, Router, Schema

from madang.core.api import answers, serving

from .api_auth import signed_in
from .capacity import AsSelf, OwnRequest

router = Router(tags=["Me"], auth=signed_in())


class Me(Schema):
    """Who the token belongs to and what it may do. No address: a lost token gives away no more than it must."""

    name: str = Field(examples=["Sample Haneul"])
    language: Literal["ko", "zh-hans", "en"]
    scopes: list[Literal["applications", "read", "searches", "startups", "write"]]
    is_operator: bool


@router.get("", response=answers(Me, 304), summary="Who am I")
@serving(AsSelf)
def me(request: OwnRequest) -> dict[str, Any]:
    """The person behind the token and the token's scopes. Any valid token."""
    person = request.capacity.person
    return {
        "name": person.name,
        "language": person.language,
        "scopes": sorted(request.scopes),  # type: ignore[attr-defined]
        "is_operator": person.is_operator,
    }
