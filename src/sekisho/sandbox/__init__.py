"""The sandbox: runs untrusted work in confined processes; the only room that starts processes.

Knows no engine. Linux on x86_64 and aarch64. Nothing of a failed job's output is ever returned.
"""

from sekisho.sandbox.bubblewrap import Stay
from sekisho.sandbox.confinement import Sandbox
from sekisho.sandbox.errors import (
    JobCrashed,
    JobFailed,
    JobOutOfMemory,
    JobOutputTooLarge,
    JobRefused,
    JobTimedOut,
    SandboxError,
    SandboxMissing,
)
from sekisho.sandbox.layers import REQUIRED, Layer
from sekisho.sandbox.limits import Answer, JobLimits, Profile, Used

__all__ = [
    "REQUIRED",
    "Answer",
    "JobCrashed",
    "JobFailed",
    "JobLimits",
    "JobOutOfMemory",
    "JobOutputTooLarge",
    "JobRefused",
    "JobTimedOut",
    "Layer",
    "Profile",
    "Sandbox",
    "SandboxError",
    "SandboxMissing",
    "Stay",
    "Used",
]
