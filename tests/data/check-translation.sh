#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-translation.sh SOURCE LANGUAGE: po/LANGUAGE.po is well formed and says everything that the
# program can say today, with nothing fuzzy.
set -u
cd "$1" || exit 99
po=po/$2.po
template=$(mktemp) || exit 99
messages=$(mktemp) || exit 99
trap 'rm -f "$template" "$messages"' EXIT

failed=0
# result NUMBER NAME STATUS: one line of TAP, then what the tool said.
result ()
{
  if [ "$3" -eq 0 ]; then echo "ok $1 $2"; else echo "not ok $1 $2"; failed=1; fi
  sed 's/^/# /' "$messages"
}

echo 1..3
msgfmt --check --statistics --output-file=/dev/null "$po" >"$messages" 2>&1
result 1 "$po is well formed" $?

xgettext --from-code=UTF-8 --files-from=po/POTFILES.in --output="$template" \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dngettext:2,3 \
  --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
  --flag=g_dngettext:2:pass-c-format --flag=g_dngettext:3:pass-c-format >"$messages" 2>&1
result 2 "the strings of the source can be read" $?

# Complains of what is missing, fuzzy or empty in the translation; what is there in excess is a warning.
msgcmp "$po" "$template" >"$messages" 2>&1
result 3 "$po says everything that the source says" $?

exit "$failed"
