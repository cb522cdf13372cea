"""The closed word lists of the registry (domain §3, §6.4, §6.5) and the tones of its states."""

from __future__ import annotations

from functools import cache

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.tools.tables import Badge


class GroupKind(models.TextChoices):
    KSM = "ksm", _("KSM (builder)")
    KPP = "kpp", _("KPP (users and maintainers)")
    KSM_KPP = "ksm_kpp", _("KSM/KPP (both in one)")
    BPS = "bps", _("BPS (facility management body)")
    OTHER = "lain", _("Other group")


class GroupBasis(models.TextChoices):
    MINUTES = "berita_acara", _("Minutes of formation only")
    VILLAGE = "sk_desa", _("Decree of the village head (kepala desa/lurah)")
    DISTRICT = "sk_camat", _("Decree of the district head (camat/panewu)")
    OFFICE = "sk_opd", _("Decree of the head of a regional office")
    REGIONAL_HEAD = "sk_kepala_daerah", _("Decree of the regent or mayor")
    NOTARY = "akta_notaris", _("Notarial deed")
    ASSOCIATION = "kemenkumham", _("Association with ministerial decree")
    NONE = "tidak_ada", _("None")
    UNKNOWN = "tidak_diketahui", _("Not known")


class GroupStatus(models.TextChoices):
    ACTIVE = "aktif", _("Active")
    PARTLY = "aktif_sebagian", _("Partly active")
    INACTIVE = "tidak_aktif", _("Not active")
    NOT_FORMED = "belum_dibentuk", _("Not formed yet")
    DISSOLVED = "bubar", _("Dissolved")
    UNKNOWN = "tidak_diketahui", _("Not known")


class Membership(models.TextChoices):
    YES = "ya", _("Member")
    NO = "belum", _("Not a member")
    UNKNOWN = "tidak_diketahui", _("Not known")


class VillageKind(models.TextChoices):
    URBAN = "kelurahan", _("Kelurahan")
    RURAL = "desa", _("Desa")
    KALURAHAN = "kalurahan", _("Kalurahan")


class FacilityType(models.TextChoices):
    COMMUNAL = "ipal_komunal", _("Communal wastewater plant (IPAL komunal)")
    AREA = "ipal_kawasan", _("Area wastewater plant (IPAL kawasan)")
    COMBINED = "ipal_kombinasi", _("Combined plant (IPAL kombinasi)")
    MCK = "mck", _("MCK")
    MCK_PLUS = "mck_plus", _("MCK Plus")
    MCK_PLUS_PLUS = "mck_plusplus", _("MCK Plus++")
    SHARED_TANK = "tangki_septik", _("Shared septic tank")
    OTHER = "lain", _("Other facility")
    UNKNOWN = "tidak_diketahui", _("Type not known")


class FacilityPart(models.TextChoices):
    """Parts of a facility that different bodies may run: the KSM the MCK, the RT the house connections."""

    MCK = "mck", _("MCK (toilets and washing place)")
    CONNECTIONS = "sr", _("House connections")
    PIPES = "pipa", _("Pipe network")
    PLANT = "ipal", _("Treatment plant")


# What a Dinas PU and the minimum service standard count by (Permen PUPR 4/2017): pipes make a
# centralised system, a tank or an MCK one on the spot.
_WITH_PIPES = (FacilityType.COMMUNAL, FacilityType.AREA, FacilityType.COMBINED)


WITH_PIPES, ON_SITE = "SPALD-T", "SPALD-S"


def system_of(facility_type: str) -> str:
    """Return the kind of domestic wastewater system a type belongs to; "" where it cannot be told."""
    if facility_type in ("", FacilityType.OTHER, FacilityType.UNKNOWN):
        return ""
    return WITH_PIPES if facility_type in _WITH_PIPES else ON_SITE


