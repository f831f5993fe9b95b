#!/usr/bin/env bats
# Reports from the command line: files, choosing, what is refused.
bats_require_minimum_version 1.5.0
load helper

@test "a report as every format, from one run" {
	run -0 wattmap report utilization --snapshot "$GUIDE" -o r.txt -o r.csv -o r.json -o r.md
	[ -z "$output" ]
	grep -q '^NET-R01 ' r.txt
	grep -q '^NET-R01,' r.csv
	[ "$(jq '.rows | length' r.json)" = 30 ]
	[ "$(jq '.rows[] | select(.name == "NET-R01") | .limit_2n_w' r.json)" = 5760 ]
	grep -q '^| \[NET-R01\]' r.md
}

@test "the guide's loads by role" {
	run -0 --separate-stderr wattmap report locations --by role --snapshot "$GUIDE" --format json
	[ "$(jq -c '[.rows[] | select(.kind == "role" and .level == 2) | [.name, .devices, .load_w]] | .[1:5]' <<<"$output")" = \
	  '[["Core Switch",8,33600],["Firewall",8,28000],["Load Balancer",4,11200],["Router",4,8400]]' ]
}

@test "verdicts are counted, for each tenant and role" {
	run -0 --separate-stderr wattmap report devices --by role --snapshot "$GUIDE" --format json
	[ "$(jq -r '.notes[] | select(startswith("Verdicts"))' <<<"$output")" = "Verdicts: 1 redundant, 157 insufficient." ]
	[ "$(jq -r '.notes[] | select(startswith("Core Switch"))' <<<"$output")" = "Core Switch: 8 insufficient." ]
	[ "$(jq '[.rows[] | select(.verdict == "insufficient")] | length' <<<"$output")" = 157 ]
	run -0 --separate-stderr wattmap report devices --by tenant --rack NET-R01 --snapshot "$GUIDE"
	[[ $output == *"No tenant: 3 insufficient."* ]]
}

@test "sorting and choosing" {
	run -0 --separate-stderr wattmap report utilization --snapshot "$GUIDE" --sort load_w,name --top 1 --format csv
	[[ ${lines[1]} == SRV-A-R01,* ]]
	run -0 --separate-stderr wattmap report utilization --snapshot "$GUIDE" --min 230 --format json
	[ "$(jq '.rows | length' <<<"$output")" = 14 ]
	run -2 wattmap report utilization --snapshot "$GUIDE" --sort lood_w
	[[ $output == *"load_w"* ]]
}

@test "continuous = 1 gives the guide's own limits" {
	run -0 --separate-stderr wattmap report utilization --snapshot "$GUIDE" --rack NET-R01 --continuous 1 --format json
	[ "$(jq '.rows[0].limit_2n_w' <<<"$output")" = 7200 ]
}

@test "every report, on every site we have" {
	for site in "$GUIDE" "$CROSSED" "$ROOT"/tests/golden/sites/traps-2.11.12.json "$ROOT"/tests/golden/sites/traps-4.6.8.json; do
		for kind in utilization locations distribution stranded overprovisioned feeds phases devices schedule; do
			run -0 --separate-stderr wattmap report $kind --snapshot "$site" --format json
			jq -e '.format == "wattmap-report"' <<<"$output" >/dev/null
			[ -z "$stderr" ]
		done
	done
}

@test "panels and distribution devices: what is left on each" {
	run -0 --separate-stderr wattmap report distribution --snapshot "$GUIDE" -o d.txt -o d.json
	[ "$(jq -c '.rows[] | select(.name == "NET-R01-PDU-A") | [.kind, .place, .side, .load_w, .installed_w, .usable_w, .usable_pct, .headroom_w, .limit_2n_w, .bottleneck, .bottleneck_id]' d.json)" = \
	  '["PDU","NET-R01","A",4900,7200,5760,85.1,860,null,"EMEA-NETCORE-PANEL-A:Circuit-01","outlet-161"]' ]
	[ "$(jq -c '[.rows[0].name, .rows[2].name, (.rows | length), .total]' d.json)" = '["UTILITY-A","EMEA-NETCORE-PANEL-A",70,null]' ]
	grep -qE '^NET-R01-PDU-A +PDU +NET-R01 +A ' d.txt
	run -0 --separate-stderr wattmap report distribution --snapshot "$GUIDE" --min 110 --sort headroom_w --top 1 --format csv
	[[ ${lines[1]} == SRV-A-R0?-PDU-A,PDU,* ]]
	run -0 --separate-stderr wattmap report distribution --snapshot "$GUIDE" --rack NET-R01 --failover --format json
	[ "$(jq -c '.rows[] | select(.name == "NET-R01-PDU-A") | [.failover_w, .failover_cause]' <<<"$output")" = '[9800,"NET-R01-PDU-B"]' ]
	run -0 --separate-stderr wattmap report schedule --device NET-R01-PDU-A --snapshot "$GUIDE" --format json
	[ "$(jq -r '.notes[] | select(contains("left, bottleneck"))' <<<"$output" | tr -d '\342\200\211 ')" = "NET-R01-PDU-A:4900Wof5760Wusable,7200Winstalled;860Wleft,bottleneckEMEA-NETCORE-PANEL-A:Circuit-01." ]
}

