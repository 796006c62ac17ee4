"""Behind a front server (nginx) with TLS, as deploy/nginx.conf sets it up."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.journeys.conftest import Product, free_port, new_context, wait_for

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx がありません"),
]
OFFICE = "10.20.0.9"
_CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"


@pytest.fixture
def front(product: Product, tmp_path):
    """The sample's instance once more, told of the front server, and nginx before it."""
    plain, secure, behind = free_port(), free_port(), free_port()
    env = os.environ | {
        "SEKISHO_INSTANCE": str(product.instance),
        "SEKISHO_URL": f"https://localhost:{secure}",
        "SEKISHO_BEHIND_PROXY": "1",
        "SEKISHO_REPORT_NETWORKS": f"{OFFICE}/32",
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    gunicorn = [sys.executable, "-m", "gunicorn", "sekisho.web.site.wsgi:application"]
    options = ["--bind", f"127.0.0.1:{behind}", "--no-control-socket"]
    served = subprocess.Popen([*gunicorn, *options], env=env, stderr=subprocess.DEVNULL)
    nginx = subprocess.Popen(_nginx(tmp_path, {"80": plain, "443": secure, "8000": behind}))
    try:
        wait_for(f"http://127.0.0.1:{behind}/policy/", served)
        yield plain, secure
    finally:
        for each in (nginx, served):
            each.terminate()
            each.wait(timeout=30)


def _nginx(folder: Path, ports: dict[str, int]) -> list[str]:
    """Write the published lines with other ports and a certificate of the test."""
    key, certificate = folder / "server.key", folder / "server.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*asked, *files], check=True, capture_output=True)
    lines = _CONF.read_text("utf-8").replace("/etc/sekisho/", f"{folder}/")
    for old, new in ports.items():
        lines = re.sub(rf"(listen |127\.0\.0\.1:){old}\b", rf"\g<1>{new}", lines)
    lines = re.sub(r"listen (\d)", r"listen 127.0.0.1:\1", lines)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body;\n{lines}}}\n"
    )
    subprocess.run(["nginx", "-t", "-q", "-c", whole], check=True)
    return ["nginx", "-g", "daemon off;", "-c", str(whole)]


def _asked(port: int, method: str, path: str, body: bytes = b"", **headers: str):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=30)
    with closing(connection):
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
    return answer


def test_a_person_signs_in_through_it_and_cookies_stay_within_tls(product, browser, front):
    _, secure = front
    context = new_context(browser, ignore_https_errors=True)
    page = context.new_page()
    through = Product(f"https://localhost:{secure}", product.instance, product.accounts)
    through.sign_in(page, "hamada")
    assert page.url.startswith(through.url)
    cookies = context.cookies(through.url)
    assert {"sessionid", "csrftoken"} <= {each["name"] for each in cookies}
    assert all(each["secure"] for each in cookies)
    context.close()


def test_what_comes_without_tls_is_led_to_it(front):
    plain, secure = front
    with closing(http.client.HTTPConnection("localhost", plain, timeout=30)) as connection:
        connection.request("GET", "/policy/")
        answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://localhost/policy/"
    kept = _asked(secure, "GET", "/policy/").headers["Strict-Transport-Security"]
    assert kept == "max-age=31536000"


def test_an_address_a_client_claims_is_not_believed(front):
    """From the office anybody may report an incident; who only says to be there has to sign in."""
    _, secure = front
    claimed = _asked(secure, "GET", "/incidents/report/", **{"X-Forwarded-For": OFFICE})
    assert claimed.status == 302
    assert claimed.headers["Location"].startswith("/accounts/login/")


def test_more_than_the_product_takes_ends_at_the_front(front):
    _, secure = front
    length = {"Content-Length": str(61 * 1024 * 1024)}
    assert _asked(secure, "POST", "/accounts/login/", **length).status == 413
