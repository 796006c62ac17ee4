"""Changing the secret key: what was signed with the earlier one counts while that one is named."""

import os
import subprocess
import sys

from sekisho.web.site.instance import SECRET_FILE, create_instance

SIGN = "from django.core import signing; print(signing.dumps('x'))"
READ = "import sys; from django.core import signing; print(signing.loads(sys.argv[1]))"


def run(instance, program, *args, **extra):
    start = "import django; django.setup(); "
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SEKISHO_")}
    return subprocess.run(
        [sys.executable, "-c", start + program, *args],
        env=kept | {"SEKISHO_INSTANCE": str(instance)} | extra,
        text=True, capture_output=True, check=False,
    )  # fmt: skip


def test_an_earlier_key_counts_while_it_is_named_and_not_longer(tmp_path):
    instance = create_instance(tmp_path / "body").path
    (instance / "static").mkdir()
    earlier = (instance / SECRET_FILE).read_text().strip()
    signed = run(instance, SIGN).stdout.strip()
    assert signed
    (instance / SECRET_FILE).write_text("another-key-" * 5)
    assert "BadSignature" in run(instance, READ, signed).stderr
    named = {"SEKISHO_SECRET_KEY_FALLBACKS": f"older-still {earlier}"}
    assert run(instance, READ, signed, **named).stdout.strip() == "x"
    assert run(instance, SIGN, **named).stdout.strip() != signed