@test "schedules: odd and even for people, one circuit a row for scripts" {
	run -0 --separate-stderr wattmap report schedule --device EMEA-NETCORE-PANEL-A --snapshot "$GUIDE" -o s.txt -o s.json
	grep -qE '^Circuit-01 +A .*NET-R01-PDU-A:Power-In .*Circuit-02 +B .*NET-R02-PDU-A:Power-In' s.txt
	[ "$(jq -c '.rows | length, (map(select(.state == "free")) | length)' s.json | tr '\n' ' ')" = "42 32 " ]
	[ "$(jq -c '.rows[0] | [.leg, .connector, .rated_a, .feeds, .load_w, .side]' s.json)" = '["A","L6-30R",30,["NET-R01-PDU-A:Power-In"],4900,"A"]' ]
	run -8 wattmap report schedule --device CORE-SW01 --snapshot "$GUIDE"
	[[ $output == *"CORE-SW01"*"no circuits or outlets"* ]]
	run -2 wattmap report feeds --device NET-R01-PDU-A --snapshot "$GUIDE"
}

@test "fit: heights are asked for only when they matter, and snapshots keep them" {
	stub "$ROOT/tests/golden/sites/traps-4.6.8.json"
	run -0 --separate-stderr wattmap report fit --watts 300 --netbox "$URL" --format json
	run ! grep -q dcim/device-types stub.log
	run -0 --separate-stderr wattmap report fit --watts 300 --u 2 --connector c14 --netbox "$URL" --format json
	[ "$(grep -c 'dcim/device-types.*fields=id,model,slug,u_height' stub.log)" -eq 1 ]
	[ "$(jq -c '.rows[0] | [.name, .fits, .position_u, .free_u]' <<<"$output")" = '["R2",true,1,42]' ]
	wattmap snapshot --netbox "$URL" -o kept.json
	wattmap report fit --watts 300 --u 2 --connector c14 --snapshot kept.json --stamp none --no-links -o a.csv
	wattmap report fit --watts 300 --u 2 --connector c14 --netbox "$URL" --stamp none --no-links -o b.csv
	cmp a.csv b.csv
	run -0 wattmap report fit --watts 300 --u 43 --snapshot kept.json
	[[ $output == *"no 43 U free together; the largest gap is 42 U"* ]]
	teardown
	stub "$ROOT/tests/golden/sites/traps-4.6.8.json" --deny dcim/device-types
	run -0 --separate-stderr wattmap report fit --watts 300 --u 2 --netbox "$URL"
	[ "$stderr" = "wattmap: warning: no permission to view dcim/device-types (dcim.view_devicetype)" ]
	[[ $output == *"holds no dcim/device-types"* ]]
	teardown
	stub "$ROOT/tests/golden/sites/traps-2.11.12.json"
	run -0 --separate-stderr wattmap report fit --watts 300 --u 2 --netbox "$URL" --format json
	[ "$(jq -c '.rows[0].free_u' <<<"$output")" = 42 ]
}

@test "fit: the guide's racks, ranked, and what it refuses" {
	run -0 --separate-stderr wattmap report fit --watts 800 --psu 2 --connector c14 --u 2 --snapshot "$GUIDE" --format json
	[ "$(jq -c '[.rows[] | select(.fits)] | map([.name, .count])' <<<"$output")" = '[["SRV-B-R08",4]]' ]
	[ "$(jq -r '.rows[] | select(.name == "NET-R01").limit' <<<"$output" | tr -s '\342\200\211\257' ' ')" = \
	  "EMEA-NETCORE-PANEL-B:Circuit-01 when side A is lost: 9 800 W + 800 W of 5 760 W" ]
	run -2 wattmap report fit --snapshot "$GUIDE"
	[[ $output == *"needs --watts W"* ]]
	run -2 wattmap report fit --watts 800 --connector z99 --snapshot "$GUIDE"
	[[ $output == *"no connector 'z99' is known"* ]]
	run -2 wattmap report feeds --watts 800 --snapshot "$GUIDE"
	run -2 wattmap report fit --watts 800 --psu 9 --snapshot "$GUIDE"
	run -2 wattmap chain --psu 2 --snapshot "$GUIDE"
	[[ $output == *"'2' is not share or each"* ]]
}

