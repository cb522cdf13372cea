"""Where money comes from and what is given: one list for facilities, plans and agreements."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FundSource(models.TextChoices):
    """Where money comes from (domain §3.3 and §8.2)."""

    AKSANSI = "aksansi", _("AKSANSI")
    STATE = "apbn", _("State budget (APBN)")
    DAK = "dak", _("Earmarked grant (DAK)")
    PROVINCE = "apbd_provinsi", _("Provincial budget (APBD provinsi)")
    REGENCY = "apbd", _("Regional budget (APBD)")
    VILLAGE = "apbdes", _("Village budget (APBDes, Dana Desa)")
    GROUP = "kas_kelompok", _("Cash of the group")
    COMMUNITY = "swadaya", _("Residents (swadaya)")
    DONOR = "donor", _("Donor, NGO or loan")
    CSR = "csr", _("Company (CSR)")
    OTHER = "lain", _("Other")
    UNKNOWN = "tidak_diketahui", _("Not known")


class ContributionKind(models.TextChoices):
    MONEY = "uang", _("Money")
    MATERIAL = "material", _("Material")
    LABOUR = "tenaga", _("Labour")
    LAND = "lahan", _("Land")


# What was planned, paid or promised names its source or leaves it empty; "not known" is for what others built.
STATED_FUNDS = [choice for choice in FundSource.choices if choice[0] != FundSource.UNKNOWN]
