# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full or that nobody may write to, for the one program that sees it.

It is a tmpfs in a mount namespace of its own. Where the machine permits none, a limit on the size of
files does for a full disk, and the rights of a folder, or a folder of the system, for the other.
"""

import functools
import os
import resource
import subprocess
import sys

FULL_BYTES = 40 * 1024
ROOM_BYTES = 64 * 1024 * 1024

# Python ignores the signal, and whoever it starts does not, unless told so.
LIMIT = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
os.execvp(sys.argv[2], sys.argv[2:])
"""


def must_part_mounts():
    """Whether unshare has to keep its mounts from those outside, and might manage to."""
    with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
        lines = list(mounts)
    return any(line.split()[4] == "/" for line in lines) or any(" shared:" in line for line in lines)


def get_unshare():
    command = ["unshare", "--mount"]
    if not must_part_mounts():
        command += ["--propagation", "unchanged"]
    return command if os.getuid() == 0 else [*command, "--user", "--map-root-user"]


@functools.lru_cache
def can_mount():
    attempt = [*get_unshare(), "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(attempt, stderr=subprocess.DEVNULL, check=False).returncode == 0


class Disk:
    """A folder that is a disk of its own, for the time of a `with`."""

    def __init__(self, folder, options):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        script = 'mount -t tmpfs -o "$2" none "$1" && echo ready && exec sleep infinity'
        self.process = subprocess.Popen(
            [*get_unshare(), "sh", "-c", script, "disk", folder, options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"
        # In a chroot, the root of the namespace is not the root of this.
        self.inside = ["nsenter", "--target", str(self.process.pid), "--mount", "--root"]
        self.prefix = self.inside
        if os.getuid() != 0:
            self.inside += ["--user", "--preserve-credentials"]
            # The bus speaks with no program that takes itself for another user.
            own = [f"--map-user={os.getuid()}", f"--map-group={os.getgid()}"]
            self.prefix = [*self.inside, "unshare", "--user", *own]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def mend(self, _program):
        # With a source of its own, mount adds no options that it sees now, which may be refused.
        options = f"remount,rw,size={ROOM_BYTES}"
        mount = ["mount", "-t", "tmpfs", "-o", options, "none", self.folder]
        subprocess.run([*self.inside, *mount], check=True)


class Limit:
    """What a full disk is where there are no namespaces: no file may become as large as it must."""

    def __init__(self):
        self.prefix = [sys.executable, "-c", LIMIT, str(FULL_BYTES)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def mend(self, program):
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, unlimited)


class Rights:
    """What a read-only disk is where there are no namespaces, and root has every right."""

    def __init__(self, folder):
        self.folder = folder
        self.prefix = []
        if os.getuid() == 0:
            os.symlink("/sys", folder)
        else:
            os.mkdir(folder, 0o555)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def mend(self, _program):
        if os.path.islink(self.folder):
            os.unlink(self.folder)
            os.mkdir(self.folder)
        else:
            os.chmod(self.folder, 0o755)


def full_disk(folder):
    return Disk(folder, f"size={FULL_BYTES}") if can_mount() else Limit()


def read_only_disk(folder):
    return Disk(folder, f"size={ROOM_BYTES},ro") if can_mount() else Rights(folder)