def system_words(facility_type: str) -> str:
    return {
        "": "",
        WITH_PIPES: str(_("SPALD-T (centralised, settlement scale)")),
        ON_SITE: str(_("SPALD-S (on-site)")),
    }[system_of(facility_type)]


class LifeStage(models.TextChoices):
    """Where a facility stands in its life; only what was built counts in reports, or of which nobody stated it and
    that was found standing since (`FacilityQuerySet.existing`)."""

    PLANNED = "rencana", _("Planned")
    BUILDING = "dibangun", _("Under construction")
    BUILT = "terbangun", _("Built")
    CLOSED = "ditutup", _("Closed or dismantled")
    UNKNOWN = "tidak_tahu", _("Not known")


class Technology(models.TextChoices):
    SETTLER = "settler", _("Settler")
    DIGESTER = "digester", _("Biodigester")
    ABR = "abr", _("Anaerobic baffled reactor (ABR)")
    AF = "af", _("Anaerobic filter (AF)")
    WETLAND = "pgf", _("Planted gravel filter or wetland")
    BIOFILTER = "biofilter", _("Aerobic biofilter")
    RBC = "rbc", _("Rotating biological contactor (RBC)")
    ACTIVATED = "lumpur_aktif", _("Activated sludge")
    CLARIFIER = "clarifier", _("Clarifier or filtration")
    CHLORINATION = "klorinasi", _("Chlorination")
    PUMP = "pompa", _("Pump or lift station")
    GREASE_TRAP = "grease_trap", _("Grease trap")


class LandStatus(models.TextChoices):
    GOVERNMENT = "pemda", _("Regional government land")
    VILLAGE = "desa", _("Village land")
    GRANTED = "hibah", _("Granted in writing")
    PERMITTED = "izin_tertulis", _("Written permission")
    ORAL = "izin_lisan", _("Oral permission")
    ROAD = "badan_jalan", _("Public road or river bank")
    DISPUTED = "sengketa", _("Disputed")
    UNKNOWN = "tidak_diketahui", _("Not known")


class PaperKind(models.TextChoices):
    HANDOVER = "bast", _("Minutes of handover (BAST)")
    CERTIFICATE = "sertifikat", _("Land certificate")
    GRANT = "hibah", _("Deed of grant (hibah)")
    PERMISSION = "izin", _("Written permission for the land")
    VILLAGE = "surat_desa", _("Statement of the village (land letter C, SKT)")
    DECREE = "sk_pengelola", _("Decree on the operator")
    OTHER = "lain", _("Other document")


class AssetStatus(models.TextChoices):
    HANDED_OVER = "bast", _("Handed over with minutes (BAST)")
    TO_RESIDENTS = "warga", _("With the residents, not recorded")
    GOVERNMENT = "pemda", _("Recorded as a regional asset")
    UNCLEAR = "tidak_jelas", _("Not clear")
    UNKNOWN = "tidak_diketahui", _("Not known")


class CoordinateSource(models.TextChoices):
    GPS = "gps", _("Measured on site (GPS or phone)")
    MAP = "peta", _("Pointed out on a map")
    DOCUMENT = "dokumen", _("From a document or data set")
    VILLAGE = "desa", _("Centre of the village only")


class ReceivingWater(models.TextChoices):
    RIVER = "sungai", _("River")
    DRAIN = "drainase", _("Drain")
    SOIL = "resapan", _("Soil infiltration")
    IRRIGATION = "irigasi", _("Irrigation ditch or rice field")
    POND = "kolam", _("Pond")
    SEA = "laut", _("Sea")
    OTHER = "lain", _("Other")


class FunctionStatus(models.TextChoices):
    WORKING = "berfungsi", _("Working")
    PARTLY = "berfungsi_sebagian", _("Partly working")
    NOT_WORKING = "tidak_berfungsi", _("Not working")
    NOT_STARTED = "belum_operasi", _("Not in operation yet")
    UNKNOWN = "tidak_diketahui", _("Not known")


