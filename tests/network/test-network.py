#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sonde on a network of its own: two network namespaces that a virtual cable joins.

Names in .local with and without Avahi, and the failures that need a network to fail. The name server
of the near end is an address that nobody has, so that the system's resolver hangs in all of this.

Where the machine permits no namespaces, all cases are skipped by name, and the reason is told.
With the id of an installed Flatpak in SONDE_FLATPAK, it is the one that listens at the near end.
"""

import contextlib
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
CLI = os.environ["SONDE_CLI"]
CLIENT = os.environ["SONDE_LINK_CLIENT"]
FLATPAK = os.environ.get("SONDE_FLATPAK")
LISTENER = ["flatpak", "run", "--command=sonde-cli", FLATPAK] if FLATPAK else [CLI]
NAME = "serveur-esp32-bluedot.local"
NEAR, FAR, NOBODY = "10.77.0.1", "10.77.0.2", "10.77.0.99"
LIMIT_S = 20
BUS = "/run/sonde-test-bus"


def must_part_mounts():
    """Whether unshare has to keep its mounts from those outside, and might manage to."""
    with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
        lines = list(mounts)
    return (any(line.split()[4] == "/" for line in lines)
            or any(" shared:" in line for line in lines))


# What is mounted in a namespace must not be seen outside of it. In a chroot / is no mount point, of
# which that could be said; there it must hold already.
NEW_MOUNTS = ["--mount", *([] if must_part_mounts() else ["--propagation", "unchanged"])]

BUS_CONFIG = f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={BUS}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""

AVAHI_CONFIG = """[server]
host-name={host}
use-ipv4=yes
use-ipv6=yes
allow-interfaces={interface}
enable-dbus={dbus}
[publish]
publish-workstation=no
publish-hinfo=no
[wide-area]
enable-wide-area=no
"""


def run(*command, check=True):
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, timeout=LIMIT_S,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.stdout}")
    return done.stdout


class Program:
    """A program that runs beside the test, and whose lines are waited for."""

    def __init__(self, *command, env=None):
        self.name = " ".join(map(str, command))
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**os.environ, **(env or {})})
        self.pending = b""

    def read_line(self, limit_s=LIMIT_S):
        deadline = time.monotonic() + limit_s
        while b"\n" not in self.pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise AssertionError(f"waited in vain for a line of {self.name}")
            block = os.read(self.process.stdout.fileno(), 65536)
            if not block:
                raise AssertionError(f"{self.name} ended: {self.pending}")
            self.pending += block
        line, self.pending = self.pending.split(b"\n", 1)
        return line.decode("utf-8", "replace")

    def wait_for(self, text, limit_s=LIMIT_S):
        passed = []
        while not passed or text not in passed[-1]:
            try:
                passed.append(self.read_line(limit_s))
            except AssertionError as error:
                raise AssertionError(f"“{text}” is not in {passed}") from error
        return passed[-1]

    def read_rest(self):
        lines = []
        with contextlib.suppress(AssertionError):
            while True:
                lines.append(self.read_line())
        return lines

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


def far(*command):
    """The command as it is to be at the far end of the cable."""
    return ["nsenter", "--net", "-t", str(far_end.process.pid), "--", *map(str, command)]


def beside(name):
    return [sys.executable, str(HERE / name)]


def responder(*options):
    program = Program(*far(*beside("responder.py"), "--name", NAME, "--interface", "far", *options))
    program.wait_for("ready")
    return program


def probe(address=FAR):
    program = Program(*far(CLI, "mock", "--port", 5000, "--address", address))
    program.wait_for("ws://")
    return program


class Listening:
    """What became of “sonde-cli listen --json”, and how long that took."""

    def __init__(self, uri, *options, prefix=(), env=None):
        started = time.monotonic()
        done = subprocess.run(
            [*prefix, *LISTENER, "listen", "--json", "--count", "1", uri, *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=LIMIT_S, env={**os.environ, "G_MESSAGES_DEBUG": "sonde-net",
                                  "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + BUS,
                                  "XDG_RUNTIME_DIR": "/run/sonde-user", **(env or {})})
        self.took_s = time.monotonic() - started
        self.status, self.text = done.returncode, done.stdout + done.stderr
        # A debug message goes to standard output as well.
        lines = [line for line in done.stdout.split("\n") if line.startswith("{")]
        self.answer = json.loads(lines[0]) if lines else {}

    def expect_open(self, way):
        assert self.status == 0, self.text
        assert f"addresses from {way}" in self.text, self.text

    def expect_cause(self, cause):
        assert self.status == 5, self.text
        assert self.answer["error"]["cause"] == cause, self.answer
        return self.answer["error"]["evidence"]


def asks_the_network():
    with probe(), responder("--a", FAR):
        listening = Listening(f"ws://{NAME}:5000")
        listening.expect_open("multicast DNS")
        assert listening.took_s < 2, listening.took_s


def asks_again():
    with probe(), responder("--a", FAR, "--deaf", 1) as answering:
        listening = Listening(f"ws://{NAME}:5000")
        listening.expect_open("multicast DNS")
        assert 1 <= listening.took_s < 3, listening.took_s
        assert answering.read_line() != "asked 5353"


def keeps_the_link():
    """An address of the link alone leads nowhere without its scope."""
    address = wait_for_ipv6(far, "far")
    with probe("::"), responder("--aaaa", address):
        Listening(f"ws://{NAME}:5000").expect_open("multicast DNS")


def tries_every_address():
    """The first one leads nowhere, and the connection goes on to the next."""
    address = wait_for_ipv6(far, "far")
    with probe("::"), responder("--a", NOBODY, "--aaaa", address):
        listening = Listening(f"ws://{NAME}:5000")
        listening.expect_open("multicast DNS")
        assert listening.took_s < 4, listening.took_s


def nobody_answers():
    listening = Listening(f"ws://{NAME}:5000")
    evidence = listening.expect_cause("local-name-in-sandbox" if FLATPAK else "local-name-not-found")
    assert 2.9 <= listening.took_s < 4.5, listening.took_s
    assert evidence["host"] == NAME, evidence
    assert "no answer in 3 s" in evidence["system_answer"], evidence
    assert "no answer in 3 s" in evidence["mdns_answer"], evidence
    assert evidence["avahi_answer"], evidence
    assert "near 10.77.0.1/24" in evidence["network"], evidence
    assert evidence["name_us"] >= 2_900_000, evidence


def sandbox_is_told():
    listening = Listening(f"ws://{NAME}:5000", prefix=sandbox())
    evidence = listening.expect_cause("local-name-in-sandbox")
    assert evidence["sandbox"] == "Flatpak", evidence


@contextlib.contextmanager
def avahi(host, interface, dbus, prefix=()):
    config = pathlib.Path(f"/run/avahi-{interface}.conf")
    config.write_text(AVAHI_CONFIG.format(host=host, interface=interface, dbus=dbus))
    # Each has a /run of its own, where it notes that it runs.
    command = ("mount -t tmpfs none /run/avahi-daemon && exec avahi-daemon --no-drop-root --no-chroot "
               f"--no-rlimits -f {config}")
    with Program(*prefix, "unshare", *NEW_MOUNTS, "sh", "-c", command,
                 env={"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + BUS}) as daemon:
        daemon.wait_for("Server startup complete")
        yield daemon


def asks_a_far_avahi():
    with probe(), avahi(NAME.split(".")[0], "far", "no", far()):
        Listening(f"ws://{NAME}:5000").expect_open("multicast DNS")


def asks_the_near_avahi():
    """The host does not answer one who asks once, so that Avahi is the only way."""
    config = pathlib.Path("/run/sonde-test-bus.conf")
    config.write_text(BUS_CONFIG)
    with Program("dbus-daemon", "--nofork", "--nopidfile", "--print-address", "--config-file", config) as bus:
        bus.wait_for("unix:")
        with avahi("near-end", "near", "yes"), probe(), responder("--a", FAR, "--no-one-shot"):
            Listening(f"ws://{NAME}:5000").expect_open("Avahi")
            # Whoever can ask Avahi is not told that the sandbox forbids it.
            listening = Listening("ws://not-there.local:5000", prefix=sandbox())
            evidence = listening.expect_cause("local-name-not-found")
            assert evidence["sandbox"] == "Flatpak", evidence
            assert "no answer in 3 s" in evidence["avahi_answer"], evidence


def no_network():
    lonely = ["unshare", "--net", "--"]
    Listening(f"ws://{FAR}:5000", prefix=lonely).expect_cause("no-network")
    Listening(f"ws://{NAME}:5000", prefix=lonely).expect_cause("no-network")


def no_route():
    evidence = Listening("ws://10.78.0.1:5000").expect_cause("unreachable")
    assert "near 10.77.0.1/24" in evidence["network"], evidence


def no_such_host():
    evidence = Listening(f"ws://{NOBODY}:5000").expect_cause("unreachable")
    assert evidence["address"] == f"{NOBODY}:5000", evidence


def prohibited():
    run("ip", "route", "add", "prohibit", "10.79.0.0/24")
    Listening("ws://10.79.0.1:5000").expect_cause("forbidden")


def set_kernel(name, value):
    pathlib.Path("/proc/sys/net/ipv4", name).write_text(str(value))


def say_end(keepalive_ms, watchdog_ms, cut, mend):
    """What the client says of a connection over a network that fails while it is open."""
    with probe(), Program(CLIENT, f"ws://{FAR}:5000", keepalive_ms, watchdog_ms) as client:
        client.wait_for("open")
        try:
            cut()
            cause = client.wait_for("cause")
            return cause, dict(line.split(" ", 1) for line in client.read_rest())
        finally:
            mend()


def half_open():
    cause, evidence = say_end(200, 1500, lambda: run(*far("ip", "link", "set", "far", "down")),
                              lambda: run(*far("ip", "link", "set", "far", "up")))
    assert cause == "cause half-open", (cause, evidence)
    assert int(evidence["retransmissions"]) > 0, evidence
    assert int(evidence["unacknowledged_segments"]) > 0, evidence
    assert evidence["limit_us"] == "1.50 s", evidence


def network_goes_away():
    """Nobody has the address any more. Only the system watches here, and finds nobody to send to."""
    def leave():
        run(*far("ip", "addr", "del", f"{FAR}/24", "dev", "far"))
        run("ip", "neigh", "flush", "dev", "near")

    set_kernel("tcp_retries2", 4)
    set_kernel("neigh/near/retrans_time_ms", 50)
    cause, evidence = say_end(200, 0, leave,
                              lambda: run(*far("ip", "addr", "add", f"{FAR}/24", "dev", "far")))
    assert cause == "cause lost-network", (cause, evidence)
    assert "route" in evidence["system_message"], evidence


def wait_for_ipv6(where, interface):
    """The address of the link, once no other host was found to have it."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        links = json.loads(run(*where("ip", "-json", "-6", "addr", "show", "dev", interface)))
        for address in links[0]["addr_info"]:
            if address["scope"] == "link" and not address.get("tentative"):
                return address["local"]
        time.sleep(0.1)
    raise AssertionError(f"{interface} has no IPv6 address")


