"""Where money comes from and what is given: one list for facilities, plans and agreements."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records.listed import KeptList


class FundSource(models.TextChoices):
    """Where money comes from (domain §3.3 and §8.2): what the list starts with."""

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


FUNDS = KeptList(
    "fund", _("Sources of money"), FundSource,
    bound=(FundSource.AKSANSI, FundSource.UNKNOWN), last=(FundSource.OTHER, FundSource.UNKNOWN),
)  # fmt: skip
# What was planned, paid or promised names its source or leaves it empty; "not known" is for what others built.
STATED_FUNDS = FUNDS.but(FundSource.UNKNOWN)
