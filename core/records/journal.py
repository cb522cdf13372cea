"""What can hang on any record: notes, files, review steps, and the guard against doubles."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Reader, ScopedQuerySet


class AttachedQuerySet(ScopedQuerySet):
    """Rows that hang on another record; they carry that record's region, null for a shared one."""

    null_is_shared = True

    def of(self, obj: models.Model) -> Self:
        return self.filter(
            content_type=ContentType.objects.get_for_model(obj, for_concrete_model=True),
            object_id=str(obj.pk),
        )

    def on_rows_of(self, model: type[models.Model]) -> object:
        """Return the primary keys of the rows of a model (with a whole number as key) that these hang on."""
        rows = self.filter(content_type=ContentType.objects.get_for_model(model))
        return rows.annotate(row=Cast("object_id", models.BigIntegerField())).values("row")


class Attached(models.Model):
    """Abstract: a row on any record, in that record's region."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    subject = GenericForeignKey("content_type", "object_id")
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttachedQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=("content_type", "object_id", "-created_at"), name="%(class)s_subject"
            )
        ]


class NoteKind(models.TextChoices):
    INFO = "info", _("Information")
    SUCCESS = "success", _("Progress")
    PROBLEM = "problem", _("Problem")
    FOLLOW_UP = "follow_up", _("Follow-up")


class Note(Attached):
    """A journal entry of a person on a record; kept as written."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=NoteKind.choices, default=NoteKind.INFO
    )
    text = models.TextField(_("note"), max_length=4000)

    class Meta(Attached.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    @override
    def __str__(self) -> str:
        return self.text[:80]


class FileKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    DOCUMENT = "document", _("Document")


class PhotoMoment(models.TextChoices):
    """What a picture shows: of works their state, before and after beside each other; of a chapter its sign."""

    BEFORE = "before", _("Before the works")
    DURING = "during", _("During the works")
    AFTER = "after", _("After the works")
    LOGO = "logo", _("Logo for the letterhead")


def private_path(instance: Attachment, filename: str) -> str:
    """Return a name on disk that tells nothing and cannot be guessed; the real name is a column."""
    return f"files/{instance.uuid.hex[:2]}/{instance.uuid.hex}{instance.extension}"


class Attachment(Attached):
    """A private photo or document; only `core.views.files` hands it out, to who may see it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind.choices)
    title = models.CharField(_("title"), max_length=200)
    taken_on = models.DateField(_("taken or dated on"), null=True, blank=True)
    moment = models.CharField(_("shows"), max_length=6, choices=PhotoMoment.choices, blank=True)
    file = models.FileField(_("file"), upload_to=private_path)
    original_name = models.CharField(max_length=200, editable=False)
    extension = models.CharField(max_length=6, editable=False)
    mime_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta(Attached.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.uuid])

    @property
    def is_photo(self) -> bool:
        return self.kind == FileKind.PHOTO


class ReviewEvent(Attached):
    """One step of a review: who moved what from which state to which, with which remark."""

    move = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    remark = models.TextField(blank=True)

    class Meta(Attached.Meta):
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")

    @override
    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Submission(models.Model):
    """A form that was saved once: the same form sent again leads to the same place.

    `token` names the form, its person and its address (`core.pages.once`), `digest` what was typed;
    `row_version` is what the record had become.
    """

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    target_url = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, blank=True)
    row_version = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    @override
    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def claim(cls, *, key: uuid.UUID, user: Reader, digest: str) -> tuple[Submission, bool]:
        """Return the held row of a form and whether this is its first sending. To be called in a transaction.

        The unique key makes a second one wait until the first has ended, whichever way.
        """
        try:
            with transaction.atomic():
                return cls.objects.create(pk=key, user=user, digest=digest), True
        except IntegrityError:
            return cls.objects.select_for_update().get(pk=key), False

    def keep(self, *, target: str, digest: str) -> None:
        """Write where the form led to; of an address that is too long, without its query."""
        whole = len(target) <= 300
        self.target_url, self.digest = target if whole else target.partition("?")[0], digest
        self.save()
