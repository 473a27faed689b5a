"""API v1: one place where the routers of the apps come together."""

from madang.applications.api.mine import router as applications
from madang.core.api import Api
from madang.institutions.api import router as institutions
from madang.matching.api.saved import router as searches
from madang.matching.api.suggestions import router as suggestions
from madang.people.api import router as me
from madang.people.capacity import AsVisitor
from madang.programmes.api import calls, eligibility, programmes, search, terms
from madang.reviews.api.results import router as results
from madang.startups.api import router as startups

DESCRIPTION = """
The open data of the street, and your own startups: institutions, programmes and calls, the search over them, and the
eligibility check with every reason. Reading what is public needs no account; the rest takes a personal token, made under
your account, with the scopes you choose. `docs/reference/api.md` explains paging, languages, errors and limits.
"""

api = Api(
    title="Madang",
    version="1",
    description=DESCRIPTION.strip().replace("\n", " "),
    public=AsVisitor,
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
api.add_router("/institutions", institutions)
api.add_router("/programmes", programmes.router)
api.add_router("/calls", calls.router)
api.add_router("/calls", eligibility.router)
api.add_router("/search", search.router)
api.add_router("/rules", eligibility.rules)
api.add_router("/terms", terms.router)
api.add_router("/me", me)
api.add_router("/me/searches", searches)
api.add_router("/me/startups", startups)
api.add_router("/me/startups", eligibility.of_mine)
api.add_router("/me/startups", suggestions)
api.add_router("/me/startups", results)
api.add_router("/me/startups", applications)
