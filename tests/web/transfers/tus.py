"""A client of resumable uploads, for tests."""

import base64

from django.urls import reverse
from tests.web.factories import client_for

TEXT = "会議の御案内\n".encode() * 500


class Tus:
    """A client that does what the protocol says, over the requests of one person."""

    def __init__(self, person, *, version="1.0.0", csrf=False):
        self.client = client_for(person)
        self.client.handler.enforce_csrf_checks = csrf
        self.headers = {"Tus-Resumable": version} if version else {}

    def _ask(self, method, address, data=b"", kind="", **headers):
        found = {**self.headers, **{name.replace("_", "-"): v for name, v in headers.items()}}
        return self.client.generic(method, address, data, content_type=kind, headers=found)

    def options(self, address=""):
        return self._ask("OPTIONS", address or reverse("transfers:uploads"))

    def create(self, size, path="案内.txt", **headers):
        told = base64.b64encode(path.encode()).decode()
        headers.setdefault("Upload_Metadata", f"relativePath {told},type dGV4dA==")
        if size is not None:
            headers["Upload_Length"] = str(size)
        return self._ask("POST", reverse("transfers:uploads"), **headers)

    def head(self, address):
        return self._ask("HEAD", address)

    def patch(self, address, offset, data, kind="application/offset+octet-stream", **headers):
        return self._ask("PATCH", address, data, kind, Upload_Offset=str(offset), **headers)

    def delete(self, address):
        return self._ask("DELETE", address)

    def send(self, data, path="案内.txt", piece=1000):
        """Send a file whole, asking before each piece how much is there."""
        address = self.create(len(data), path)["Location"]
        while (offset := int(self.head(address)["Upload-Offset"])) < len(data):
            answer = self.patch(address, offset, data[offset : offset + piece])
            assert answer.status_code == 204
        return address

    def key(self, address):
        return address.rstrip("/").rpartition("/")[2]
