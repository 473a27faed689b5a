"""What everyone may see: the startups that chose a public page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.people.capacity import AsVisitor
from madang.startups.forms import SearchForm
from madang.startups.models import Startup

PER_PAGE = 24


@acting(AsVisitor)
@require_safe
def index(request: Request) -> HttpResponse:
    form = SearchForm(request.GET or None)
    picked = form.picked() if request.GET else {}
    startups = Startup.objects.visible_to(request.capacity).matching(**picked).for_list()
    page = Paginator(startups, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "startups/index.html", {"form": form, "page": page, "picked": picked})


@acting(AsVisitor)
@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    visible = Startup.objects.visible_to(request.capacity).prefetch_related("products", "founders")
    return render(request, "startups/page.html", {"startup": get_object_or_404(visible, slug=slug)})
