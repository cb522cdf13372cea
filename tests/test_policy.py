"""House rules that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.core.management import call_command
from django.forms import BaseForm, Field
from django.urls import get_resolver
from django.views.generic import View

from core.access import ScopedQuerySet
from core.pages import Page

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("aksansi", "core", "chapters", "ksm", "monitoring", "agreements", "events", "planning")
CODE = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_roles_are_named_only_by_the_wall_and_the_user_model() -> None:
    naming = re.compile(
        r"\bRole\.(SECRETARIAT|CHAPTER|GOVERNMENT)\b|user\.role\b|\.is_superuser|\.is_staff"
    )
    allowed = {"core/access.py", "core/people/users.py", "core/pages/filters.py"}
    faults = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in CODE
        if str(path.relative_to(ROOT)) not in allowed
        and "demo" not in path.parts
        and "management" not in path.parts
        for match in naming.finditer(path.read_text())
    ]
    assert faults == []


def test_templates_never_compare_roles() -> None:
    faults = [
        str(p.relative_to(ROOT))
        for p in TEMPLATES
        if re.search(r"user\.role|is_superuser|is_staff", p.read_text())
    ]
    assert faults == []


# --- Reads start at the wall ------------------------------------------------------

MANAGERS = {"objects", "_default_manager", "_base_manager"}
DOORS = {"views", "forms", "filters", "pages"}
# What begins a read inside the wall; `none` reads nothing, the others only write.
AT_THE_WALL = {"visible_to", "none", "create", "update_or_create"}
# Reads beside the wall, by file and model, and why each may.
BESIDE_THE_WALL = {
    ("agreements/filters.py", "Office"): "offices named by blockers that came through the wall",
    ("aksansi/jobs/digest.py", "User"): "every account, to mail its own tasks to it",
    ("aksansi/jobs/news.py", "User"): "every account, to mail each what is its own",
    ("aksansi/jobs/news.py", "Finding"): "findings of offices, each mailed to accounts that see it",
    ("aksansi/awards/scores.py", "Visit"): "visits of rows that came through the wall",
    ("aksansi/awards/scores.py", "VisitScore"): "scores of those visits",
    ("aksansi/public/telling.py", "Chapter"): "those the Secretariat opened to anybody",
    ("aksansi/public/telling.py", "ApprovedFigures"): "approved figures of those chapters",
    ("aksansi/public/telling.py", "Facility"): "rounded places of what those figures count",
    (
        "aksansi/public/telling.py",
        "ArchivedReport",
    ): "the number of the letter that told those figures",
    (
        "aksansi/search/search.py",
        "ArchivedReport",
    ): "whether a printed code is genuine, for anybody",
    ("aksansi/search/search.py", "Region"): "the name of the region in that code",
    ("core/pages/kept.py", "ListChoice"): "the account's own",
    ("core/pages/kept.py", "SavedFilter"): "asked through `usable_by`",
    ("core/pages/lists.py", "self.model"): "no row is read, only how far the wall reaches",
    ("core/pages/once.py", "Submission"): "names of saved forms, by age alone",
    (
        "core/pages/scoped_forms.py",
        "type(self.instance)",
    ): "no row is read, only where the wall stands",
    ("core/views/users.py", "Region"): "names of regions, on a page of the Secretariat",
}


def managers_in(tree: ast.Module) -> Iterator[tuple[int, str, list[str], ast.AST | None]]:
    """Yield each use of a manager: line, model, the names called on it in turn, what holds the result."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in MANAGERS:
            continue
        steps: list[str] = []
        top: ast.AST = node
        while isinstance(holder := above.get(top), ast.Attribute | ast.Call) and top in (
            getattr(holder, "value", None),
            getattr(holder, "func", None),
        ):
            if isinstance(holder, ast.Attribute):
                steps.append(holder.attr)
            top = holder
        yield node.lineno, ast.unparse(node.value), steps, holder