def sandbox():
    """A root folder with all that there is, and with the file by which a Flatpak is known."""
    if FLATPAK:
        return []
    root = pathlib.Path("/run/sandbox")
    script = [f"mkdir -p {root} && mount -t tmpfs none {root} && touch {root}/.flatpak-info"]
    for entry in sorted(pathlib.Path("/").iterdir()):
        target = root / entry.name
        if entry.is_symlink():
            script.append(f"ln -s {os.readlink(entry)} {target}")
        elif entry.is_dir() and entry.name != "run":
            script.append(f"mkdir {target} && mount --rbind {entry} {target}")
    script.append(f"if [ -e {BUS} ]; then mkdir {root}/run; touch {root}{BUS}; "
                  f"mount --bind {BUS} {root}{BUS}; fi")
    script.append(f'exec chroot {root} "$@"')
    return ["unshare", *NEW_MOUNTS, "sh", "-ec", "\n".join(script), "sandbox"]


CASES = [asks_the_network, asks_again, keeps_the_link, tries_every_address, nobody_answers,
         sandbox_is_told, asks_a_far_avahi, asks_the_near_avahi, no_network, no_route, no_such_host,
         prohibited, half_open, network_goes_away]
if FLATPAK:
    CASES = [case for case in CASES if case not in (half_open, network_goes_away)]


