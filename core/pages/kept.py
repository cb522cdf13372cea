"""What a list keeps for its reader: columns, saved filters, the filter to begin with; and the page that writes it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Action, may, reads_only, require
from core.pages.beneath import BeneathList
from core.pages.once import Refusal
from core.pages.saved import PASSING, ListChoice, SavedFilter, tidy_query
from core.people.users import User
from core.records.batches import QUERY_MOST
from core.tools.formats import Words

FILTERS_MOST = 50


class Kept:
    """What is kept of one list for one person; a reader who cannot write has chosen nothing."""

    def __init__(self, user: User, list_name: str) -> None:
        self.user, self.list_name = user, list_name

    @cached_property
    def choice(self) -> ListChoice | None:
        if reads_only(self.user):
            return None
        found = ListChoice.objects.filter(user=self.user, list_name=self.list_name)
        return found.select_related("default_filter").first()

    @cached_property
    def saved(self) -> list[SavedFilter]:
        rows = SavedFilter.objects.usable_by(self.user, self.list_name)
        return list(rows.select_related("user"))

    @property
    def usual(self) -> SavedFilter | None:
        """Return the saved filter the user wants to begin with, where it is still theirs to use."""
        found = self.choice.default_filter if self.choice is not None else None
        if found is None or not (found.is_shared or found.user_id == self.user.pk):
            return None
        return found if found.query else None

    @property
    def may_keep(self) -> bool:
        return not reads_only(self.user)

    def columns(self, known: set[str]) -> list[str]:
        names = self.choice.columns if self.choice is not None else []
        return [name for name in names if name in known] if isinstance(names, list) else []

    def shown(self, query: str) -> dict[str, object]:
        """Return what the templates tell of it; `query`: the state of the list at this moment."""
        usual = self.usual
        return {
            "saved_filters": [
                {
                    "filter": saved,
                    "is_here": saved.query == query,
                    "is_usual": usual is not None and usual.pk == saved.pk,
                }
                for saved in self.saved
            ],
            "may_keep": self.may_keep,
            "may_share": may(self.user, Action.ADMINISTER),
            "has_kept_columns": bool(self.choice and self.choice.columns),
        }


class FiltersPage(BeneathList):
    """Saved filters of a list are renamed, shared, made the usual one, deleted here; what is posted is kept for the
    user, never for the rows.
    """

    template_name = "pages/list_saved.html"
    STEPS: ClassVar[dict[str, str]] = {
        "columns": "_keep_columns",
        "save": "_save_filter",
        "rename": "_rename",
        "delete": "_delete",
        "usual": "_set_usual",
        "share": "_share",
    }

    @cached_property
    def kept(self) -> Kept:
        return Kept(self.request.user, self.full_name)

    @override
    def get_title(self) -> Words:
        return __("Saved filters: %(list)s") % {"list": self.list.get_title()}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self.render(self.kept.shown(""))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        step = self.STEPS.get(self.request.POST.get("do", ""))
        if step is None:
            raise Http404
        if reads_only(self.request.user):
            raise PermissionDenied
        answer: HttpResponse = getattr(self, step)()
        return answer

    def _back(self, query: str = "", *, kept: bool = True) -> HttpResponse:
        leads = HttpResponseRedirect if kept else Refusal
        return leads(f"{self.list_url}?{query or 'all=1'}")

    def _choose(self, **values: object) -> None:
        ListChoice.objects.update_or_create(
            user=self.request.user, list_name=self.full_name, defaults=values
        )

    def _keep_columns(self) -> HttpResponse:
        known = [column.name for column in self.list.get_columns()]
        wanted = set(self.request.POST.getlist("columns"))
        names = [] if self.request.POST.get("standard") else [n for n in known if n in wanted]
        self._choose(columns=names)
        query = self._sent_query(drop=("columns",))
        if names:
            query = f"{query}&columns={','.join(names)}".lstrip("&")
            messages.success(self.request, __("These columns are kept for you."))
        return self._back(query)

    def _sent_query(self, *, drop: tuple[str, ...] = ()) -> str:
        """Return the state of the list a form was sent from, which the form brings along."""
        sent = QueryDict(self.request.POST.get("query", "")[: 2 * QUERY_MOST])
        return tidy_query(sent, drop=(*PASSING, *drop))

    def _save_filter(self) -> HttpResponse:
        query = self._sent_query()
        name = self.request.POST.get("name", "").strip().replace("\x00", "")
        shared = bool(self.request.POST.get("shared"))
        if shared:
            require(self.request.user, Action.ADMINISTER)
        saved = SavedFilter(
            user=self.request.user,
            list_name=self.full_name,
            name=name,
            query=query,
            is_shared=shared,
        )
        kept = False
        if (
            len([one for one in self.kept.saved if one.user_id == self.request.user.pk])
            >= FILTERS_MOST
        ):
            messages.error(
                self.request,
                __("You have %(most)s saved filters here; delete one first.")
                % {"most": FILTERS_MOST},
            )
        elif kept := self._written(saved):
            if self.request.POST.get("usual"):
                self._choose(default_filter=saved)
            messages.success(self.request, __("Filter saved: %(name)s.") % {"name": saved.name})
        return self._back(query, kept=kept)

    def _written(self, saved: SavedFilter, *names: str) -> bool:
        try:
            with transaction.atomic():
                saved.full_clean()
                saved.save(update_fields=names or None)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        except IntegrityError:
            messages.error(self.request, __("You have a saved filter of this name already."))
        else:
            return True
        return False

    def _one(self, *, own: bool) -> SavedFilter:
        """Return the saved filter the form names: one's own, or (for reading) a shared one."""
        try:
            found = SavedFilter.objects.usable_by(self.request.user, self.full_name).get(
                pk=self.request.POST.get("filter", "")
            )
        except (SavedFilter.DoesNotExist, ValueError, OverflowError) as error:
            raise Http404 from error
        if own and found.user_id != self.request.user.pk:
            # A shared one belongs to the house: the Secretariat keeps it.
            require(self.request.user, Action.ADMINISTER)
        return found

    def _manage(self, *, kept: bool = True) -> HttpResponse:
        return (HttpResponseRedirect if kept else Refusal)(self.request.path)

    def _rename(self) -> HttpResponse:
        saved = self._one(own=True)
        saved.name = self.request.POST.get("name", "").strip().replace("\x00", "")
        if kept := self._written(saved, "name"):
            messages.success(self.request, __("Saved: %(what)s.") % {"what": saved.name})
        return self._manage(kept=kept)

    def _delete(self) -> HttpResponse:
        saved = self._one(own=True)
        saved.delete()
        messages.success(self.request, __("Deleted: %(what)s.") % {"what": saved.name})
        return self._manage()

    def _set_usual(self) -> HttpResponse:
        saved = self._one(own=False) if self.request.POST.get("filter") else None
        self._choose(default_filter=saved)
        if saved is not None:
            words = __("This list now begins with: %(name)s.") % {"name": saved.name}
        else:
            words = __("This list now begins with all rows.")
        messages.success(self.request, words)
        return self._manage()

    def _share(self) -> HttpResponse:
        require(self.request.user, Action.ADMINISTER)
        saved = self._one(own=True)
        saved.is_shared = bool(self.request.POST.get("shared"))
        if kept := self._written(saved, "is_shared"):
            messages.success(self.request, __("Saved: %(what)s.") % {"what": saved.name})
        return self._manage(kept=kept)
