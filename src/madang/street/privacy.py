"""The street keeps nothing personal of its own: what search holds of pages is what everyone may read on them."""

from typing import Final

from madang.people.register import PersonalField

FIELDS: Final[list[PersonalField]] = []
NOT_PERSONAL: Final = ["street.Door", "street.HouseCheck"]