@test "the worst single failure, by its name; normal and failover are two questions" {
	run -0 --separate-stderr wattmap report utilization --failover --rack NET-R01 --snapshot "$GUIDE" --format json
	[ "$(jq -c '.rows[0] | [.failover_w, .failover_limit_w, .failover_pct]' <<<"$output")" = '[9800,5760,170.1]' ]
	jq -e '.rows[0].failover_cause | test("^NET-R01-PDU-[AB]$")' <<<"$output"
	run -0 --separate-stderr wattmap report feeds --failover --snapshot "$GUIDE" --format json
	[ "$(jq -c '.rows[] | select(.name == "UTILITY-A/NETCORE-A") | [.load_w, .failover_w]' <<<"$output")" = '[47700,95400]' ]
	run -0 --separate-stderr wattmap report feeds --snapshot "$GUIDE" --format json
	[ "$(jq -c '[.rows[].failover_w] | unique' <<<"$output")" = '[null]' ]
	run -0 --separate-stderr wattmap report overprovisioned --normal --snapshot "$GUIDE" --format json
	[ "$(jq '[.rows[] | select(.name == "EMEA-DC-CLOUD" or .name == "NET-R01")] | map(.worst_pct) | max' <<<"$output")" = 85.1 ]
	run -0 --separate-stderr wattmap report overprovisioned --failover --snapshot "$GUIDE" --format json
	[ "$(jq '.rows[] | select(.name == "CORE-SW01:PSU1") | .failover_pct' <<<"$output")" = 140 ]
	[ "$(jq '[.rows[] | select(.name == "NET-R01")] | map(.worst_pct) | max' <<<"$output")" = 170.1 ]
	run -2 wattmap report overprovisioned --normal --failover --snapshot "$GUIDE"
	run -2 wattmap report stranded --failover --snapshot "$GUIDE"
	run -2 wattmap report utilization --normal --snapshot "$GUIDE"
	[[ $output == *"--normal is no option of 'wattmap report utilization' but of overprovisioned"* ]]
}

@test "all reports are one document of what each gives" {
	kinds="utilization locations distribution stranded overprovisioned feeds phases devices schedule"
	wattmap report all --snapshot "$GUIDE" --rack NET-R01 --failover -o all.txt -o all.md -o all.json
	[ "$(jq -r '[.format, .version, .title, .taken_at, .netbox.version] | join("|")' all.json)" = \
	  "wattmap-reports|1|Power reports: rack NET-R01|$(jq -r .taken_at "$GUIDE")|4.2.9" ]
	[ "$(jq -r '[.reports[].report] | join(" ")' all.json)" = "$kinds" ]
	printf 'Power reports: rack NET-R01\n' >expected.txt
	printf '## Power reports: rack NET-R01\n' >expected.md
	for kind in $kinds; do
		more=()
		case $kind in utilization | distribution | overprovisioned | feeds | devices) more=(--failover) ;; esac
		wattmap report "$kind" --snapshot "$GUIDE" --rack NET-R01 "${more[@]}" -o one.txt -o one.md -o one.json
		jq --arg kind "$kind" '.reports[] | select(.report == $kind)' all.json | cmp - <(jq . one.json)
		{ echo; cat one.txt; } >>expected.txt
		{ echo; cat one.md; } >>expected.md
	done
	cmp all.txt expected.txt
	cmp all.md expected.md
	run -0 wattmap report all --snapshot "$GUIDE" --top 1 --title "The night" --if-changed -o top.json
	[ "$(jq -c '[.title, (.reports | map(.rows | length) | unique)]' top.json)" = '["The night",[1]]' ]
}

@test "all reports refuse what is for one kind" {
	run -2 wattmap report all --snapshot "$GUIDE" -o all.csv
	[[ $output == *"all.csv: its suffix is none of txt, json and md; csv holds one table: name one kind of report" ]]
	run -2 wattmap report all --snapshot "$GUIDE" --format csv
	[[ $output == *"csv holds one table"* ]]
	for option in "--sort name" "--min 75"; do
		# shellcheck disable=SC2086
		run -2 wattmap report all --snapshot "$GUIDE" $option
		[[ $output == *"${option% *} is no option of 'wattmap report all', whose tables have columns of their own; name one kind" ]]
	done
	run -2 wattmap report all --snapshot "$GUIDE" --device NET-R01-PDU-A
	[[ $output == *"--device is no option of 'wattmap report all' but of schedule" ]]
	run -2 wattmap report all --snapshot "$GUIDE" --watts 800
	run -2 wattmap report all --snapshot "$GUIDE" --psu 2
	run -2 wattmap report al --snapshot "$GUIDE"
	[[ $output == *"did you mean 'all'"* ]]
}

@test "what a report refuses" {
	run -2 wattmap report utilisation --snapshot "$GUIDE"
	[[ $output == *"did you mean 'utilization'"* ]]
	run -2 wattmap report feeds --snapshot "$GUIDE" -o feeds.svg
	[[ $output == *"none of txt, csv, json and md"* ]]
	run -2 wattmap chain --snapshot "$GUIDE" -o chain.csv
	[[ $output == *"none of svg, png, pdf, dot, json, txt and, beside a png, html"* ]]
	run -2 wattmap report feeds --snapshot "$GUIDE" --format png
	run -2 wattmap report feeds --by role --snapshot "$GUIDE"
	run -2 wattmap report feeds --top 0 --snapshot "$GUIDE"
	run -2 wattmap report --snapshot "$GUIDE"
}
