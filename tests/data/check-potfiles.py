#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file with a string to translate is listed in po/POTFILES.in, and nothing else is."""

import pathlib
import re
import sys

MARKS = {
    ".c": re.compile(r"\b(?:_|N_|C_|NC_|Q_|g_dngettext|g_dpgettext2|ngettext|gettext)\s*\("),
    ".ui": re.compile(r'translatable="(?:yes|true|1)"'),
    ".desktop.in": re.compile(r"^(?:Name|Comment)=", re.MULTILINE),
    ".xml.in": re.compile(r"<(?:summary|description|comment)\b"),
}


def has_strings(path):
    return any(
        path.name.endswith(ending) and mark.search(path.read_text(encoding="utf-8"))
        for ending, mark in MARKS.items()
    )


def main(root):
    listed = [
        line.strip()
        for line in (root / "po/POTFILES.in").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    translatable = {
        str(path.relative_to(root))
        for folder in ("src", "data")
        for path in (root / folder).rglob("*")
        if path.is_file() and has_strings(path)
    }
    cases = [
        ("every file with strings is listed", sorted(translatable - set(listed))),
        ("every listed file has strings", sorted(set(listed) - translatable)),
        ("the list is sorted and has no doubles",
         [name for name, right in zip(listed, sorted(set(listed)) + [""] * len(listed))
          if name != right]),
    ]
    print(f"1..{len(cases)}")
    for number, (name, wrong) in enumerate(cases, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} {name}")
        for path in wrong:
            print(f"# {path}")
    return any(wrong for _, wrong in cases)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
