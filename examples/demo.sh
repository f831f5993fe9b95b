#!/usr/bin/env bash
# Draws the example site from a NetBox: a stub one on a free port of this
# machine, read over HTTP as any other. Leaves the pictures in the folder given
# (demo/ without one) and prints its path.
#
#     examples/demo.sh [FOLDER]          WATTMAP=build/wattmap
set -euo pipefail
cd "$(dirname "$0")/.."
wattmap=${WATTMAP:-build/wattmap}
folder=${1:-demo}
mkdir -p "$folder"
work=$(mktemp -d)

stop() {
	kill "$stub" 2>/dev/null || true
	wait "$stub" 2>/dev/null || true
	rm -rf "$work"
}

tests/stub/netbox.py examples/guide-4.2.9.json --port-file "$work/port" >"$work/log" 2>&1 &
stub=$!
trap stop EXIT
for _ in $(seq 250); do
	[ -s "$work/port" ] && break
	kill -0 "$stub" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
	sleep 0.02
done

NETBOX_URL=http://127.0.0.1:$(cat "$work/port")/
export NETBOX_URL NETBOX_TOKEN=0123456789abcdef0123456789abcdef01234567 # the stub's own
unset http_proxy all_proxy HTTP_PROXY ALL_PROXY
# Links lead to the NetBox the example is of, not to the stub.
look=(--link-base https://netbox.example.com/)

"$wattmap" chain "${look[@]}" -o "$folder/chain.svg" -o "$folder/chain.png"
"$wattmap" trace CORE-SW01 "${look[@]}" -o "$folder/trace-CORE-SW01.svg" -o "$folder/trace-CORE-SW01.png" \
	-o "$folder/trace-CORE-SW01.pdf" -o "$folder/trace-CORE-SW01.txt" -o "$folder/trace-CORE-SW01.json"
"$wattmap" floor --paper A1 "${look[@]}" -o "$folder/floor.svg" -o "$folder/floor.png" -o "$folder/floor.pdf"
"$wattmap" report all "${look[@]}" -o "$folder/reports.md"
(cd "$folder" && pwd)
