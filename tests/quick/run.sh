#!/usr/bin/env bash
# The quick trace against that of the whole inventory, as TAP:
#
#     tests/quick/run.sh IDENTITY MOST
#
# IDENTITY is the program of identity.c; MOST devices of each site are compared,
# each site served by a stub NetBox of its version, read by lists and by ids.
# Sites recorded beside the project (RECORDED) are taken when they are there.
set -u
cd "$(dirname "$0")/../.." || exit 2
identity=${1:?program} most=${2:?how many devices}
recorded=${RECORDED:-../shared/netbox}
export NETBOX_TOKEN=0123456789abcdef0123456789abcdef01234567 NO_PROXY='*'
. tests/tap.sh
stub=
trap 'if [ -n "$stub" ]; then kill "$stub"; fi; rm -rf "$work"' EXIT
compare() { # SITE [stub options]
	local name
	name=$(basename "$1" .json)
	rm -f "$work/port"
	tests/stub/netbox.py "$@" --port-file "$work/port" >/dev/null 2>"$work/err" &
	stub=$!
	for _ in $(seq 500); do [ -s "$work/port" ] && break; sleep 0.02; done
	for way in lists walk path; do
		"$identity" "http://127.0.0.1:$(cat "$work/port")/" "$most" "$way" >"$work/out" 2>&1
		result $? "$name by $way: $(tail -n 1 "$work/out")" "$work/out"
	done
	kill "$stub"
	wait "$stub" 2>/dev/null
	stub=
}

for site in "$recorded"/*.json examples/*.json tests/golden/sites/*.json; do
	case $site in *.figures.json | *'*'*) continue ;; esac
	if [ "${site%/*}" = "$recorded" ] || [ ! -f "$recorded/${site##*/}" ]; then compare "$site"; fi
done
[ -d "$recorded" ] || skip "the recorded sites" "not beside the project"
finish
