"""Reads policy documents into clause trees and compares two editions (新旧対照表)."""

from sekisho.policytext.errors import (
    EmptyFileError,
    NoTextError,
    NotAPolicyError,
    PasswordNeededError,
    ReadError,
    TooLargeError,
    UnknownFormatError,
)
from sekisho.policytext.model import Clause, Definition, Document, LeftOut, Notice

__all__ = [
    "Clause",
    "Definition",
    "Document",
    "EmptyFileError",
    "LeftOut",
    "NoTextError",
    "NotAPolicyError",
    "Notice",
    "PasswordNeededError",
    "ReadError",
    "TooLargeError",
    "UnknownFormatError",
]
