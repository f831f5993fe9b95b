#!/usr/bin/env bats
# From a NetBox or a snapshot to files: the same bytes, whole files, and nothing
# written that need not be.
load helper

@test "live and snapshot give the same bytes, for every command" {
	stub "$GUIDE"
	wattmap chain --netbox "$URL" --save site.json -o a.svg -o a.json -o a.txt -o a.dot
	wattmap chain --snapshot site.json -o b.svg -o b.json -o b.txt -o b.dot
	for format in svg json txt dot; do cmp a.$format b.$format; done
	wattmap trace CORE-SW01 --netbox "$URL" --save site.json -o a.svg -o a.json -o a.txt -o a.dot
	wattmap trace CORE-SW01 --snapshot site.json -o b.svg -o b.json -o b.txt -o b.dot
	for format in svg json txt dot; do cmp a.$format b.$format; done
	wattmap list outlets --netbox "$URL" --save site.json >a.txt
	wattmap list outlets --snapshot site.json >b.txt
	cmp a.txt b.txt
}

@test "snapshots are the same whatever the jobs, pages and base path" {
	export SOURCE_DATE_EPOCH=1790000000
	stub "$GUIDE"
	wattmap snapshot --netbox "$URL" -o a.json
	wattmap snapshot --netbox "$URL" --jobs 1 -o b.json
	cmp a.json b.json
	wattmap trace CORE-SW01 --netbox "$URL" --save c.json >/dev/null
	cmp a.json c.json
	wattmap snapshot --netbox "$URL" -o - | cmp a.json -
	teardown
	stub "$GUIDE" --base-path inventory/netbox --max-page 100
	for url in "${URL}inventory/netbox" "${URL}inventory/netbox/" "${URL}inventory/netbox/api/"; do
		wattmap snapshot --netbox "$url" -o d.json
		cmp <(sed 2d a.json) <(sed 2d d.json) || diff <(sed 's|127.0.0.1:[0-9]*/|H/|; s|H/inventory/netbox|H|' d.json) <(sed 's|127.0.0.1:[0-9]*/|H/|' a.json)
	done
}

@test "a snapshot with a scope says so, and is enough for its picture" {
	stub "$GUIDE"
	wattmap snapshot --netbox "$URL" --rack NET-R01 -o part.json
	jq -e '.scope == {"rack": ["NET-R01"]}' part.json
	run -0 wattmap trace CORE-SW01 --snapshot part.json
	[[ $output == *UTILITY-A*UTILITY-B* ]]
}

@test "without -o an outline goes to standard output" {
	run -0 wattmap trace Server --snapshot "$CROSSED"
	wattmap trace Server --snapshot "$CROSSED" -o x.txt
	diff <(echo "$output") x.txt
	wattmap trace Server --snapshot "$CROSSED" --format txt -o - | cmp - x.txt
	wattmap trace Server --snapshot "$CROSSED" --format json | jq -e '.format == "wattmap-chain"'
	LC_ALL=C wattmap trace Server --snapshot "$CROSSED" -o c.txt
	cmp c.txt x.txt
}

@test "a terminal that shows no UTF-8 gets plain ASCII" {
	command -v script >/dev/null || skip "no script(1)"
	LC_ALL=C script -qec "'$WATTMAP' trace Server --snapshot '$CROSSED'" /dev/null >tty.txt </dev/null
	! LC_ALL=C grep -q '[^[:print:][:space:]]' tty.txt
	grep -q Server tty.txt
}

@test "every format is what it says" {
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o x.svg -o x.png -o x.pdf -o x.dot -o x.json -o x.txt
	[ "$(head -c 4 x.pdf)" = %PDF ]
	[ "$(head -c 4 x.png | tail -c 3)" = PNG ]
	if command -v xmllint >/dev/null; then xmllint --noout x.svg; fi
	if command -v jq >/dev/null; then jq -e '.verdicts[0].device' x.json; fi
	if command -v dot >/dev/null; then dot -Tcanon x.dot >/dev/null; fi
	grep -q CORE-SW01 x.txt
}