def lay_cable():
    """Two ends, each with its own loopback, and a /run and a name server that are the test's own."""
    if must_part_mounts():
        run("mount", "--make-rprivate", "/")
    run("mount", "-t", "tmpfs", "none", "/run")
    os.makedirs("/run/avahi-daemon")
    os.mkdir("/run/sonde-user", 0o700)
    pathlib.Path("/run/resolv.conf").write_text(f"nameserver {NOBODY}\n")
    pathlib.Path("/run/nsswitch.conf").write_text("hosts: files dns\n")
    # Avahi wants to be a user of its own, and where the test is not root there is only one.
    pathlib.Path("/run/passwd").write_text("".join(
        f"{user}:x:0:0::/:/bin/sh\n" for user in ("root", "avahi", "messagebus")))
    pathlib.Path("/run/group").write_text("".join(
        f"{group}:x:0:\n" for group in ("root", "avahi", "netdev", "messagebus")))
    for name in ("resolv.conf", "nsswitch.conf", "passwd", "group"):
        run("mount", "--bind", f"/run/{name}", os.path.realpath(f"/etc/{name}"))
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns",
        str(far_end.process.pid))
    run("ip", "addr", "add", f"{NEAR}/24", "dev", "near")
    run("ip", "link", "set", "near", "up")
    run(*far("ip", "link", "set", "lo", "up"))
    run(*far("ip", "addr", "add", f"{FAR}/24", "dev", "far"))
    run(*far("ip", "link", "set", "far", "up"))


