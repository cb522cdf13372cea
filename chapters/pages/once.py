"""A form sent twice writes once: its token names what the first sending led to."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as __

from chapters.models import Submission


class SentOnce:
    """For pages whose form brings a `form_token`; a form without one is taken as it comes."""

    request: HttpRequest

    def token(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.request.POST.get("form_token", ""))
        except ValueError:
            return None

    def answer_before(self) -> HttpResponseBase | None:
        """Return the answer to a form that was saved before; None for a first sending.

        Asked before the form is checked: sent again it often is not valid any more, because the
        name it brings is taken, by the record it made, or because the step is made.
        """
        token = self.token() if self.request.method == "POST" else None
        done = Submission.earlier(token=token, user=self.request.user) if token else None
        if done is None:
            return None
        messages.info(self.request, __("This form was saved already; nothing was saved twice."))
        return redirect(done.target_url)

    def remember(self, target: str) -> None:
        """Keep what the form led to, in the transaction of its write."""
        if token := self.token():
            Submission.objects.create(token=token, user=self.request.user, target_url=target[:300])  # type: ignore[misc]
