"""A real RFC 3161 authority (OpenSSL's) on loopback dates a checkpoint."""

import http.server
import threading
from pathlib import Path

import pytest
from tests.engines.ledger.openssl import Authority
from tests.web.factories import AT

from sekisho.web.evidence import actions
from sekisho.web.evidence.errors import WitnessRefusedError
from sekisho.web.evidence.models import Witnessing

pytestmark = [pytest.mark.django_db, pytest.mark.verification]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A root and a time-stamp certificate of the openssl program."""
    return Authority.found(tmp_path_factory.mktemp("authority"))


def trust(settings, folder: Path) -> None:
    settings.LEDGER_TIMESTAMP_CA = str(folder / "root.pem")


@pytest.fixture
def served(authority, settings):
    """Answer time-stamp queries on loopback as an authority does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.LEDGER_TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
    trust(settings, authority.folder)
    yield server
    server.shutdown()
    server.server_close()


def checkpoint():
    actions.seal(kind="check", subject="x", at=AT)
    return actions.make_checkpoint(at=AT)


def test_a_checkpoint_is_dated_and_the_answer_kept(served):
    row = actions.timestamp_checkpoint(checkpoint=checkpoint(), by="p", at=AT)
    assert row.way == "timestamp"
    assert len(row.token) > 100


def test_an_answer_of_another_authority_is_refused_and_nothing_recorded(served, settings, tmp_path):
    trust(settings, Authority.found(tmp_path).folder)
    with pytest.raises(WitnessRefusedError):
        actions.timestamp_checkpoint(checkpoint=checkpoint(), by="p", at=AT)
    assert not Witnessing.objects.exists()


def test_an_authority_that_does_not_answer_is_refused(settings, authority):
    settings.LEDGER_TIMESTAMP_URL = "http://127.0.0.1:9/"
    trust(settings, authority.folder)
    with pytest.raises(WitnessRefusedError, match="接続できません"):
        actions.timestamp_checkpoint(checkpoint=checkpoint(), by="p", at=AT)


def test_without_an_authority_it_is_said_so(settings):
    settings.LEDGER_TIMESTAMP_URL = ""
    with pytest.raises(WitnessRefusedError, match="設定されていません"):
        actions.timestamp_checkpoint(checkpoint=checkpoint(), by="p", at=AT)


def test_an_address_that_is_no_web_address_is_refused(settings, authority):
    settings.LEDGER_TIMESTAMP_URL = "file:///etc/passwd"
    trust(settings, authority.folder)
    with pytest.raises(WitnessRefusedError, match="http"):
        actions.timestamp_checkpoint(checkpoint=checkpoint(), by="p", at=AT)
