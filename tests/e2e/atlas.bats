#!/usr/bin/env bats
# The atlas: what is in the folder, what a second run touches, what it never
# touches, and what happens when it is stopped.
load helper

atlas() {
	wattmap atlas --snapshot "${SITE:-$CROSSED}" -o out "$@"
}

# edit FILTER [SITE]: a snapshot changed by jq, as site.json.
edit() {
	jq -c "$1" "${2:-$CROSSED}" >site.json
	SITE=site.json
}

# Every file with its inode, time and digest: what a run left alone has the same line.
state() {
	find out -type f -not -path 'out/.wattmap/*' -printf '%P %i %T@ ' -exec md5sum {} \; | awk '{print $1, $2, $3, $4}' | sort
}

# Whole pictures only, and nothing half-written anywhere.
is_whole() {
	find out -name '*.svg' -print0 | xargs -0 -r xmllint --noout
	[ -z "$(find out -type f -size 0 -not -name lock)" ]
	[ -z "$(ls -A out/.wattmap/new)" ]
}

# Starts an atlas of the larger site in the background and waits for its first pictures.
begin() {
	SITE=$GUIDE
	env --default-signal=INT "$WATTMAP" atlas --snapshot "$GUIDE" -o out --jobs 2 "$@" 2>err 3>&- &
	ATLAS_PID=$!
	for _ in $(seq 500); do
		[ "$(find out/trace -name '*.svg' 2>/dev/null | wc -l)" -ge 3 ] && return
		sleep 0.01
	done
	return 1
}

drawn() { # how many pages the run drew, of --verbose
	sed -nE 's/^wattmap: ([0-9]+) of ([0-9]+) pages drawn .*/\1 \2/p'
}

@test "every picture of the site, as the command line gives it" {
	SITE=$GUIDE run -0 --separate-stderr atlas
	[ -z "$output$stderr" ]
	is_whole
	[ "$(find out/trace -name '*.svg' | wc -l)" -eq "$(jq '.pictures | map(select(.section == "Devices")) | length' out/index.json)" ]
	[ "$(find out/floor -name '*.svg' | wc -l)" -eq 5 ]
	[ "$(ls out/site)" = emea-dc-cloud-3.svg ]
	for format in txt csv json md; do [ -s out/report/utilization.$format ]; done
	id=$(jq '.collections["dcim/devices"][] | select(.name == "CORE-SW01") | .id' "$GUIDE")
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o trace.svg
	cmp trace.svg "out/trace/core-sw01-$id.svg"
	wattmap floor --location 'Network Core' --snapshot "$GUIDE" -o floor.svg
	cmp floor.svg out/floor/network-core-2.svg
	wattmap chain --root panel:UTILITY-A --snapshot "$GUIDE" -o chain.svg
	cmp chain.svg out/chain/utility-a-3.svg
	wattmap report feeds --snapshot "$GUIDE" -o feeds.csv
	cmp feeds.csv out/report/feeds.csv
}

