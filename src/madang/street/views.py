"""Pages that cross apps: home and the list of desks."""

from django.http import HttpResponse
from django.shortcuts import render

from madang.core.capacity import Request, acting
from madang.people.capacity import AsSelf, AsVisitor


@acting(AsVisitor)
def home(request: Request) -> HttpResponse:
    return render(request, "street/home.html")


@acting(AsSelf)
def desks(request: Request) -> HttpResponse:
    return render(request, "street/desks.html")
