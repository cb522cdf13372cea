"""Template tags of the shared look: how values, states, icons and examples print."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache

from django import forms, template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from core.records import badges, opened
from core.records.asked import Asked, asked_of
from core.tools import formats, partial_dates
from core.tools.rows.body import body, pill
from core.tools.rows.figures import RUPIAH, Figure, Value
from core.tools.tables import Badge, Column, ColumnChoice, Table

register = template.Library()

register.filter("num", formats.number)
register.filter("about", formats.about)
register.filter("recorded", formats.recorded)
register.filter("rp", formats.rupiah)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("partial", partial_dates.display)


@register.filter
def figure(value: Value | Figure | str, url: str = "") -> SafeString:
    """Return a number over records as a link to them: {{ figure|figure }}, {{ count|figure:address }}.

    What knows its own figure (`figure(url)`) is asked for it; without an address it is a plain number.
    """
    if isinstance(value, str):
        return conditional_escape(value)
    if isinstance(value, Figure):
        return value.html
    own = getattr(value, "figure", None)
    return (own(url) if own else Figure(value, url=url)).html


@register.filter
def rupiah(value: Value, url: str = "") -> SafeString:
    """Return a sum of money as `figure` does: {{ spent|rupiah:address }}."""
    return Figure(value, RUPIAH, url=url).html


@register.filter
def heard(value: object, name: object) -> object:
    """Return a figure under the name it is heard by where its link stands alone: {{ f|heard:label|figure }}."""
    return value.named(str(name)) if isinstance(value, Figure) else value


@register.simple_tag
def pct(part: object, whole: object) -> str:
    """Return part of whole in per cent: {% pct done total %}."""
    return formats.percent(part, whole)


@cache
def _sprite() -> str:
    """Return the address of the icons; it changes only with the program."""
    return static("vendor/icons.svg")


@cache
def _same(part: str, language: str) -> SafeString:
    return render_to_string(part)


_TICKS = {
    (False, False): mark_safe(""),
    (False, True): mark_safe(" disabled"),
    (True, False): mark_safe(" checked"),
    (True, True): mark_safe(" checked disabled"),
}


@register.simple_tag
def same(part: str) -> SafeString:
    """Return a part that says the same on every page to everybody, made once a language."""
    return _same(part, get_language() or "")


@register.simple_tag(takes_context=True)
def rooms_menu(context: template.Context) -> str:
    """Return the menu of rooms (`menu` of the context), the one at hand open by what the page says of itself."""
    menu = context.get("menu")
    return menu(context.get("room", "")) if menu else ""


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of the sprite; decoration unless a label says what it means."""
    href = f"{_sprite()}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag(takes_context=True)
def form_token(context: template.Context, is_one_of_many: bool = False) -> SafeString:
    """Return the hidden field that names a form to be saved once; it stands in every form that writes.

    A refused form keeps its name; where a page has several forms, each gets one of its own. What the
    context's `form` shows of stored values goes along (`core.records.opened`).
    """
    request = context.get("request")
    sent = request.POST.get("form_token", "") if request and not is_one_of_many else ""
    token = sent or uuid.uuid4()
    field = format_html('<input type="hidden" name="form_token" value="{}">', token)
    form = context.get("form")
    if isinstance(form, forms.BaseForm) and (base := opened.base_of(form)):
        field += format_html('<input type="hidden" name="{}" value="{}">', opened.NAME, base)
    return field


@register.filter
def asked(field: forms.BoundField) -> Asked | None:
    """Return why a form asks for a field and where its answer is found; None where the form does not say it."""
    return asked_of(field.form, field.name)


@register.filter
def made_up(rows: Iterable[object], part: str = "") -> bool:
    """Return whether one of the rows, or of what `part` names of them, is made up. {{ hits|made_up }}"""
    return any(getattr(getattr(row, part) if part else row, "is_example", False) for row in rows)


@register.filter
def badge(value: object, tone: str = "") -> SafeString:
    """Return a state as a pill: word, shape, colour. {{ state|badge }}, {{ word|badge:"bad" }}"""
    return pill(value.word, value.tone) if isinstance(value, Badge) else pill(value, tone)


@register.simple_tag
def table_rows(table: Table, tick_form: str = "") -> SafeString:
    """Return the rows of a table, each to be ticked for the form of that id where one is given."""
    is_mixed = table.has_examples and not table.is_all_examples
    sign = render_to_string("components/example_sign.html").strip() if is_mixed else ""
    return body(table, tick_form=tick_form or "", mark=sign)


@register.simple_tag
def column_ticks(choices: Iterable[ColumnChoice]) -> SafeString:
    """Return the columns of a list to tick: thirty on each, written in one go as its rows are."""
    return format_html_join(
        "",
        '<label class="choice"><input type="checkbox" class="form-check-input" name="columns" value="{}"{}>'
        "<span>{}</span></label>",
        (
            (
                one.column.name,
                _TICKS[one.is_shown, one.is_fixed],
                one.column.label,
            )
            for one in choices
        ),
    )


@register.filter
def review_badge(obj: object) -> SafeString:
    """Return the review state of an object that is handed in; nothing for any other."""
    if getattr(obj, "review_root", None) is not obj or obj is None:
        return SafeString("")
    pill = badge(badges.review_badge(obj))
    if obj.is_approved and obj.is_open():
        until = gettext("unlocked until %(date)s") % {"date": formats.day(obj.unlocked_until)}
        return format_html("{} {}", pill, badge(until, "part"))
    return pill


@register.simple_tag
def sort_link(column: Column, current: str) -> dict[str, str]:
    """Return what a header needs: `sort` for the next click, `aria` for the state it is in now."""
    if current == column.name:
        return {"sort": f"-{column.name}", "aria": "ascending"}
    if current == f"-{column.name}":
        return {"sort": column.name, "aria": "descending"}
    return {"sort": column.name, "aria": ""}