@test "the index leads to every picture, and pictures lead to NetBox" {
	atlas --png
	grep -oE 'href="[^#"]+"' out/index.html | cut -d'"' -f2 | sort >linked
	find out -type f -not -path 'out/.wattmap/*' -not -name 'index.*' -printf '%P\n' | sort >there
	diff linked there
	jq -r '.pictures[] | .svg, .png, .txt, .csv, .json, .md | strings' out/index.json | sort | diff - there
	[ "$(jq -r .format out/index.json)" = wattmap-atlas ]
	for picture in out/*/*.svg; do
		grep -q ' href="https://netbox.example.com/dcim/' "$picture" || { echo "$picture has no link"; return 1; }
	done
	xmllint --html --noout out/index.html 2>&1 | grep -v 'Tag .* invalid\|^<\|^ *^' || true
	grep -q 'last checked against the data of <b>2026-11-21' out/index.html
}

@test "a second run draws nothing; another time changes the index only" {
	atlas --png
	state >before
	run -0 --separate-stderr atlas --png -v
	[[ $stderr == *"0 of "*" pages drawn"*"0 files written, 0 removed"* ]]
	diff before <(state)
	edit '.taken_at = "2026-12-24T18:00:00Z"'
	run -0 --separate-stderr atlas --png -v
	[[ $stderr == *"2 files written, 0 removed"* ]]
	[ "$(diff before <(state) | grep '^>' | cut -d' ' -f2 | tr '\n' ' ')" = "index.html index.json " ]
	grep -q '2026-12-24 18:00 UTC' out/index.html
	atlas --stamp none
	run grep -rl '2026-1' out --include='*.*'
	[ -z "$output" ]
}

@test "only what changed is written, and what is gone is removed" {
	atlas
	state >before
	id=$(jq '[.collections["dcim/devices"][] | select(.name == "Server")][0].id' "$CROSSED")
	edit '.collections["dcim/devices"] |= map(if .name == "Server" then .name = "Renamed" else . end)'
	[ -e "out/trace/server-$id.svg" ]
	run -0 --separate-stderr atlas -v
	[[ $stderr == *" 1 removed"* ]]
	[ ! -e "out/trace/server-$id.svg" ] && [ -e "out/trace/renamed-$id.svg" ]
	join <(cut -d' ' -f1-2 before) <(state | cut -d' ' -f1-2) | awk '$2 == $3' >same
	[ "$(wc -l <same)" -gt 5 ]
	grep -q '^report/feeds.csv ' same
	SITE=$CROSSED
	atlas
	[ "$(cut -d' ' -f1,4 before)" = "$(state | cut -d' ' -f1,4)" ]
}

@test "a smaller scope takes the other pictures away" {
	SITE=$GUIDE atlas
	SITE=$GUIDE atlas --location 'Network Core'
	[ "$(ls out/floor)" = network-core-2.svg ]
	[ "$(find out/trace -name '*.svg' | wc -l)" -eq 42 ]
	grep -q '<title>Power atlas: location Network Core' out/index.html
}

@test "foreign files are never touched" {
	atlas
	echo mine >out/notes.txt
	echo mine >out/trace/README
	mkdir out/trace/deep && echo mine >out/trace/deep/x.svg
	id=$(jq '[.collections["dcim/devices"][] | select(.name == "Server")][0].id' "$CROSSED")
	echo "drawn over by hand" >"out/trace/server-$id.svg"
	edit '.collections["dcim/devices"] |= map(if .name == "Server" then .name = "Renamed" else . end)'
	run -0 --separate-stderr atlas
	[[ $stderr == "wattmap: warning: out/trace/server-$id.svg: is not part of the atlas any more, and stays"* ]]
	[ "$(cat out/notes.txt out/trace/README out/trace/deep/x.svg)" = "$(printf 'mine\nmine\nmine')" ]
	[ "$(cat "out/trace/server-$id.svg")" = "drawn over by hand" ]
}

@test "a foreign file in the way: nothing is written" {
	mkdir -p out/report && echo mine >out/report/feeds.csv
	fails 7 "out/report/feeds.csv: stands in the way" atlas
	[ "$(cat out/report/feeds.csv)" = mine ]
	[ "$(find out -type f -not -path 'out/.wattmap/*')" = out/report/feeds.csv ]
	rm -r out && mkdir -p elsewhere out && ln -s ../elsewhere out/trace
	fails 7 "out/trace: is not a folder" atlas
	[ -z "$(ls elsewhere)" ]
	rm -r out && mkdir out && echo mine >precious && ln -s ../precious out/index.html
	fails 7 "out/index.html: stands in the way" atlas
	[ "$(cat precious)" = mine ]
}

@test "a picture that was damaged or lost is drawn again" {
	atlas
	state | cut -d' ' -f1,4 >before
	rm out/trace/*.svg
	: >out/floor/row-1-1.svg
	atlas
	state | cut -d' ' -f1,4 | diff before -
}

@test "two atlases into one folder" {
	atlas
	exec 9>>out/.wattmap/lock
	flock 9
	fails 7 "out: another atlas is being made there by process [0-9]+; try again" atlas
	exec 9>&-
	atlas
}

@test "stopped by a signal, and resumed" {
	for signal in TERM INT KILL; do
		rm -rf out
		begin
		kill -$signal "$ATLAS_PID"
		status=0
		wait "$ATLAS_PID" || status=$?
		[ "$status" -eq $((128 + $(kill -l $signal))) ]
		if [ $signal != KILL ]; then
			[ "$(wc -l <err)" -eq 1 ]
			grep -qE '^wattmap: warning: interrupted: .* the next run goes on from there' err
			is_whole
			[ ! -e out/index.html ]
		fi
		for _ in $(seq 500); do flock -n out/.wattmap/lock true && break; sleep 0.01; done # children end their page
		run -0 --separate-stderr atlas -v
		read -r now all < <(drawn <<<"$stderr")
		echo "$signal: $now of $all left"
		[ "$now" -gt 0 ] && [ "$now" -lt "$all" ]
		is_whole
	done
	mv out resumed
	atlas
	diff -r -x .wattmap out resumed
}

@test "a full disk: one error, the old pictures stay whole" {
	unshare -rm true 2>/dev/null || skip "no user namespaces here to mount a small disk in"
	mkdir out
	# shellcheck disable=SC2016
	run unshare -rm sh -c 'mount -t tmpfs -o size=400k none out && "$0" atlas --snapshot "$1" -o out && exit 99
		status=$?
		find out -name "*.svg" -print0 | xargs -0 xmllint --noout && [ -z "$(ls -A out/.wattmap/new)" ] || exit 98
		mount -o remount,size=100m out && "$0" atlas -v --snapshot "$1" -o out || exit 97
		exit $status' "$WATTMAP" "$GUIDE"
	echo "$output"
	[ "$status" -eq 7 ]
	grep -q 'cannot write: No space left on device' <<<"$output"
	read -r now all < <(drawn <<<"$output")
	[ "$now" -lt "$all" ]
}

@test "a process that dies costs one picture" {
	begin -v
	child=$(ps -o pid= --ppid "$ATLAS_PID" | head -n 1)
	kill -KILL "$child"
	status=0
	wait "$ATLAS_PID" || status=$?
	[ "$status" -eq 70 ]
	grep -qE '^wattmap: 1 of [0-9]+ pages could not be drawn; .*died of signal 9' err
	run -0 --separate-stderr atlas -v
	[ "$(drawn <<<"$stderr" | cut -d' ' -f1)" -eq 1 ]
	is_whole
}

@test "any number of processes gives the same bytes" {
	SITE=$GUIDE atlas --jobs 1
	mv out one
	SITE=$GUIDE atlas --jobs 7
	diff -r -x .wattmap one out
}

@test "hostile names make harmless files" {
	edit '.collections["dcim/devices"] |= (to_entries | map(.value.name = ["../../../etc/passwd", "a/b/c", ".wattmap", "CON", "con",
		"x\ny", "<script>alert(1)</script>", "\u0000", "name.", "é́́", "電源", ("A" * 5000), "-rf", "$(touch pwned)"][.key % 14] | .value))'
	run -0 atlas
	[ "$(find . -name passwd -o -name pwned)" = "" ]
	[ -z "$(find out -type f -printf '%P\n' | grep -v '^\.wattmap/' | grep -vE '^([a-z]+/)?[a-z0-9][a-z0-9-]*\.[a-z]+$')" ]
	[ "$(find out/trace -name '*.svg' -printf '%f\n' | tr '[:upper:]' '[:lower:]' | sort | uniq -d)" = "" ]
	! grep -q '<script>alert' out/index.html
	is_whole
}

@test "one name, sites and locations alike" {
	edit '.collections["dcim/locations"] |= map(.name = "Same") | .collections["dcim/sites"] |= map(.name = "Same")'
	run -0 atlas
	[ -e out/site/same-1.svg ] && [ -e out/floor/same-1.svg ]
	[ "$(find out/floor out/site -name '*.svg' | wc -l)" -eq "$(jq '.pictures | map(select(.section == "Floors")) | length' out/index.json)" ]
}

@test "what cannot be: no folder, two, standard output, a file, a manifest that is none" {
	fails 2 ".*say -o DIR" wattmap atlas --snapshot "$CROSSED"
	fails 2 ".*say -o DIR" atlas -o other
	fails 2 ".*say -o DIR" wattmap atlas --snapshot "$CROSSED" -o -
	fails 2 "--format is no option of 'wattmap atlas'" atlas --format svg
	fails 7 "no/such: cannot write: No such file" wattmap atlas --snapshot "$CROSSED" -o no/such
	echo mine >file
	fails 7 "file: is not a folder" wattmap atlas --snapshot "$CROSSED" -o file
	[ "$(cat file)" = mine ]
	fails 8 "no role 'Nonsense'" atlas --role Nonsense
	fails 3 ".*" atlas --style no-such-style
	[ ! -e out ]
	edit '.collections["dcim/devices"] = [] | .collections["dcim/power-panels"] = [] | .collections["dcim/power-feeds"] = [] |
		.collections["dcim/power-ports"] = [] | .collections["dcim/power-outlets"] = [] | .collections["dcim/cables"] = []'
	fails 8 "nothing takes or gives power; the folder stays as it is" atlas
	SITE=$CROSSED
	atlas
	printf 'wattmap-atlas 1\nfile 1 2 3 ../../precious\n' >out/.wattmap/manifest
	fails 6 "out/.wattmap/manifest: line 2: no manifest of an atlas" atlas
}

@test "from a live NetBox, in one fetch; while it is down the atlas stays" {
	stub "$CROSSED"
	all=$(wattmap atlas --netbox "$URL" -o out -v 2>&1 | drawn)
	[ -n "$all" ]
	sort stub.log | uniq -d >twice
	[ ! -s twice ]
	state >before
	teardown
	edit '.collections["dcim/power-ports"] |= map(if .allocated_draw then .allocated_draw += 1 else . end)'
	stub site.json --port "$(cat stub.port)"
	[ "$(wattmap atlas --netbox "$URL" -o out -v 2>&1 | drawn)" = "$all" ]
	teardown
	STUB_PID=
	run diff before <(state)
	[ "$(grep -c '^>.*trace/' <<<"$output")" -ge 4 ]
	state >before
	run -4 --separate-stderr wattmap atlas --netbox "$URL" -o out --timeout 1
	diff before <(state)
}

@test "the index in a browser: its script runs, and search leaves what fits" {
	browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no chromium"
	SITE=$GUIDE atlas
	run -0 --separate-stderr "$browser" --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$BATS_TEST_TMPDIR/profile" \
		--virtual-time-budget=3000 --dump-dom "file://$PWD/out/index.html?q=core-sw01%20insufficient"
	grep -q '<p><input id="q"' <<<"$output"
	grep -q '1 found</span>' <<<"$output"
	[ "$(grep -c '<tr><td>' <<<"$output")" -eq 1 ]
	grep -q '<tr><td><a href="trace/core-sw01-[0-9]*.svg">CORE-SW01</a>' <<<"$output"
}
