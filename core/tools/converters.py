"""Keys in addresses; what does not fit is no address at all (404), never an error."""

from __future__ import annotations

from typing_extensions import override


class _Text:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class RegionCode(_Text):
    """A Kemendagri code of any level: 34, 34.04, 34.04.01, 34.04.01.2001."""

    regex = r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?"


class FacilityCode(_Text):
    """A facility's own code: 34.04-0007, without its zeros too."""

    regex = r"\d{2}\.\d{2}-\d{1,6}"

    @override
    def to_python(self, value: str) -> str:
        region, _dash, number = value.partition("-")
        return f"{region}-{number:0>4}"


class YearConverter:
    regex = r"(?:19|20)\d{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
