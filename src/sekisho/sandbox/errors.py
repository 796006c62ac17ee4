"""What can go wrong in the sandbox, one small tree ordered by whose fault it is."""

from collections.abc import Iterable

from sekisho.sandbox.layers import Layer


class SandboxError(Exception):
    """The sandbox itself could not do its work; nothing is known about the job."""


class SandboxMissing(SandboxError):  # noqa: N818 -- it is the layer that is missing
    """A layer of protection this machine should give is not there: nothing untrusted is run."""

    def __init__(self, missing: Iterable[Layer], reason: str = "") -> None:
        self.missing = frozenset(missing)
        names = "、".join(layer.value for layer in sorted(self.missing))
        super().__init__(
            f"隔離に必要な次の仕組みを、この環境では使えません: {names}。"
            + (f"{reason}。" if reason else "")
            + "ファイルの処理は行いません。管理者は、カーネル、コンテナーの設定、"
            "必要なパッケージ（bubblewrap）を確かめ、使えるようにしてから、もう一度実行してください。"
        )


class JobFailed(SandboxError):  # noqa: N818 -- said of the job
    """The job gave no answer. Nothing of what it wrote is ever returned."""

    cpu_seconds = 0.0  # what it used all the same, as far as that is known


class JobTimedOut(JobFailed):
    """The job used up its processor time or its time on the wall clock, and was killed."""


class JobOutOfMemory(JobFailed):
    """The job wanted more memory than it was given."""


class JobCrashed(JobFailed):
    """The job was ended by a signal: its own fault, or a system call that the filter kills."""

    def __init__(self, signal: int) -> None:
        self.signal = signal
        super().__init__(f"the job was ended by signal {signal}")


class JobOutputTooLarge(JobFailed):
    """The job wrote more than it was allowed to."""


class JobRefused(JobFailed):
    """The job itself said no, by an exception or an exit status.

    `kind` is the exception's type name, `text` its bounded words. Both come out of the confined
    process: they are untrusted text, fit for a log, never to be shown as markup or obeyed.
    """

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text
        super().__init__(f"{kind}: {text}" if text else kind)