# Whoever found it so found it standing; "not in operation yet" says nothing of the building.
STANDING = (FunctionStatus.WORKING, FunctionStatus.PARTLY, FunctionStatus.NOT_WORKING)


class Condition(models.TextChoices):
    GOOD = "baik", _("Good")
    LIGHT = "rusak_ringan", _("Light damage")
    MEDIUM = "rusak_sedang", _("Medium damage")
    HEAVY = "rusak_berat", _("Heavy damage")
    UNKNOWN = "tidak_diketahui", _("Not known")


class WorksKind(models.TextChoices):
    RETROFIT = "retrofit", _("Retrofit")
    REHABILITATION = "rehabilitasi", _("Rehabilitation")
    EXTENSION = "pengembangan", _("Extension of connections")


class WorksStatus(models.TextChoices):
    PLANNED = "rencana", _("Planned")
    ONGOING = "berjalan", _("Under way")
    DONE = "selesai", _("Done")
    STOPPED = "dihentikan", _("Stopped")


class ProviderKind(models.TextChoices):
    UNIT = "uptd", _("Regional technical unit (UPTD)")
    UTILITY = "pdam", _("Water utility (PDAM/Perumda)")
    PRIVATE = "swasta", _("Private firm")
    SELF = "sendiri", _("The group itself")
    UNKNOWN = "tidak_diketahui", _("Not known")


class Payer(models.TextChoices):
    GROUP = "kelompok", _("The group")
    USERS = "pengguna", _("The users")
    GOVERNMENT = "pemda", _("Regional government")
    VILLAGE = "desa", _("Village")
    AKSANSI = "aksansi", _("AKSANSI")
    OTHER = "lain", _("Other")
    UNKNOWN = "tidak_diketahui", _("Not known")


class TariffKind(models.TextChoices):
    USE = "iuran", _("Fee of users")
    CONNECTION = "sambungan", _("New connection")
    EMPTYING = "penyedotan", _("Desludging")
    DUES = "iuran_ksm", _("Dues of groups to AKSANSI")
    OTHER = "lain", _("Other")


class TariffUnit(models.TextChoices):
    KK_MONTH = "kk_bulan", _("per household (KK) and month")
    SR_MONTH = "sr_bulan", _("per connection (SR) and month")
    PERSON_MONTH = "jiwa_bulan", _("per person and month")
    MONTH = "bulan", _("per month")
    YEAR = "tahun", _("per year")
    USE = "pakai", _("per use")
    M3 = "m3", _("per m³")
    TRIP = "rit", _("per trip")
    ONCE = "sekali", _("once")
    IN_RT = "iuran_rt", _("within the fee of the RT")
    VOLUNTARY = "sukarela", _("voluntary")
    OTHER = "lain", _("in another unit")


_TONES: dict[str, str] = {
    FunctionStatus.WORKING: "good",
    FunctionStatus.PARTLY: "part",
    FunctionStatus.NOT_WORKING: "bad",
    FunctionStatus.NOT_STARTED: "info",
    Condition.GOOD: "good",
    Condition.LIGHT: "part",
    Condition.MEDIUM: "part",
    Condition.HEAVY: "bad",
    GroupStatus.ACTIVE: "good",
    GroupStatus.PARTLY: "part",
    GroupStatus.INACTIVE: "bad",
    GroupStatus.NOT_FORMED: "info",
    WorksStatus.PLANNED: "info",
    WorksStatus.ONGOING: "part",
    WorksStatus.DONE: "good",
    WorksStatus.STOPPED: "bad",
}


def badge(choices: type[models.TextChoices], value: str | None) -> Badge | None:
    """Return the state as a word with its tone; None where nothing is stated."""
    return _badge(choices, value, get_language()) if value else None


@cache
def _badge(choices: type[models.TextChoices], value: str, language: str | None) -> Badge:
    return Badge(str(choices(value).label), _TONES.get(value, "none"))