def skip_all(reason):
    print(f"1..{len(CASES)}")
    for number, case in enumerate(CASES, 1):
        print(f"ok {number} {case.__name__} # SKIP {reason}")


def run_all():
    print(f"1..{len(CASES)}", flush=True)
    failed = False
    for number, case in enumerate(CASES, 1):
        started = time.monotonic()
        try:
            case()
            print(f"ok {number} {case.__name__}")
        except Exception:  # pylint: disable=broad-except
            failed = True
            print(f"not ok {number} {case.__name__}")
            print("\n".join("# " + line for line in traceback.format_exc().split("\n")))
        print(f"# took {time.monotonic() - started:.1f} s", flush=True)
    return failed


def go_inside():
    """As the user that this is, or else as root of a user namespace: not every root may do it."""
    unshare = ["unshare", "--net", *NEW_MOUNTS, "--pid", "--fork", "--kill-child", "--mount-proc"]
    for command in (unshare, [*unshare, "--user", "--map-root-user"]):
        attempt = subprocess.run([*command, "true"], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, check=False)
        if attempt.returncode == 0:
            os.execvp("unshare", [*command, sys.executable, __file__, "inside"])
    return attempt.stdout.strip()


if sys.argv[1:] != ["inside"]:
    skip_all("this machine permits no network namespaces: " + go_inside())
    sys.exit(0)

with Program("unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity") as far_end:
    far_end.wait_for("ready")
    lay_cable()
    sys.exit(1 if run_all() else 0)
