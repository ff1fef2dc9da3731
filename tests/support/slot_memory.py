# SPDX-License-Identifier: MIT
"""The memory that a worker shares with its supervisor, reached as a module gone wild would: from the
inside of the worker's process."""

from __future__ import annotations

import os
import struct
from pathlib import Path

MAGIC = b"CHRNSLOT"
_HEADER = struct.Struct("<8sIiQIIiii4xQQQQQQQ")


class SlotMemory:
    """One worker's segment (ipc/slot_layout.hpp). Needs the right to trace the process."""

    def __init__(self, pid: int):
        self.pid = pid
        self._file = os.open(f"/proc/{pid}/mem", os.O_RDWR)
        self.base = self._find()
        header = _HEADER.unpack(self.read(0, _HEADER.size))
        self.block_frames, self.channels = header[7], header[8]
        _, self.report, self.commands, self.audio, self.keyframe, _, self.total = header[9:16]

    def _find(self) -> int:
        for line in Path(f"/proc/{self.pid}/maps").read_text().splitlines():
            addresses, rights = line.split()[:2]
            begin = int(addresses.split("-")[0], 16)
            if rights == "rw-s" and os.pread(self._file, len(MAGIC), begin) == MAGIC:
                return begin
        raise AssertionError(f"worker {self.pid} has no segment")

    def close(self) -> None:
        os.close(self._file)

    def read(self, offset: int, size: int) -> bytes:
        return os.pread(self._file, size, self.base + offset)

    def write(self, offset: int, data: bytes) -> None:
        os.pwrite(self._file, data, self.base + offset)

    def word(self, offset: int) -> int:
        return struct.unpack("<q", self.read(offset, 8))[0]

    @property
    def rendered(self) -> int:
        return self.word(self.report + 16)

    def write_read_position(self, position: int) -> None:
        self.write(self.commands + 64, struct.pack("<Q", position))

    def spoil_block(self, block: int) -> None:
        """Flips the lowest bit of the block's third sample."""
        samples = 4 * self.block_frames * self.channels
        stride = 64 + (samples + 63) // 64 * 64
        offset = self.audio + block % 128 * stride + 64 + 8
        self.write(offset, bytes([self.read(offset, 1)[0] ^ 1]))
