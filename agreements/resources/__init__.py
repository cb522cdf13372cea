"""Rows of the room in and out: the sheets of the import wizard."""

from agreements.resources.papers import AgreementSheet, BlockerSheet, ContactSheet
from agreements.resources.stages import StageEntrySheet

__all__ = ["AgreementSheet", "BlockerSheet", "ContactSheet", "StageEntrySheet"]
