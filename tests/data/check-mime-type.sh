#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-mime-type.sh XML SONDE_CLI: a recording is known by its name and by its content.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 1..3

mkdir -p "$work/data/mime/packages"
cp "$1" "$work/data/mime/packages/sonde.xml"
if XDG_DATA_HOME="$work/data" update-mime-database "$work/data/mime" 2> "$work/errors" && ! [ -s "$work/errors" ]; then
  echo "ok 1 the description is sound"
else
  sed 's/^/# /' "$work/errors"
  echo "not ok 1 the description is sound"
fi

printf 'time,a\n2026-01-01T00:00:00Z,1\n' > "$work/a.csv"
"$2" import "$work/a.csv" --output "$work/a.sonde" 2> /dev/null
cp "$work/a.sonde" "$work/unnamed"

number=2
for file in a.sonde unnamed; do
  found=$(XDG_DATA_HOME="$work/data" gio info --attributes=standard::content-type "$work/$file" |
    sed -n 's/.*standard::content-type: //p')
  if [ "$found" = application/x-sonde ]; then
    echo "ok $number $file"
  else
    echo "not ok $number $file # it is taken for $found"
  fi
  number=$((number + 1))
done
