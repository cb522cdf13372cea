"""A form sent twice writes once: its token names what the first sending led to."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as __

from chapters.models import Submission

# What a browser sends along that is not the person's.
NOT_TYPED = ("csrfmiddlewaretoken", "form_token", "row_version")


class SentOnce:
    """For pages whose form brings a `form_token`; a form without one is taken as it comes."""

    request: HttpRequest

    def token(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.request.POST.get("form_token", ""))
        except ValueError:
            return None

    def earlier(self) -> Submission | None:
        """Return what a form of this token was saved as before."""
        token = self.token() if self.request.method == "POST" else None
        return Submission.earlier(token=token, user=self.request.user) if token else None

    def answer_before(self) -> HttpResponseBase | None:
        """Return the answer to a form that was saved before; None for a first sending.

        Asked before the form is checked: sent again it often is not valid any more, because the
        name it brings is taken, by the record it made, or because the step is made.
        """
        done = self.earlier()
        if done is None:
            return None
        if done.digest and done.digest != self.digest():
            return self.answer_changed(done)
        messages.info(self.request, __("This form was saved already; nothing was saved twice."))
        return redirect(done.target_url)

    def answer_changed(self, done: Submission) -> HttpResponseBase | None:
        """Return the answer to a form that was saved, changed and sent again; None takes it as a new one."""
        return None

    def digest(self) -> str:
        """Return a word for what was typed and attached: the same form sent again has the same."""
        typed = sorted(
            (name, values) for name, values in self.request.POST.lists() if name not in NOT_TYPED
        )
        files = sorted(
            (name, str(file.name), file.size)
            for name, many in self.request.FILES.lists()
            for file in many
        )
        return hashlib.sha256(repr((typed, files)).encode()).hexdigest()

    def remember(self, target: str, obj: Any = None, row_version: str = "") -> None:
        """Keep what the form led to, in the transaction of its write."""
        if token := self.token():
            known = obj is not None and obj.pk is not None
            Submission.objects.update_or_create(  # type: ignore[misc]
                token=token,
                user=self.request.user,
                defaults={
                    "target_url": target[:300],
                    "digest": self.digest(),
                    "content_type": ContentType.objects.get_for_model(obj) if known else None,
                    "object_id": str(obj.pk) if known else "",
                    "row_version": row_version,
                },
            )
