#!/usr/bin/env bash
# Golden outputs, byte for byte, as TAP: tests/golden/run.sh [--accept] [NAME...]
# Runs each line of cases and compares with expected/NAME.SUFFIX; --accept takes
# today's output as the right one. WATTMAP is the program (default
# build/wattmap).
set -u
cd "$(dirname "$0")/../.." || exit 2
wattmap=${WATTMAP:-build/wattmap}
[ -x "$wattmap" ] || { echo "Bail out! no program $wattmap"; exit 2; }
golden=tests/golden
accept=false
if [ "${1:-}" = --accept ]; then accept=true; shift; fi
wanted=" $* "
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
number=0 failed=0

snapshot() { # NAME
	if [ -f "examples/$1.json" ]; then echo "examples/$1.json"; else echo "$golden/sites/$1.json"; fi
}

# What a case prints and writes: $out/NAME.SUFFIX, the exit status and messages.
run_case() { # NAME SUFFIXES SNAPSHOT COMMAND ARGUMENTS...
	local name=$1 suffixes=${2//,/ } site command=$4 files=() suffix
	site=$(snapshot "$3")
	shift 4
	for suffix in $suffixes; do files+=(-o "$out/$name.$suffix"); done
	env -u NETBOX_URL -u NETBOX_TOKEN LC_ALL=C.UTF-8 "$wattmap" "$command" --config /dev/null --snapshot "$site" "$@" "${files[@]}" 2>"$out/messages"
}

compare() { # NAME SUFFIX
	local file=$1.$2
	number=$((number + 1))
	if $accept && [ -s "$out/$file" ]; then
		mkdir -p "$golden/expected"
		cp "$out/$file" "$golden/expected/$file" && echo "ok $number - $file # accepted"
	elif ! $accept && diff -u "$golden/expected/$file" "$out/$file" >"$out/diff" 2>&1; then
		echo "ok $number - $file"
	else
		failed=$((failed + 1))
		echo "not ok $number - $file"
		head -n 40 "$out/diff" | sed 's/^/# /'
		sed 's/^/# /' "$out/messages"
	fi
}

while read -r name suffixes site arguments; do
	case $name in '' | '#'*) continue ;; esac
	case $wanted in '  ' | *" $name "*) ;; *) continue ;; esac
	# shellcheck disable=SC2086 # the arguments are words
	run_case "$name" "$suffixes" "$site" $arguments || sed 's/^/# /' "$out/messages"
	for suffix in ${suffixes//,/ }; do compare "$name" "$suffix"; done
done <"$golden/cases"
echo "1..$number"
[ "$failed" -eq 0 ]