def is_at_the_wall(tree: ast.Module, model: str, steps: list[str], holder: ast.AST | None) -> bool:
    """Whether a read is narrowed: by itself, by the name it is kept under, or by the filter or form it is given to."""
    if AT_THE_WALL & set(steps) or steps[:2] == [
        "select_for_update",
        "get",
    ]:  # a row that was found is locked
        return True
    # ScopedFilterSet, ScopedAdmin and RecordForm narrow what they are given under this name.
    if isinstance(holder, ast.keyword) and holder.arg == "queryset":
        return True
    if isinstance(holder, ast.Call) and ast.unparse(holder.args[0]) == "'queryset'":
        return True
    if isinstance(holder, ast.Assign | ast.AnnAssign):
        target = holder.targets[0] if isinstance(holder, ast.Assign) else holder.target
        if not isinstance(target, ast.Name):
            return False
        uses = [
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == target.id
        ]
        return "visible_to" in uses or (uses == ["select_for_update"])
    return False


def nobodys_models() -> set[str]:
    """Return the names of reference tables, which every account reads whole."""
    return {
        model.__name__
        for model in apps.get_models()
        if isinstance(rows := model._default_manager.all(), ScopedQuerySet)
        and rows.scope_path is None
    }


def beside_the_wall(path: Path, text: str) -> list[tuple[str, str, int]]:
    tree, free = ast.parse(text), nobodys_models()
    return [
        (str(path), model, line)
        for line, model, steps, holder in managers_in(tree)
        if model not in free and not is_at_the_wall(tree, model, steps, holder)
    ]


def test_views_forms_and_filters_start_at_the_wall() -> None:
    found = []
    for path in CODE:
        place = path.relative_to(ROOT)
        names = {place.stem, *place.parts}
        is_roof = place.parts[0] == "aksansi" and not names & {"demo", "management"}
        if names & DOORS or is_roof:
            found += beside_the_wall(place, path.read_text())
    assert [one for one in found if one[:2] not in BESIDE_THE_WALL] == []
    assert BESIDE_THE_WALL.keys() == {one[:2] for one in found}, "an exception nobody needs"


@pytest.mark.parametrize(
    "code",
    [
        "Facility.objects.all()",
        "Facility.objects.filter(pk=key).first()",
        "Facility._default_manager.get(pk=key)",
        "Facility._base_manager.current()",
        "get_object_or_404(Facility.objects, pk=key)",
        "rows = (\n    Facility\n    .objects\n    .current()\n)\nrows.filter(pk=key)",
        "kept = Facility.objects\nkept.get(pk=key)",
        "x = field(queryset=[row for row in Facility.objects.current()])",
        "Visit.objects.visible_to(user).filter(facility__in=Facility.objects.current())",
    ],
)
def test_a_read_beside_the_wall_is_seen(code: str) -> None:
    assert [line for *_rest, line in beside_the_wall(Path("x.py"), code)]


@pytest.mark.parametrize(
    "code",
    [
        "Facility.objects.visible_to(user).get(pk=key)",
        "Facility.objects\\\n    .current()\\\n    .visible_to(user)",
        "manager = self.model._default_manager\nmanager.visible_to(user)",
        "choice = ModelChoiceFilter(queryset=Facility.objects.current())",
        "Facility.objects.none()",
        "Stage.objects.order_by('order')",  # reference rows
    ],
)
def test_a_read_at_the_wall_passes(code: str) -> None:
    assert beside_the_wall(Path("x.py"), code) == []


def test_files_stay_short() -> None:
    long_code = [f"{p.relative_to(ROOT)}" for p in CODE if len(p.read_text().splitlines()) > 450]
    assert long_code == []


def test_types_say_something() -> None:
    """`Any` grows rarer: who lowers the number lowers this one (3,492 once; aim 1,746)."""
    assert sum(len(re.findall(r"\bAny\b", path.read_text())) for path in CODE) <= 1670


def test_values_are_value_classes() -> None:
    """Each frozen dataclass costs every start half a millisecond; two want to be compared by less than all they are."""
    kept = {"aksansi/api/register.py", "ksm/doubles/alike.py"}
    found = {str(p.relative_to(ROOT)) for p in CODE if "dataclass(frozen=True" in p.read_text()}
    assert found == kept


def test_the_walks_of_the_architecture_name_files_there_are() -> None:
    walks = (ROOT / "docs" / "architecture.md").read_text().partition("## Three walks")[2]
    named = re.findall(r"`([\w/]+/[\w/]*(?:\.py|\.html)?)`", walks)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_templates_can_be_read_in_a_difference() -> None:
    """No line above 160 characters, no file above 6 KB (design §8)."""
    texts = {str(p.relative_to(ROOT)): p.read_text() for p in TEMPLATES}
    wide = [
        f"{n}: {line[:80]}" for n, t in texts.items() for line in t.split("\n") if len(line) > 160
    ]
    assert wide == []
    assert [name for name, text in texts.items() if len(text.encode()) > 6 * 1024] == []


