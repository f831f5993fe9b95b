#!/usr/bin/env bash
# The pictures of every site we have, measured in real Chromium by check.py: texts
# in their boxes, nothing overlaps, lines keep clear. Of each site the floors, the
# chains and a choice of traces; once more with hostile names. Speaks TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
WATTMAP=${WATTMAP:-build/wattmap}
. tests/tap.sh
TRACES=6 # of a site

if ! command -v "${CHROMIUM:-chromium}" >/dev/null && ! command -v google-chrome >/dev/null; then
	skip "pictures in Chromium" "no chromium; 'make test-deps' installs it"
	finish
fi

# Names that are long, wide, right to left, of many joined parts, or markup.
hostile() {
	jq -c 'def odd: ["W" * 120, "電源装置" * 12, "خادم قاعدة البيانات", "e\u0301" * 40, "👩‍👩‍👧‍👦" * 9, "<b>&amp;\"</b>", "a\u0000\n\tb", "iiiiiiiii lllll",
			"\u202eevil\u202c", "x"][. % 10];
		reduce ("dcim/devices", "dcim/racks", "dcim/power-panels", "dcim/power-feeds", "dcim/power-ports", "dcim/power-outlets", "dcim/locations") as $kind (.;
			.collections[$kind] |= (to_entries | map(.key as $i | .value.name = ($i | odd) + "-\($i)" | .value)))' "$1"
}

# pictures SITE NAME: its atlas, all of it fit for a wiki, then less traces.
pictures() {
	"$WATTMAP" atlas --quiet --snapshot "$1" -o "$work/$2" || return 1
	find "$work/$2" -name '*.svg' -print0 | xargs -0 python3 tests/wiki/svg.py >"$work/said"
	result $? "$2: fit for a wiki" "$work/said"
	find "$work/$2/trace" -name '*.svg' | sort | awk -v keep="$TRACES" '{ all[NR] = $0 } END { step = NR / keep; if (step < 1) step = 1;
		for (i = 1; i <= NR; i++) if (int((i - 1) / step) == int((i - 2) / step) && i > 1) print all[i] }' | xargs -r rm
}

for site in examples/*.json tests/golden/sites/*.json ../shared/netbox/*.json; do
	name=$(basename "$site" .json)
	case $name in *.figures) continue ;; esac
	[ -d "$work/$name" ] || [ ! -f "$site" ] || pictures "$site" "$name" || result 1 "$name: the atlas"
done
for site in guide-4.2.9 crossed-4.2.9; do
	hostile "examples/$site.json" >"$work/site.json"
	pictures "$work/site.json" "hostile-$site" || result 1 "hostile $site: the atlas"
done
[ -d ../shared/netbox ] || skip "recorded sites" "../shared is not there"

mkdir "$work/odd"
for site in names many-panels one-source cascade six-sides; do
	python3 tests/gen/odd.py $site -o "$work/odd/$site.json"
	"$WATTMAP" floor --snapshot "$work/odd/$site.json" --paper '2000x1500mm' --min-type 7 -o "$work/odd/$site.svg" ||
		result 1 "odd site $site: the floor"
done

find "$work" -name '*.svg' | sort | xargs python3 tests/chromium/check.py >"$work/results"
status=$?
[ "$status" -le 1 ] || result 1 "Chromium measured"
while read -r line; do
	file=$(jq -r .file <<<"$line")
	if [ "$(jq .count <<<"$line")" -eq 0 ] && [ "$(jq .texts <<<"$line")" -gt 0 ]; then
		result 0 "${file#"$work"/}"
	else
		jq -c '.found[:5][]' <<<"$line" >"$work/said"
		result 1 "${file#"$work"/}" "$work/said"
	fi
done <"$work/results"

# What the server shows, with its own headers.
while IFS= read -r line; do
	if [[ $line == *": fine" ]]; then result 0 "serve: ${line%: fine}"; else result 1 "serve: $line"; fi
done < <(python3 tests/chromium/pages.py "$WATTMAP" examples/guide-4.2.9.json || echo "the pages in Chromium")
finish
