# SPDX-License-Identifier: MIT
"""Disks that fail: one that stops answering (FUSE), and one that is small (tmpfs). Both need root."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator

READ_CALL = "0"  # of /proc/<pid>/syscall on x86-64; ARM's is 63


def can_mount() -> bool:
    return os.geteuid() == 0 and os.path.exists("/dev/fuse")


class FrozenDisk:
    """A directory whose file system can stop answering, and go on later, as a network disk does."""

    def __init__(self, place: Path):
        self.path = place / "disk"
        self.behind = place / "behind"
        for directory in (self.path, self.behind):
            directory.mkdir(parents=True)
        self._server = subprocess.Popen(
            [sys.executable, __file__, str(self.behind), str(self.path)]
        )
        deadline = time.monotonic() + 10
        while not os.path.ismount(self.path):
            assert time.monotonic() < deadline and self._server.poll() is None, "no FUSE here"
            time.sleep(0.01)

    def freeze(self) -> None:
        """Stops the server between two requests: what comes now waits for an answer, killably."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self._server.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, self._server.pid, os.WSTOPPED | os.WNOWAIT)
            call = Path(f"/proc/{self._server.pid}/syscall").read_text().split()[0]
            if call in (READ_CALL, "63"):
                return
            self._server.send_signal(signal.SIGCONT)
            time.sleep(0.003)
        raise AssertionError("the file system is never idle")

    def thaw(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    def end(self) -> None:
        self.thaw()
        subprocess.run(["umount", "--lazy", str(self.path)], check=False)
        self._server.terminate()
        self._server.wait()


@contextlib.contextmanager
def frozen_disk(place: Path) -> Iterator[FrozenDisk]:
    disk = FrozenDisk(place)
    try:
        yield disk
    finally:
        disk.end()


@contextlib.contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of its own with room for `size` ("300k")."""
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def _serve(behind: str, mount_point: str) -> None:
    import fusepy

    class Mirror(fusepy.Operations):
        def _at(self, path: str) -> str:
            return behind + path

        def getattr(self, path, fh=None):
            try:
                status = os.lstat(self._at(path))
            except OSError as error:
                raise fusepy.FuseOSError(error.errno) from None
            keys = ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid", "st_atime", "st_mtime", "st_ctime")
            return {key: getattr(status, key) for key in keys}

        def readdir(self, path, fh):
            return [".", "..", *os.listdir(self._at(path))]

        def create(self, path, mode, fi=None):
            return os.open(self._at(path), os.O_RDWR | os.O_CREAT, mode)

        def open(self, path, flags):
            return os.open(self._at(path), os.O_RDWR)

        def read(self, path, size, offset, fh):
            return os.pread(fh, size, offset)

        def write(self, path, data, offset, fh):
            return os.pwrite(fh, data, offset)

        def truncate(self, path, length, fh=None):
            os.truncate(self._at(path), length)

        def release(self, path, fh):
            os.close(fh)

        def mkdir(self, path, mode):
            os.mkdir(self._at(path), mode)

        def rmdir(self, path):
            os.rmdir(self._at(path))

        def unlink(self, path):
            os.unlink(self._at(path))

        def rename(self, old, new):
            os.rename(self._at(old), self._at(new))

        def chmod(self, path, mode):
            os.chmod(self._at(path), mode)

        def statfs(self, path):
            status = os.statvfs(behind)
            keys = ("f_bavail", "f_bfree", "f_blocks", "f_bsize", "f_files", "f_ffree", "f_frsize", "f_namemax")
            return {key: getattr(status, key) for key in keys}

    fusepy.FUSE(Mirror(), mount_point, foreground=True, nothreads=True)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2])
