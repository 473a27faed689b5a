"""API v1: one place where the routers of the apps come together."""

from ninja import NinjaAPI

api = NinjaAPI(title="Madang", version="1", docs_url=None)
