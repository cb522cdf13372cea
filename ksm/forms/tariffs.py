"""Forms of tariffs: all classes of one paper as lines, and one of them to correct."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.importing import Choice
from core.land.regions import Region
from core.records.asked import ask, confirm_field
from core.tools.written.lines import MOST_LINES, UnreadableLines
from ksm.choices import TariffUnit
from ksm.forms.about import TYPED, offer_about, region_of
from ksm.forms.base import RegistryForm
from ksm.models import Tariff
from ksm.models.about import ABOUT
from ksm.money import lines
from ksm.services import record_tariffs

SOURCE = ["source", "source_url", "as_of", "is_example"]
COMMON = ["kind", "unit", "valid_from", "valid_to", "set_by", "regulation", "payer"]
UNITS = {
    TariffUnit.KK_MONTH: ("per kk per bulan", "kk/bulan", "per kk/bulan", "/kk/bulan", "per kk"),
    TariffUnit.SR_MONTH: ("per sr per bulan", "sr/bulan", "per sambungan per bulan", "per sr"),
    TariffUnit.PERSON_MONTH: ("per jiwa per bulan", "jiwa/bulan", "per orang per bulan"),
    TariffUnit.MONTH: ("per bulan", "/bulan", "bulanan", "sebulan"),
    TariffUnit.YEAR: ("per tahun", "/tahun", "setahun"),
    TariffUnit.USE: ("per pakai", "sekali pakai", "per use", "per penggunaan"),
    TariffUnit.M3: ("per m3", "per m³", "/m3", "per kubik"),
    TariffUnit.TRIP: ("per rit", "/rit", "per trip", "per tangki", "per ritasi"),
    TariffUnit.ONCE: ("sekali", "sekali bayar", "per sambungan"),
}


def unit_cell() -> Choice:
    """Return the reader of units as papers write them."""
    return Choice(TariffUnit, synonyms=UNITS)


class TariffForm(RegistryForm):
    """One class of user."""

    sections = [
        (_("Tariff"), ["kind", "customer", "amount", "amount_to", "amount_text", "unit"]),
        (_("Validity"), ["valid_from", "valid_to", "set_by", "regulation", "payer", "remark"]),
    ]

    class Meta:
        model = Tariff
        fields = ["customer", "amount", "amount_to", "amount_text", *COMMON, "remark", *SOURCE]


class TariffsForm(RegistryForm):
    """All classes of one paper: what they share once, each class a line."""

    confirm_twin = confirm_field(_("Record it nevertheless"))
    lines = forms.CharField(
        label=_("Classes and amounts"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "A line each: “Rumah tangga @ 5.000”, “Warung @ 10.000–15.000 @ per bulan”. An amount alone holds for all."
        ),
    )
    sections = [
        (_("About"), ["facility", "group", "chapter", "office", "region"]),
        (_("Tariff"), ["kind", "unit", "lines", "confirm_twin"]),
        (_("Validity"), ["valid_from", "valid_to", "set_by", "regulation", "payer", "remark"]),
    ]

    class Meta:
        model = Tariff
        fields = [*ABOUT, "region", *COMMON, "remark", *SOURCE]
        field_classes = TYPED

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_about(self)

    def clean_region(self) -> Region | None:
        return region_of(self)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        try:
            self.read = self._read(cleaned)
        except UnreadableLines as error:
            words = __("Not understood: %(lines)s. Write “class @ amount”.")
            self.add_error("lines", words % {"lines": error})
        else:
            self._ask_of_twins(cleaned)
        return cleaned

    def _read(self, cleaned: dict[str, object]) -> list[Tariff]:
        """Return the rows the lines mean."""
        found, cell = [], unit_cell()
        unread: list[tuple[int, str]] = []
        typed = lines.tariffs(str(cleaned.get("lines") or ""))
        if len(typed) > MOST_LINES:
            self.add_error("lines", __("At most %(most)s lines.") % {"most": MOST_LINES})
        for number, line in enumerate(typed, start=1):
            unit = str(cleaned.get("unit") or "")
            if line.unit:
                try:
                    unit = cell.value(line.unit)
                except forms.ValidationError:
                    unread.append((number, line.unit))
                    continue
            money = line.money
            found.append(
                Tariff(
                    customer=line.customer[:120], unit=unit,
                    amount=money.low, amount_to=money.high, amount_text=money.words[:120],
                )
            )  # fmt: skip
        if unread:
            raise UnreadableLines(unread)
        named = [(row.customer.lower(), row.unit) for row in found]
        if len(set(named)) < len(named):
            self.add_error("lines", __("A class of user stands here twice."))
        return found

    def _ask_of_twins(self, cleaned: dict[str, object]) -> None:
        row = self.instance
        things = {name: cleaned.get(name) or getattr(row, name) for name in (*ABOUT, "region")}
        rows = Tariff.objects.visible_to(self.user).current().filter(
            **{name: thing or None for name, thing in things.items() if thing},
            **{f"{name}__isnull": True for name, thing in things.items() if not thing},
            kind=cleaned.get("kind") or row.kind, valid_from=cleaned.get("valid_from", ""),
        )  # fmt: skip
        known = {(one.customer.lower(), one.unit): one for one in rows}
        same = [
            known[key] for one in self.read if (key := (one.customer.lower(), one.unit)) in known
        ]
        if same:
            words = __("Recorded already: %(twins)s. Tick here to record it nevertheless.")
            ask(self, "confirm_twin", words % {"twins": "; ".join(map(str, same[:5]))})

    @override
    def save(self, commit: bool = True) -> Tariff:
        return record_tariffs(shared=self.instance, rows=self.read, by=self.user)
