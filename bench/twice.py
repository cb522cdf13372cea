"""Forms sent twice at once and stale pairs against a served system, told from its database afterwards.

    python bench/twice.py http://127.0.0.1:8106 [--doubles 200] [--pairs 100] [--clients 8] [--write report.md]

Run it with the DATABASE_URL of the served system, which is a demonstration: it signs in as the officer of Kab. Sleman
and as the Secretariat, finds forms by walking pages, fills each with words of its own (a mark), sends it by two
connections at the same moment with the same token, and opens pairs of pages (edit beside archive, a change of many
rows, a step) that are sent at once. Meanwhile N clients read lists and write notes. In the end every mark is looked
up in the database: acknowledged and nowhere is lost; written by two requests while it was sent (by the stamps of
history, where none is kept: twice in one column of one table) is doubled. Pages opened with stored values are opened
twice, each changes another field, and what was acknowledged must stand afterwards. A run that never saved one of
NEEDED fails.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.browsing import Browser  # noqa: E402
from bench.campaign import Campaign  # noqa: E402

MARK = re.compile(r"GANDA[0-9a-f]{10}(?:f\d+)?")
# A run that never saved one of these proves nothing of them.
NEEDED = (
    "/ksm/facilities/add/", "/events/events/add/", "/monitoring/findings/add/", "/monitoring/visits/add/",
    "/agreements/partnerships/add/", "/monitoring/rounds/add/", "notes of the other clients",
)  # fmt: skip
# Beside an edit of a record just made: the steps of it, in turn, those that another person makes, and boxes to tick.
STEPS = {
    "/monitoring/findings": ("archive", "close", "verify"),
    "/monitoring/rounds": ("archive", "targets"),
    "/agreements/partnerships": ("archive", "move"),
    "/chapters/officials": ("replace",),
    "/people": ("close", "extend", "term"),
}
BY_ANOTHER = ("verify", "replace", "close")


def look_up(campaign: Campaign) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return by mark the tables it stands in, with how often; and the stamps that wrote it while it was sent."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.db import connection, models

    found: Any = collections.defaultdict(collections.Counter)
    stamps: Any = collections.defaultdict(set)
    there = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in there:
            continue
        columns = {f.name for f in model._meta.concrete_fields}
        kept = "request_stamp" in columns
        # What keeps a history is counted by the requests that wrote it, so that one form may write several rows.
        # The security log names an account at every step on it.
        counted = not kept and not hasattr(model, "history") and model.__name__ != "SecurityEvent"
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField):
                continue
            rows = model._base_manager.filter(**{f"{field.name}__contains": "GANDA"})
            names = (field.name, *(("request_stamp", "history_date") if kept else ()))
            for text, *told in rows.values_list(*names):
                for full in set(MARK.findall(text)):
                    mark = full[:15]
                    began, ended = campaign.spans.get(mark, (0, 0))
                    if kept and began <= told[1].timestamp() <= ended:
                        stamps[mark].add(told[0])
                    elif not kept:
                        place = (model._meta.db_table, field.name, full if counted else "")
                        found[mark][place] += 1
    return found, stamps


def verdict(campaign: Campaign) -> tuple[list[str], list[str], list[str]]:
    """Return (lost, doubled, undone) as words."""
    found, stamps = look_up(campaign)
    lost, doubled = [], []
    for mark, kind in campaign.acked.items():
        # A form without a free text leaves no mark; nothing is known of it here.
        if not found[mark] and kind == "note under load":
            lost.append(f"{kind} {mark}")
        doubled += [
            f"{kind} {mark} {place}" for place, n in found[mark].items() if place[2] and n > 1
        ]
        if len(stamps[mark]) > 1:
            doubled.append(f"{kind} {mark}: written by {len(stamps[mark])} requests")
    undone = [f"{kind} {mark}" for mark, kind in campaign.must_stand.items() if not found[mark]]
    return lost, doubled, [*undone, *campaign.overwritten]


def never_saved(campaign: Campaign) -> list[str]:
    """Return which of the forms a run must have saved it never did."""
    kinds = {kind.removeprefix("twice "): counts for kind, counts in campaign.tally.items()}
    # What was closed is not edited, so nothing can stand beside its verifying.
    steps = [
        f"{listing}/#/edit/ beside {step}"
        for listing, many in STEPS.items()
        for step in many
        if step != "verify"
    ]
    return [
        kind
        for kind in (*NEEDED, *steps)
        if not any(
            (kind in NEEDED and "302" in word) or word.endswith("/302")
            for word in kinds.get(kind, ())
        )
    ]


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("base")
    asked.add_argument("--doubles", type=int, default=200)
    asked.add_argument("--pairs", type=int, default=100)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--walk", type=int, default=150, help="pages looked at by each person")
    asked.add_argument("--minutes", type=float, default=15)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--write", default="")
    args = asked.parse_args()
    campaign, began = Campaign(args.base, args.seed), time.time()
    stop = threading.Event()
    people = (campaign.officer, campaign.secretariat)
    doors = [(who, url) for who in people for url in campaign.doors(who, args.walk)]
    threads = campaign.load(args.clients, stop)
    try:
        done, pairs = run(campaign, doors, args)
    finally:
        stop.set()
    for thread in threads:
        thread.join(timeout=60)
    lost, doubled, undone = verdict(campaign)
    lines = table(campaign, done, pairs, args, time.time() - began, lost, doubled, undone)
    print("\n".join(lines))
    if args.write:
        Path(args.write).write_text("\n".join(lines) + "\n")
    two_places = campaign.tally.get("led to two places")
    sys.exit(bool(lost or doubled or undone or two_places or never_saved(campaign)))


def run(campaign: Campaign, doors: list[tuple[Browser, str]], args: Any) -> tuple[int, int]:
    done, pairs, until = 0, 0, time.time() + 60 * args.minutes
    doors = [door for door in doors if not re.search(r"/(archive|restore|merge|unlock)/", door[1])]
    print(f"{len(doors)} forms found", flush=True)
    # First of all: pages of accounts ask who signed in long ago for the password again.
    pairs += sum("/" in campaign.account(step) for _time in range(3) for step in STEPS["/people"])
    needed = [(campaign.officer, url) for url in NEEDED if url.startswith("/")]
    doors = needed * 4 + doors
    for who, url in itertools.cycle(doors):
        if done >= args.doubles or time.time() > until - 60 * args.minutes / 4:
            break
        done += "302" in campaign.double(who, url)
    kinds = [
        u
        for u in dict.fromkeys(u for w, u in doors if w is campaign.officer)
        if u.endswith("/add/")
    ]
    steps, taken = list(campaign.steps.values()), collections.Counter[str]()
    for turn in itertools.count():
        if pairs >= args.pairs or time.time() > until or not kinds:
            break
        if steps:
            url = steps[turn % len(steps)]
            pairs += "/" in campaign.step(campaign.officer, campaign.officer, url)
        campaign.double(campaign.officer, kinds[turn % len(kinds)])
        if turn % 4 == 0:
            campaign.official()
        while campaign.made:
            maker, where = campaign.made.pop()
            record = where.partition("#")[0].partition("?")[0]
            listing, _slash, key = record.rstrip("/").rpartition("/")
            if listing == "/events/events":
                who = campaign.officer
                pairs += "/" in campaign.step(who, who, f"{record}attendance/counts/")
            if turn % 4 == 3 and key.isdecimal():
                word = campaign.many(f"{listing}/", f"{record}edit/", key)
            else:
                every = STEPS.get(listing, ("archive",))
                step = every[taken[listing] % len(every)]
                taken[listing] += 1
                if step == "verify":
                    campaign.double(campaign.officer, f"{record}close/")
                    campaign.double(campaign.secretariat, f"{record}verify/")
                other = campaign.secretariat if step in BY_ANOTHER else campaign.officer
                word = campaign.pair(maker, other, f"{record}edit/", f"{record}{step}/")
                if step == "archive" and word.endswith("/302"):
                    pairs += "/" in campaign.restored(record)
            pairs += "/" in word
    return done, pairs


def table(
    campaign: Campaign, done: int, pairs: int, args: Any, seconds: float,
    lost: list[str], doubled: list[str], undone: list[str],
) -> list[str]:  # fmt: skip
    lines = [
        f"{done} double sendings that were saved, {pairs} stale pairs, {args.clients} other clients, {seconds:.0f} s",
        "",
        f"Doubled: {len(doubled)}. Written over: {len(undone)}. Acknowledged and lost: {len(lost)}. "
        f"Never saved of what must be: {', '.join(never_saved(campaign)) or 'none'}.",
        "",
        "| Form or pair | Answers (times) |",
        "|---|---|",
    ]
    for kind, counts in sorted(campaign.tally.items()):
        told = ", ".join(f"{word} ({n})" for word, n in counts.most_common())
        lines.append(f"| {kind} | {told} |")
    return [*lines, "", *doubled, *undone, *lost]


if __name__ == "__main__":
    main()
