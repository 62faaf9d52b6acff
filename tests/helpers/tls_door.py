"""Certificates of an authority that a test makes, and a door in front of a server: with TLS, and to be cut."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates; `pem` is what somebody needs who is to trust it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._certificate = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.pem = folder / f"{name}.pem"
        self.pem.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def certify(self, *names: str) -> tuple[Path, Path]:
        """Return files with a certificate for these names or addresses, and with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        said = x509.SubjectAlternativeName([_general(name) for name in names])
        made = self._signed(subject, key, x509.BasicConstraints(ca=False, path_length=None), said)
        certificate, private = self._folder / f"{names[0]}.crt", self._folder / f"{names[0]}.key"
        certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificate, private

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        now = datetime.now(UTC)
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self._key, hashes.SHA256())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class TlsDoor:
    """Listens on 127.0.0.1 and carries octets to a port there; with a certificate it speaks TLS from the first."""

    def __init__(self, port: int, certificate: Path | None = None, key: Path | None = None) -> None:
        self._behind = port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._context is not None and certificate is not None:
            self._context.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.accepted = 0
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def cut(self) -> None:
        """Drop every connection, as a network does."""
        for line in self._open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listen no more, drop all."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()
        for thread in self._threads:
            thread.join(10)
        for line in self._open:
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                outside, _address = self._listening.accept()
            except OSError:
                return
            self.accepted += 1
            self._open.append(outside)
            try:
                if self._context is not None:
                    outside = self._context.wrap_socket(outside, server_side=True)
                    self._open.append(outside)
            except OSError:
                continue  # who called does not trust us
            inside = socket.create_connection(("127.0.0.1", self._behind))
            self._open.append(inside)
            for one, other in ((outside, inside), (inside, outside)):
                thread = threading.Thread(target=_carry, args=(one, other), daemon=True)
                self._threads.append(thread)
                thread.start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while octets := one.recv(65_536):
            other.sendall(octets)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
