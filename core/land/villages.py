"""From the name of a village, as somebody wrote it, to its official code.

A village is sought inside one kabupaten or kota. What fits one village only is its match; what fits
several, or none, comes back with the reason in words, never with a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Self

from django.utils.translation import gettext as __
from typing_extensions import override

from core.land.regions import Region, RegionKind, search_key
from core.tools.rows.values import value_class

# What people put before the name; the word often tells the kind (domain §2.3).
_PREFIX = re.compile(
    r"^(?P<word>kelurahan|kel|kalurahan|kal|desa|ds|kampung|gampong|gp|nagari|pekon|"
    r"kecamatan|kec|kapanewon|kap|kemantren)\b[.\s:]*(?=\S)",
    re.IGNORECASE,
)
_KIND = {
    "kelurahan": RegionKind.URBAN_VILLAGE,
    "kel": RegionKind.URBAN_VILLAGE,
    "kalurahan": RegionKind.KALURAHAN,
    "kal": RegionKind.KALURAHAN,
    "desa": RegionKind.VILLAGE,
    "ds": RegionKind.VILLAGE,
}
_SHORT = {
    "sei": "sungai",
    "tj": "tanjung",
    "tg": "tanjung",
    "tjg": "tanjung",
    "gn": "gunung",
    "gng": "gunung",
    "kp": "kampung",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
# 0.85: one letter wrong or missing in a name of six; "Sukamaju" and "Sukamulya" stay apart.
CLOSE = 0.85
SHOWN = 4


@lru_cache(maxsize=8192)
def village_key(text: str) -> str:
    """Return a name as it is compared: no prefix, case or punctuation; short words and numbers alike.

    "Kel. Tj. Rejo II" and "Tanjungrejo 2" give the same key.
    """
    plain = _PREFIX.sub("", " ".join(text.split()))
    words = re.split(r"[\s.\-]+", plain.lower())
    return search_key("".join(_SHORT.get(word, word) for word in words)) or search_key(text)


def village_kind(text: str) -> str:
    """Return the kind that the word before a name tells ("Kel. Panularan": kelurahan), "" for none."""
    found = _PREFIX.match(" ".join(text.split()))
    return _KIND.get(found["word"].lower(), "") if found else ""


@value_class
class Village:
    """One village with its district, as the official list has it."""

    code: str
    name: str
    kind: str
    district_code: str
    district: str

    @override
    def __str__(self) -> str:
        return f"{Region(kind=self.kind, name=self.name).short_name}, {self.district}"


@value_class
class VillageMatch:
    """What a written name stands for.

    `village` is None where nothing fits or several do; `reason` then says so in a sentence.
    `is_exact` is False where the spelling differs by more than prefix, spaces and short words.
    """

    village: Village | None = None
    is_exact: bool = False
    reason: str = ""
    candidates: tuple[Village, ...] = ()


def unknown_village(name: str) -> VillageMatch:
    """Return that a name stands for no village."""
    return VillageMatch(reason=__("No village here is called “%(name)s”.") % {"name": name})


@dataclass
class VillageIndex:
    """The villages of one kabupaten or kota by every way to write them; made by two queries."""

    region: str
    villages: list[Village] = field(default_factory=list)
    _by_key: dict[str, list[Village]] = field(default_factory=lambda: defaultdict(list))
    _districts: dict[str, str] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)
    # What other spellings of districts turned out to mean.
    _near: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, region: str) -> Self:
        """Return the index of a region by its code "34.04"; empty where no village is loaded."""
        index = cls(region)
        names = {}
        districts = Region.objects.current().filter(parent=region).order_by("code")
        for code, name, aliases in districts.values_list("code", "name", "aliases"):
            names[code] = name
            for text in (name, *aliases):
                index._districts[village_key(text)] = code
        index._names = list(names.values())
        below = Region.objects.current().filter(parent__parent=region).order_by("code")
        for code, name, kind, aliases in below.values_list("code", "name", "kind", "aliases"):
            above = code.rpartition(".")[0]
            index.add(Village(code, name, kind, above, names.get(above, "")), aliases)
        return index

    def add(self, village: Village, aliases: Iterable[str] = ()) -> None:
        """Take a village in under its name, the parts of a double name, and its other spellings."""
        self.villages.append(village)
        parts = [part for part in re.split(r"[/()]", village.name) if len(search_key(part)) > 3]
        for key in {village_key(text) for text in (village.name, *parts, *aliases)}:
            self._by_key[key].append(village)

    def match(
        self, name: str, *, district: str = "", kind: str = "", is_close_wanted: bool = True
    ) -> VillageMatch:
        """Return what a written name stands for; an empty one stands for nothing, without a reason.

        A district that is known must fit; one that the list does not have is passed over. `kind` is
        the kind written beside the name; it only decides between villages of one name. Who takes
        exact matches only spares the search for close spellings, which is slow.
        """
        key = village_key(name)
        if not key or not self.villages:
            return VillageMatch()
        within = self.district_code(district)
        kind = kind or village_kind(name)
        # Written with its prefix as part of the name: "Kampung Baru", "Desa Baru".
        named = self._by_key.get(search_key(name)) or self._by_key.get(key) or []
        fitting = [v for v in named if not within or v.district_code == within]
        if len(fitting) > 1 and kind:
            fitting = [v for v in fitting if v.kind == kind] or fitting
        if len(fitting) == 1:
            return VillageMatch(fitting[0], is_exact=True)
        if fitting:
            return _several(name, fitting)
        if named:
            districts = sorted({v.district for v in named})
            places = ", ".join(districts[:SHOWN]) + (" …" if len(districts) > SHOWN else "")
            return VillageMatch(
                reason=__("“%(name)s” lies in %(places)s, not in %(district)s.")
                % {"name": name, "places": places, "district": district},
                candidates=tuple(named),
            )
        return self._close(name, key, within) if is_close_wanted else VillageMatch()

    def _close(self, name: str, key: str, within: str) -> VillageMatch:
        keys = [
            known
            for known, found in self._by_key.items()
            if not within or any(v.district_code == within for v in found)
        ]
        near: dict[str, Village] = {}
        for known in get_close_matches(key, keys, n=SHOWN, cutoff=CLOSE):
            for village in self._by_key[known]:
                if not within or village.district_code == within:
                    near[village.code] = village
        if len(near) == 1:
            return VillageMatch(*near.values(), is_exact=False)  # type: ignore[arg-type, misc]
        if near:
            return _several(name, list(near.values()))
        return unknown_village(name)

    def district_names(self) -> list[str]:
        """Return the official names of the districts by code."""
        return self._names

    def district_code(self, name: str) -> str:
        """Return the code of a district by its name, close spellings included; "" for none."""
        key = village_key(name)
        if not key:
            return ""
        if key not in self._districts and key not in self._near:
            near = get_close_matches(key, self._districts, n=1, cutoff=CLOSE)
            self._near[key] = self._districts[near[0]] if near else ""
        return self._districts.get(key) or self._near.get(key, "")


def _several(name: str, found: list[Village]) -> VillageMatch:
    listed = "; ".join(str(village) for village in found[:SHOWN])
    return VillageMatch(
        reason=__("“%(name)s” can mean several villages: %(listed)s. Give the district too.")
        % {"name": name, "listed": f"{listed} …" if len(found) > SHOWN else listed},
        candidates=tuple(found),
    )


class VillageMatcher:
    """Matches names of many regions; each region's villages are read once, on first use."""

    def __init__(self) -> None:
        self._indexes: dict[str, VillageIndex] = {}

    def index(self, region: str) -> VillageIndex:
        if region not in self._indexes:
            self._indexes[region] = VillageIndex.of(region)
        return self._indexes[region]

    def match(self, region: str, name: str, *, district: str = "", kind: str = "") -> VillageMatch:
        """Return what a name stands for in the region of a code; see `VillageIndex.match`."""
        return self.index(region).match(name, district=district, kind=kind)

    def exact(
        self, region: str, name: str, *, district: str = "", kind: str = ""
    ) -> Village | None:
        """Return the one village a name stands for but for prefix, spaces and short words, else None."""
        return (
            self.index(region)
            .match(name, district=district, kind=kind, is_close_wanted=False)
            .village
        )
