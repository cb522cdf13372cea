from __future__ import annotations

from import_export import fields

from chapters.models import BoardSeat, Chapter, Office, Official
from core.land.regions import Region
from core.pages.resources import SOURCES, ScopedResource, ScopedWidget


class OfficeResource(ScopedResource):
    region = fields.Field("region", "region", ScopedWidget(Region, "code"))

    class Meta(ScopedResource.Meta):
        model = Office
        import_id_fields = ("region", "name", "valid_from")
        fields = (
            "region",
            "name",
            "short_name",
            "kind",
            "valid_from",
            "valid_to",
            "address",
            *SOURCES,
        )


class OfficialResource(ScopedResource):
    office = fields.Field("office", "office", ScopedWidget(Office, "pk"))

    class Meta(ScopedResource.Meta):
        model = Official
        import_id_fields = ("office", "position", "started_on")
        fields = (
            "office",
            "position",
            "name",
            "handles_sanitation",
            "started_on",
            "ended_on",
            *SOURCES,
        )


class ChapterResource(ScopedResource):
    region = fields.Field("region", "region", ScopedWidget(Region, "code"))

    class Meta(ScopedResource.Meta):
        model = Chapter
        import_id_fields = ("region",)
        fields = (
            "region",
            "status",
            "formed_on",
            "dissolved_on",
            "election_method",
            "decree",
            "address",
            "description",
            *SOURCES,
        )


class BoardSeatResource(ScopedResource):
    chapter = fields.Field("chapter", "chapter", ScopedWidget(Chapter, "region__code"))

    class Meta(ScopedResource.Meta):
        model = BoardSeat
        import_id_fields = ("chapter", "role", "field", "term_from")
        fields = (
            "chapter",
            "role",
            "field",
            "person",
            "group_name",
            "phone",
            "term_from",
            "term_to",
            *SOURCES,
        )
