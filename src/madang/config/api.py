"""API v1: one place where the routers of the apps come together."""

from madang.core.api import Api
from madang.people.capacity import AsVisitor

api = Api(title="Madang", version="1", public=AsVisitor)
