"""The product's tables as Django's own inspection reads them; nothing of the product's models."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.management.commands.inspectdb import Command as Inspection
from django.db import connection, models
from typing_extensions import override


def columns(table: str, **relations: models.Field[Any, Any]) -> dict[str, Any]:
    """Return the fields of a table by name; `relations`: those that lead to another table."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
        for column in connection.introspection.get_table_description(cursor, table):
            if column.name.removesuffix("_id") in relations:
                continue
            kind, given, _notes = Inspection().get_field_type(connection, table, column)
            if column.name == key:
                given["primary_key"] = True
                kind = "BigAutoField" if kind == "BigIntegerField" else kind
            elif column.null_ok:
                given |= {"null": True, "blank": True}
            elif kind in ("CharField", "TextField"):
                given["blank"] = True
            found[column.name] = getattr(models, kind)(**given)
    return found | relations


def table(name: str, table_name: str, **fields: Any) -> Any:
    meta = type("Meta", (), {"managed": False, "db_table": table_name, "app_label": "floor"})
    body = {"__module__": __name__, "Meta": meta, "__str__": lambda self: self.name}
    return type(name, (models.Model,), body | columns(table_name, **fields))


def to(model: Any, name: str = "+") -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(model, models.DO_NOTHING, related_name=name)


class User(AbstractBaseUser):
    username = models.CharField(max_length=150, unique=True)
    is_active = models.BooleanField()
    is_staff = True  # whoever is signed in may use the floor's admin
    USERNAME_FIELD = "username"
    objects: Any = BaseUserManager()

    class Meta:
        managed = False
        db_table = "core_user"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True

    def has_module_perms(self, label: str) -> bool:
        return True

    @override
    def __str__(self) -> str:
        return self.username


Region = table("Region", "core_region")
Group = table("Group", "ksm_group", region=to(Region))
Facility = table("Facility", "ksm_facility", region=to(Region))
Past = table("Past", "ksm_historicalfacility", history_user=to(User))
Status = table("Status", "ksm_statusrecord", facility=to(Facility, "statuses"))
Operation = table(
    "Operation", "ksm_operation", facility=to(Facility, "operations"), group=to(Group)
)
Desludging = table("Desludging", "ksm_desludging", facility=to(Facility, "desludgings"))
Works = table("Works", "ksm_works", facility=to(Facility, "works"))
Programme = table("Programme", "ksm_programme")
Funding = table(
    "Funding",
    "ksm_fundingcontribution",
    facility=to(Facility, "funding"),
    programme=to(Programme),
)
Paper = table("Paper", "ksm_paper", facility=to(Facility, "papers"))
Tariff = table("Tariff", "ksm_tariff", facility=to(Facility, "tariffs"))
Figure = table("Figure", "ksm_datedfact", facility=to(Facility, "figures"))
Note = table("Note", "core_note", created_by=to(User))
File = table("File", "core_attachment")
Round = table("Round", "monitoring_round")
Visit = table("Visit", "monitoring_visit", facility=to(Facility, "visits"), round=to(Round))
Score = table("Score", "monitoring_visitscore", visit=to(Visit, "scores"))