@test "pictures are the same on every run, and without a time on every day" {
	wattmap chain --snapshot "$CROSSED" --stamp none -o a.svg -o a.dot -o a.txt -o a.json
	sed 's/"taken_at":"[^"]*"/"taken_at":"2001-02-03T04:05:06Z"/' "$CROSSED" >later.json
	wattmap chain --snapshot later.json --stamp none -o b.svg -o b.dot -o b.txt -o b.json
	for format in svg dot txt; do cmp a.$format b.$format; done
	! grep -q 2026-11-21 a.svg a.dot a.txt
	wattmap chain --snapshot "$CROSSED" --stamp date -o d.txt
	grep -q 2026-11-21 d.txt
	! grep -qE '2026-11-21.*[0-9]:[0-9]' d.txt
}

@test "--if-changed leaves a file alone when only the time differs" {
	sed 's/"taken_at":"[^"]*"/"taken_at":"2026-11-22T03:04:05Z"/' "$CROSSED" >later.json
	sed 's/"name":"Server"/"name":"Sorver"/' later.json >other.json
	draw() {
		wattmap trace 'device:#3' --snapshot "$1" --if-changed -o x.svg -o x.dot -o x.txt -o x.json -o x.png -o x.pdf
	}
	wattmap list devices --snapshot "$CROSSED" | grep -q 'device:#3 '
	rewritten() {
		find . -name 'x.*' -newermt 2002-01-01 | sort | tr '\n' ' '
	}
	draw "$CROSSED"
	python3 - x.png <<-'END'
		import struct, sys, zlib
		data, at, names = open(sys.argv[1], "rb").read(), 8, []
		while at < len(data):
		    size, = struct.unpack(">I", data[at:at + 4])
		    assert struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0] == zlib.crc32(data[at + 4:at + 8 + size])
		    names.append(data[at + 4:at + 8])
		    at += 12 + size
		assert names[-2:] == [b"tEXt", b"IEND"], names
	END
	touch -d 2001-01-01 x.*
	draw later.json
	[ -z "$(rewritten)" ]
	wattmap trace 'device:#3' --snapshot later.json -o x.txt
	grep -q 2026-11-22 x.txt
	touch -d 2001-01-01 x.txt
	draw other.json
	[ "$(rewritten)" = "./x.dot ./x.json ./x.pdf ./x.png ./x.svg ./x.txt " ]
	if command -v pdftotext >/dev/null; then pdftotext x.pdf - | grep -q Sorver; fi
}

@test "--if-changed for snapshots" {
	stub "$CROSSED"
	SOURCE_DATE_EPOCH=1790000000 wattmap snapshot --netbox "$URL" --if-changed -o s.json
	SOURCE_DATE_EPOCH=1790086400 wattmap snapshot --netbox "$URL" --if-changed -o s.json
	jq -e '.taken_at == "2026-09-21T14:13:20Z"' s.json
	SOURCE_DATE_EPOCH=1790086400 wattmap snapshot --netbox "$URL" -o s.json
	jq -e '.taken_at == "2026-09-22T14:13:20Z"' s.json
}

@test "new files follow the umask, old ones keep their mode" {
	(umask 027 && wattmap trace Server --snapshot "$CROSSED" -o new.svg)
	[ "$(stat -c %a new.svg)" = 640 ]
	chmod 604 new.svg
	wattmap trace Server --snapshot "$CROSSED" -o new.svg
	[ "$(stat -c %a new.svg)" = 604 ]
}

@test "png limits are said before any work" {
	fails 2 ".*dpi.*" wattmap chain --snapshot "$GUIDE" --detail full -o x.png --dpi 2400
	[ ! -e x.png ]
}

@test "no progress when stderr is no terminal; --quiet drops warnings" {
	stub "$CROSSED" --version 9.9.9
	run -0 --separate-stderr wattmap list panels --netbox "$URL"
	[[ $stderr == "wattmap: warning: "*"9.9.9"* ]]
	run -0 --separate-stderr wattmap list panels --netbox "$URL" --quiet
	[ -z "$stderr" ]
}

