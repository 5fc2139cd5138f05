"""Why a source cannot be had over this network: a proxy, its certificate, a sign-in page, a mirror that fails.

The programs that download say no more than that it failed. Whoever failed is asked once more here, by the standard
library, and what stands in between is named, with what to set.
"""

import contextlib
import html
import http.client
import os
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from models.errors import SourceError

_TIMEOUT_SECONDS = 5.0
_LOOKED_AT = 65_536
"""Bytes of an answer that are looked at: where a page has its title, and an index its files."""
TRUSTED = "SSL_CERT_FILE"
"""What the hub's client and the standard library read, and pip from 24.2 on."""
_NO_ANSWER = (OSError, ValueError, http.client.HTTPException)
"""What is raised where an answer cannot be had, or is none."""
_NOT_VALID_NOW = (9, 10)
_OTHER_HOST = (62, 64)
"""Of OpenSSL's reasons not to accept a certificate: not valid yet or any more; of another host or address."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: its URL, how the right answer is told, and the setting that names a mirror, if one does."""

    url: str
    is_right: Callable[[Message, bytes], bool]
    mirror: str = ""


def explained(failure: SourceError, wanted: Wanted) -> SourceError:
    """Return the failure in words that name what stands between this machine and the source, where something does."""
    words = _cause(wanted) or str(failure)
    if not wanted.mirror:
        return SourceError(words)
    return SourceError(f"{words}; this was asked of the mirror {_shown(wanted.url)}, which {wanted.mirror} names")


def _cause(wanted: Wanted) -> str | None:
    """Ask again, and return what is wrong, or None where that is not this network's."""
    trusted = os.environ.get(TRUSTED, "")
    if trusted and not Path(trusted).is_file():
        return f"is asked with {TRUSTED} set to {trusted}, which is no file; mend {TRUSTED}, or unset it"
    try:
        return _seen(wanted)
    except _NO_ANSWER:
        return None


def _seen(wanted: Wanted) -> str | None:
    try:
        with _open(wanted.url, ssl.create_default_context()) as answer:
            return _page(answer, wanted)
    except urllib.error.HTTPError as error:
        return _answer(error, wanted)
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            return _certificate(error.reason, wanted.url)
        return _proxy(error.reason, wanted.url)


def _open(url: str, context: ssl.SSLContext) -> Any:
    request = urllib.request.Request(_without_user(url), headers={"User-Agent": "portfolio"})
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context))
    return opener.open(request, timeout=_TIMEOUT_SECONDS)


def _answer(error: urllib.error.HTTPError, wanted: Wanted) -> str | None:
    if error.code == 407:
        return _wants_a_name(wanted.url)
    if error.code == 511 or error.code < 500:
        return _page(error, wanted)
    return f"answers {error.code} {_printable(str(error.reason))}"


def _page(answer: Any, wanted: Wanted) -> str | None:
    """Return that a page came in place of what was asked for, where one did."""
    body = answer.read(_LOOKED_AT)
    if answer.headers.get_content_type() != "text/html" or wanted.is_right(answer.headers, body):
        return None
    found = re.search(r"<title[^>]*>(.*?)</title>", body.decode("utf-8", "replace"), re.DOTALL | re.IGNORECASE)
    title = f" “{_printable(html.unescape(found[1]))}”" if found and found[1].strip() else ""
    return (
        f"sent a page{title} of {_shown(answer.geturl())} in place of a file; where this network wants a sign-in, "
        "open that page in a browser first"
    )


def _certificate(error: ssl.SSLCertVerificationError, url: str) -> str:
    """Say whose certificate was shown, and what to do about it."""
    issuer = _issuer(url)
    whose = f" of “{issuer}”" if issuer else ""
    if error.verify_code in _NOT_VALID_NOW:
        return (
            f"shows a certificate{whose} that is not valid at this machine's time ({error.verify_message}); "
            "look at the clock"
        )
    if error.verify_code in _OTHER_HOST:
        return (
            f"is answered for by another host, with a certificate{whose}; where this network wants a sign-in, open a "
            "page in a browser first"
        )
    return (
        f"shows a certificate{whose} that this machine does not trust ({error.verify_message}); where that is your "
        f"network's own proxy, set {TRUSTED} to the file of its certificate"
    )


class _Looking(ssl.SSLContext):
    """Takes the certificate that is shown, whatever it is, and goes no further."""

    shown: bytes | None = None

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        with super().wrap_socket(*arguments, **options) as wrapped:
            self.shown = wrapped.getpeercert(binary_form=True)
        raise ssl.SSLError("the certificate was seen")


def _issuer(url: str) -> str:
    """Return who issued the certificate that is shown for a URL; empty where that cannot be read."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    context = _Looking(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with contextlib.suppress(*_NO_ANSWER):
        _open(url, context)
    if context.shown is None:
        return ""
    try:
        issuer = x509.load_der_x509_certificate(context.shown).issuer
        kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        names = [name for kind in kinds for name in issuer.get_attributes_for_oid(kind)]
    except ValueError:
        return ""
    return _printable(str(names[0].value)) if names else ""


def _proxy(reason: object, url: str) -> str | None:
    """Say what is wrong with the proxy that the environment names, where one is in the way."""
    proxy, setting = _proxy_of(url)
    if not proxy:
        return None
    if "407" in str(reason):
        return _wants_a_name(url)
    if refused := re.match(r"Tunnel connection failed: (.*)", str(reason)):
        return f"is not let through by the proxy {_shown(proxy)} ({setting}), which answers {_printable(refused[1])}"
    if isinstance(reason, (ConnectionError, TimeoutError, socket.gaierror)):
        return f"is asked through the proxy {_shown(proxy)}, which cannot be reached; mend {setting}, or unset it"
    return None


def _wants_a_name(url: str) -> str:
    proxy, setting = _proxy_of(url)
    shown = _shown(proxy)
    scheme, _, host = shown.partition("://")
    return (
        f"is asked through the proxy {shown}, which wants a name and a password; set {setting} to "
        f"{scheme}://NAME:PASSWORD@{host}"
    )


def _proxy_of(url: str) -> tuple[str, str]:
    """Return the proxy that is asked for a URL, or nothing, and the variable that names it."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return "", ""
    proxy = urllib.request.getproxies().get(parts.scheme, "")
    setting = f"{parts.scheme}_proxy"
    return proxy, setting if setting in os.environ else setting.upper()


def _shown(url: str) -> str:
    """Return a URL's scheme, host and port: no name, no password, no path."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return _printable(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _printable(text: str) -> str:
    """Return what a server wrote as one short line."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())[:80]
