"""Networks as visitors have them, on this machine: a proxy that reads along, a sign-in page, a mirror that fails."""

from __future__ import annotations

import datetime
import hashlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ISSUER = "Example Corp Inspection CA"
REVISION = "0123456789abcdef0123456789abcdef01234567"
DAY = datetime.timedelta(days=1)
YESTERDAY = -DAY


class Authority:
    """Issues certificates, as a company's proxy does for every host that is asked through it."""

    def __init__(self, folder: Path, issuer: str = ISSUER) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
        self.file = folder / "authority.pem"
        built = self._built(self._name, self._key, DAY).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), True
        )
        self.file.write_bytes(built.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def _built(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, valid: datetime.timedelta) -> Any:
        now = datetime.datetime.now(datetime.UTC)
        authority = self._key.public_key()
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 9 * DAY)
            .not_valid_after(now + valid)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), False)
        )

    def context(self, host: str, valid: datetime.timedelta = DAY) -> ssl.SSLContext:
        """What a server speaks TLS with that says it is `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        signed = self._built(name, key, valid).add_extension(names, False).sign(self._key, hashes.SHA256())
        file = self._folder / f"{host}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + signed.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


class Answering(BaseHTTPRequestHandler):
    """A server that answers without a word on the test's output."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        raise NotImplementedError

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None: ...


def portal(page: bytes) -> type[Answering]:
    """A network that answers everything with the way to its sign-in page."""

    class Portal(Answering):
        def do_GET(self) -> None:
            if self.path.endswith("/sign-in"):
                self.answer(200, page, Content_Type="text/html; charset=utf-8")
            else:
                self.answer(302, Location="/sign-in")

    return Portal


def failing(code: int) -> type[Answering]:
    """A server that answers everything with an error."""

    class Failing(Answering):
        def do_GET(self) -> None:
            self.answer(code)

    return Failing


class Mumbling(Answering):
    """A server that speaks something else than HTTP."""

    def do_GET(self) -> None:
        self.wfile.write(b"\x00\x01\x02\r\n\r\n")
        self.close_connection = True


def hub(files: dict[str, bytes]) -> type[Answering]:
    """A hub with one repository."""

    class Hub(Answering):
        def do_GET(self) -> None:
            data = files.get(self.path.rpartition("/")[2])
            if data is None:
                self.answer(404, X_Error_Code="EntryNotFound")
            else:
                self.answer(200, data, ETag=f'"{hashlib.sha256(data).hexdigest()}"', X_Repo_Commit=REVISION)

    return Hub


def index(files: dict[str, bytes]) -> type[Answering]:
    """A package index: what its page of a package says, under no name, and its files."""

    class Index(Answering):
        def do_GET(self) -> None:
            kind = "application/octet-stream" if self.path.endswith(".whl") else "text/html"
            self.answer(200, files[self.path.rpartition("/")[2]], Content_Type=kind)

    return Index


def intercepting(
    authority: Authority, behind: type[Answering], valid: datetime.timedelta = DAY, says: str = ""
) -> type[Answering]:
    """A proxy that answers in place of every host, with a certificate of its own; `says` is the host that it shows."""

    class Intercepting(behind):  # type: ignore[misc, valid-type]
        def do_CONNECT(self) -> None:  # noqa: N802 -- as the library calls it
            self.send_response(200)
            self.end_headers()
            host = says or self.path.partition(":")[0]
            try:
                wrapped = authority.context(host, valid).wrap_socket(self.connection, server_side=True)
            except OSError:  # who does not trust it hangs up
                self.close_connection = True
                return
            self.close_connection = False  # even of HTTP/1.0, which pip speaks with a proxy
            self.connection = self.request = wrapped
            self.rfile, self.wfile = wrapped.makefile("rb"), wrapped.makefile("wb", buffering=0)

    return Intercepting


def refusing(code: int) -> type[Answering]:
    """A proxy that lets nobody through."""

    class Refusing(Answering):
        def do_CONNECT(self) -> None:
            self.answer(code)

    return Refusing


@contextmanager
def served(handler: type[Answering]) -> Iterator[str]:
    """Serve until the block ends; gives the URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