@test "doctor names each gap, its first objects and what to do" {
	run -0 wattmap doctor --snapshot "$GUIDE"
	[[ $output == *"The draw of 158 of 158 devices is known."* ]]
	python3 - "$GUIDE" >gaps.json <<-'END'
		import json, sys
		s = json.load(open(sys.argv[1]))
		c = s["collections"]
		for port in c["dcim/power-ports"][-5:]:
		    port["allocated_draw"] = port["maximum_draw"] = None
		gone = c["dcim/power-feeds"][0]["cable"]["id"]
		c["dcim/cables"] = [x for x in c["dcim/cables"] if x["id"] != gone]
		for x in c["dcim/power-feeds"] + c["dcim/power-ports"]:
		    if x["cable"] and x["cable"]["id"] == gone:
		        x["cable"] = None
		json.dump(s, sys.stdout)
	END
	wattmap doctor --snapshot gaps.json --json >gaps.out
	jq -e '.gaps[] | select(.gap == "draw-missing") | .count == 5 and (.first | length) == 3 and .first[0].url != null' gaps.out
	jq -e '.gaps[] | select(.gap == "feed-without-cord") | .count == 1' gaps.out
	run -0 wattmap doctor --snapshot gaps.json
	[[ $output == *"gap  5 of 316 inlets of devices have neither an allocated nor a maximum draw"*"and 2 more"*"set the allocated draw"* ]]
}

@test "list: every kind, and its names can be used" {
	for kind in $(wattmap completion bash | sed -n 's/.*list) .*operands="\(.*\)".*/\1/p'); do
		run -0 wattmap list "$kind" --snapshot "$GUIDE"
		[[ ${lines[0]} == ELEMENT* ]]
		wattmap list "$kind" --snapshot "$GUIDE" --json | jq -e '.rows | type == "array"' >/dev/null
	done
	run -0 wattmap list feed --snapshot "$GUIDE"
	[ "${#lines[@]}" -eq 9 ]
	run -0 wattmap list devices --rack NET-R01 --snapshot "$GUIDE" --json
	jq -e '[.rows[].rack] | unique == ["NET-R01"]' <<<"$output"
	for name in UTILITY-A/NETCORE-A CORE-SW01:PSU1 NET-R01-PDU-A; do
		run -0 wattmap trace "$name" --snapshot "$GUIDE"
	done
}

@test "the demo leaves its pictures" {
	WATTMAP=$WATTMAP run -0 "$ROOT/examples/demo.sh" "$PWD/demo"
	[ "${lines[-1]}" = "$PWD/demo" ]
	for file in chain.svg chain.png trace-CORE-SW01.svg trace-CORE-SW01.png trace-CORE-SW01.pdf trace-CORE-SW01.txt \
		trace-CORE-SW01.json floor.svg floor.png floor.pdf reports.md; do
		[ -s "demo/$file" ]
	done
}

@test "--show: one question, one picture" {
	for what in load failover phases redundancy findings; do
		wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --paper A1 --show $what -o $what.svg
		wattmap chain --snapshot "$GUIDE" --location 'Server Hall A' --show $what -o $what-chain.svg
		grep -q 'Shows: ' $what.svg && grep -q 'Shows: ' $what-chain.svg
	done
	grep -qF 'if EMEA-HALLA-PANEL-B fails' failover.svg
	grep -qF '21 % off' phases.svg
	grep -qF 'shared, insufficient or dark' redundancy.svg
	grep -qF 'no finding' findings.svg
	wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --paper A1 -o usual.svg
	run ! grep -q 'Shows: ' usual.svg
	fails 2 "--show: 'lod' is none of usual, load, failover, phases, redundancy and findings|--show: " \
		wattmap floor --snapshot "$GUIDE" --show lod
}

@test "a large picture is the same from one processor and from two, and has every rack" {
	python3 "$ROOT/tests/gen/site.py" --racks 150 -o large.json
	set -- floor --snapshot large.json --paper 3000x2000mm --detail device --min-type 4
	run -0 taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')" "$WATTMAP" "$@" -o one.svg
	run -0 wattmap "$@" -o two.svg
	cmp one.svg two.svg
	xmllint --noout two.svg
	[ "$(grep -c '<g id="rack-' two.svg)" -eq 150 ]
	[ "$(grep -c '<polygon\|<polyline\|<path\|<text' two.svg)" -gt 20000 ]
	# a pdf is drawn in pieces, too
	run -0 wattmap "$@" -o large.pdf
	[ "$(pdfinfo large.pdf | awk '/^Pages/ {print $2}')" -eq 1 ]
	pdftotext large.pdf - | sort -u >words
	jq -r '.collections["dcim/racks"][].name' large.json | sort >racks
	[ "$(comm -12 racks words | wc -l)" -eq 150 ]
}

@test "the pictures of the README are what is drawn" {
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o trace-CORE-SW01.svg
	wattmap floor --location 'Network Core' --snapshot "$GUIDE" -o floor-network-core.svg
	for picture in *.svg; do cmp "$picture" "$ROOT/examples/$picture"; done
}
