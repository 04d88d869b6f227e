"""Tests reach this machine and no other."""

import socket
import urllib.request

import pytest

from tests.plugins.embedded import NetworkRefused


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_an_address_beyond_this_machine_is_refused(host: str) -> None:
    with pytest.raises(NetworkRefused, match=f"not {host}"):
        socket.create_connection((host, 80), timeout=1)


def test_a_library_is_refused_too() -> None:
    with pytest.raises(NetworkRefused):
        urllib.request.urlopen("http://example.org/", timeout=1)


def test_this_machine_is_reached_by_name_and_number() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), timeout=1).close()
