"""A migration operation that creates many tables with one look at the models.

Django renders every related model anew after each CreateModel. Here all models are related (each has
a history that knows its user), so creating 130 tables one by one takes a minute of pure rendering,
on every new installation and in every test process; at once it takes seconds. The state that comes
out is the same, and later migrations are ordinary ones.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from typing_extensions import override


class CreateTables(Operation):
    """Create the tables of several CreateModel operations, in their order."""

    category = OperationCategory.ADDITION
    serialization_expand_args = ["models"]

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    @override
    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__qualname__, [], {"models": self.models})

    @override
    def state_forwards(self, app_label: str, state: Any) -> None:
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)  # rendered again once, when somebody asks
        for operation in self.models:
            operation.state_forwards(app_label, state)

    @override
    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: object, to_state: Any
    ) -> None:
        for operation in self.models:
            model = to_state.apps.get_model(app_label, operation.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    @override
    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: object
    ) -> None:
        for operation in reversed(self.models):
            model = from_state.apps.get_model(app_label, operation.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    @override
    def describe(self) -> str:
        return f"Create {len(self.models)} tables"