def test_nothing_is_inline_in_templates() -> None:
    inline = re.compile(r"\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\bsrc=)[^>]*>|<style")
    faults = [str(p.relative_to(ROOT)) for p in TEMPLATES if inline.search(p.read_text())]
    assert faults == []


def test_no_template_asks_another_host() -> None:
    faults = [
        f"{p.relative_to(ROOT)}: {m.group(0)}"
        for p in [
            *TEMPLATES,
            *sorted((ROOT / "static" / "css").rglob("*.css")),
            *sorted((ROOT / "static" / "js").rglob("*.js")),
        ]
        for m in re.finditer(
            r"(?:src|href|action|url)\s*[=(]\s*['\"]?(?:https?:)?//[^\s'\")]+", p.read_text()
        )
    ]
    assert faults == []


def test_lock_files_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "frontend/package-lock.json"):
        text = (ROOT / name).read_text()
        assert not re.search(r"\"resolved\"|--index-url|--find-links|^\s*-i\s", text, re.M), name


def test_no_signal_carries_a_rule() -> None:
    """The one receiver allowed fills a column of history rows."""
    using = [
        str(p.relative_to(ROOT))
        for p in CODE
        if re.search(r"django\.db\.models\.signals|@receiver", p.read_text())
    ]
    assert using == ["core/tools/rows/history.py"]


def test_no_cupboard_for_odds_and_ends() -> None:
    names = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert [str(p.relative_to(ROOT)) for p in CODE if p.name in names] == []


def test_every_setting_of_the_environment_is_explained() -> None:
    text = "".join((ROOT / f"aksansi/{name}.py").read_text() for name in ("settings", "scale"))
    asked = re.findall(r"""env(?:\.\w+)?\(\s*["']([A-Z0-9_]+)["']""", text)
    lines = (ROOT / ".env.example").read_text().splitlines()
    told = {
        m.group(1): n for n, line in enumerate(lines) if (m := re.match(r"#? ?([A-Z0-9_]+)=", line))
    }
    assert len(asked) > 12
    assert set(asked) ^ set(told) == {"HOST", "PORT"}  # these are of `make run`
    # Every line has its words above it.
    assert [name for name, n in told.items() if not re.match(r"# [A-Z0-9].*", lines[n - 1])] == []


# --- Languages ------------------------------------------------------------------


def catalogue() -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"))


def test_indonesian_is_complete() -> None:
    po = catalogue()
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


def test_catalogue_holds_every_message_of_the_code(tmp_path: Path) -> None:
    """Extract the messages anew and compare: a new text without its Indonesian fails here."""
    import shutil
    import subprocess

    if shutil.which("xgettext") is None:
        pytest.fail("gettext is missing; make test installs it")
    clone = tmp_path / "project"
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, clone / room, ignore=shutil.ignore_patterns("__pycache__", "migrations")
        )
    shutil.copytree(ROOT / "templates", clone / "templates")
    (clone / "locale").mkdir()
    # Django's own command needs no settings: with ours, all modules of the copy were compiled first.
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "id", "--no-wrap", "--no-location"],
        cwd=clone,
        env=plain,
        check=True,
        capture_output=True,
    )
    fresh = polib.pofile(str(clone / "locale" / "id" / "LC_MESSAGES" / "django.po"))
    known = {
        (entry.msgctxt, entry.msgid) for entry in catalogue() if entry.msgstr or entry.msgstr_plural
    }
    missing = [
        entry.msgid
        for entry in fresh
        if not entry.obsolete and (entry.msgctxt, entry.msgid) not in known
    ]
    assert missing == []


