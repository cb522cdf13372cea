"""What is written for whoever deploys is what the programs read."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_service_starts_what_the_readme_says() -> None:
    """The jitter is as large as the number: workers that end together leave nobody to answer for seconds."""
    unit = (ROOT / "deploy/aksansi-web.service").read_text()
    readme = (ROOT / "README.md").read_text()
    for flag in ("--timeout 120", "--max-requests 5000", "--max-requests-jitter 5000"):
        assert flag in unit and flag in readme


def test_what_the_proxy_refuses_is_said_in_words() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text()
    pages = set(re.findall(r"error_page [\d ]+ /(\d+\.html);", text))
    assert pages == {page.name for page in (ROOT / "deploy/pages").iterdir()} == {
        "413.html", "429.html", "502.html",
    }  # fmt: skip
    for page in pages:
        assert '<html lang="id">' in (ROOT / "deploy/pages" / page).read_text()
    (most,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(most) > max(settings.MAX_UPLOAD_MB, settings.IMPORT_MAX_MB)
    assert f"{most} MB" in (ROOT / "deploy/pages/413.html").read_text()


@pytest.mark.parametrize(
    ("given", "host", "warns"),
    [({}, "127.0.0.1", False), ({"HOST": "0.0.0.0"}, "0.0.0.0", True)],
)
def test_make_run_serves_this_machine_only_and_warns_otherwise(
    tmp_path: Path, given: dict[str, str], host: str, warns: bool
) -> None:
    """The script itself, with programs that only tell how they were called."""
    scripts, programs = tmp_path / "scripts", tmp_path / ".venv/bin"
    scripts.mkdir()
    programs.mkdir(parents=True)
    for name in ("run.sh", "lib.sh"):
        (scripts / name).write_text((ROOT / "scripts" / name).read_text())
    for path in (
        scripts / "setup.sh",
        scripts / "system.sh",
        scripts / "run.sh",
        programs / "python",
        programs / "gunicorn",
    ):
        if path.name != "run.sh":
            path.write_text('#!/bin/sh\necho "$(basename "$0") $*"\n')
        path.chmod(0o755)
    left = {k: v for k, v in os.environ.items() if k not in ("HOST", "PORT", "TASK_WORKER")}
    told = subprocess.run(
        ["sh", str(scripts / "run.sh")],
        env={**left, **given},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    assert f"--bind {host}:8000" in told
    assert ("Everybody who reaches" in told) is warns


def test_containers_run_what_the_units_run() -> None:
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]
    image = (ROOT / "deploy/Containerfile").read_text()
    for unit, told in (("web", image), ("worker", " ".join(services["worker"]["command"]))):
        (line,) = re.findall(
            r"^ExecStart=/srv/aksansi/app/(.*?)\n\n|^ExecStart=/srv/aksansi/app/(.*)$",
            (ROOT / f"deploy/aksansi-{unit}.service").read_text(),
            re.M,
        )
        words = re.sub(r'[",\[\]\\]', " ", told).split()
        for word in " ".join(line).replace("\\", " ").split():
            assert word in words or word.startswith("127.0.0.1"), word
    known = set(
        re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M)
    )
    own = {"POSTGRES_USER", "POSTGRES_PASSWORD", "AKSANSI_HOST", "AKSANSI_WEB", "AKSANSI_PAGES"}
    for name, service in services.items():
        assert set(service.get("environment", {})) <= known | own, name
    # Nothing runs on waiting migrations, and no key lies in the image.
    assert services["web"]["depends_on"] == services["worker"]["depends_on"]
    assert {".env", ".git", "var"} <= set((ROOT / ".dockerignore").read_text().split())


@pytest.mark.parametrize("language", ["install", "pasang"])
def test_both_languages_give_the_same_commands(language: str) -> None:
    """`bench/installed.py` follows the English page; the Indonesian one must not lead elsewhere."""
    text = (ROOT / f"docs/{language}.md").read_text()
    other = (ROOT / "docs/install.md").read_text()
    lines = [
        line for block in re.findall(r"```\n(.*?)```", text, re.S) for line in block.splitlines()
    ]
    assert len(lines) == 7
    for line in lines:
        assert line.replace("ALAMAT-SUMBER", "ADDRESS-OF-THE-SOURCE") in other
