"""What one entry of a calendar says of itself beside its times; knows no Django."""

from __future__ import annotations

import hashlib

from activities.importing.content_lines import Block

PRIVATE, CANCELLED, UNTITLED, OUTSIDE = "private", "cancelled", "untitled", "outside"
BUSY = {"busy", "予定あり", "予定があります"}


def left_out(block: Block, title: str) -> str:
    if block.text("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        return PRIVATE
    if is_cancelled(block):
        return CANCELLED
    if title.casefold() in BUSY:
        return PRIVATE
    return "" if title else UNTITLED


def is_cancelled(block: Block) -> bool:
    return block.text("STATUS").upper() == "CANCELLED"


def version(block: Block) -> tuple[int, str, int]:
    sequence = block.text("SEQUENCE")
    number = int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0
    return number, block.text("LAST-MODIFIED"), -block.number


def made_uid(block: Block) -> str:
    told = f"{block.text('DTSTART')}\n{block.text('SUMMARY')}"
    return f"x{hashlib.sha256(told.encode()).hexdigest()}"