def test_a_message_of_two_numbers_is_nowhere_one_of_a_single() -> None:
    """gettext finds no single message where the catalogue has one of two numbers: the page would say it in English."""
    of_two = {entry.msgid for entry in catalogue() if entry.msgid_plural}
    said = []
    for path in TEMPLATES:
        text = path.read_text()
        for body in re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", text, re.S):
            if "{% plural %}" not in body:
                said.append((path, re.sub(r"{{ (\w+) }}", r"%(\1)s", " ".join(body.split()))))
        said += [(path, found) for found in re.findall(r"{% translate \"(.*?)\"", text)]
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in ("_", "__") and isinstance(first, ast.Constant):
                    said.append((path, str(first.value)))
    assert len(said) > 5000
    assert [f"{path.name}: {text}" for path, text in said if text in of_two] == []


def test_catalogue_keeps_to_our_words() -> None:
    """docs/words.md: spoken words, words that blame, abbreviations and spacings an office does not write."""
    left = re.compile(
        r"\b([Kk]ita|[Gg]iliran|[Tt]erlambat|[Tt]erlupakan|[Mm]emang|[Pp]unya|[Dd]ulu|[Jj]ika|[Gg]alat|[Nn]otulen|[Mm]is\.|HP"
        r"|[Ss]edikitnya|[Ss]ekurang-kurangnya|[Ss]etidaknya|[Pp]asca-|[Pp]ra-|[Cc]ontoh (air|uji|efluen|buatan))(?!\w)"
        r"|\d %|\)s %%|\bRp [%\d]|^Kosong(:| (bila|untuk))"
    )
    faults = [
        f"{found.group()} in: {text}"
        for entry in catalogue()
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if (found := left.search(text))
    ]
    assert faults == []


def test_placeholders_survive_translation() -> None:
    pattern = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
    faults = []
    for entry in catalogue():
        if entry.msgstr and sorted(m.group(0) for m in pattern.finditer(entry.msgid)) != sorted(
            m.group(0) for m in pattern.finditer(entry.msgstr)
        ):
            faults.append(entry.msgid)
    assert faults == []


# --- Pages and forms ------------------------------------------------------------


def below(root: type) -> list[type]:
    """Return every class of the product that stands on `root`."""
    get_resolver().url_patterns  # noqa: B018  # loads every room
    found, left = set(), [root]
    while left:
        kinds = [kind for kind in left.pop().__subclasses__() if kind not in found]
        found.update(kinds)
        left += kinds
    return [kind for kind in found if kind.__module__.partition(".")[0] in ROOMS]


def ours_above(kind: type) -> list[str]:
    own = [one for one in kind.__mro__[1:] if one.__module__.partition(".")[0] in ROOMS]
    return [one.__name__ for one in own]


# Three, to go: PDFs made by the page they print, and the review of a visit.
HIGHER = {"VisitReviewPage"}


@pytest.mark.parametrize("root", [View, BaseForm, Field])
def test_no_towers_of_classes(root: type) -> None:
    """At most two classes of the house stand between a page, form or field and Django's (design §2)."""
    # What is made anew for one request, a form of the admin, is no class anybody reads.
    kinds = [kind for kind in below(root) if "<locals>" not in kind.__qualname__]
    towers = {kind.__qualname__: ours_above(kind) for kind in kinds}
    assert len(towers) > 10
    high = {name: above for name, above in towers.items() if len(above) > 2}
    assert {name: above for name, above in high.items() if name not in HIGHER} == {}


def test_forms_are_forms_and_fields_are_classes() -> None:
    """No mixin beside a form, and no method hung on a field or form that somebody else made."""
    mixed = [
        k.__qualname__
        for k in below(BaseForm)
        if "<locals>" not in k.__qualname__ and len(k.__bases__) > 1
    ]
    assert {*mixed} <= {"AuthenticateForm", "ReauthenticateForm"}  # allauth's, with a limit
    hung = re.compile(r"\.(to_python|prepare_value|clean|has_changed) = ")
    assert [str(path.relative_to(ROOT)) for path in CODE if hung.search(path.read_text())] == []


def test_pages_speak_djangos_words() -> None:
    """`get_queryset`, `form_valid`, `get_context_data`: an own word for them would be called by nobody."""
    own = {"plan", "rows", "get_rows", "write", "perform", "show", "build_form", "sent_form"}
    own |= {"extra_context", "list_crumb", "get_message"}
    faults = [
        f"{kind.__qualname__}.{name}" for kind in below(Page) for name in own & set(vars(kind))
    ]
    assert len(below(Page)) > 300
    assert faults == []
