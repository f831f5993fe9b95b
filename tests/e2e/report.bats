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
		for kind in utilization locations stranded overprovisioned feeds phases devices schedule; do
			run -0 --separate-stderr wattmap report $kind --snapshot "$site" --format json
			jq -e '.format == "wattmap-report"' <<<"$output" >/dev/null
			[ -z "$stderr" ]
		done
	done
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

@test "what a report refuses" {
	run -2 wattmap report utilisation --snapshot "$GUIDE"
	[[ $output == *"did you mean 'utilization'"* ]]
	run -2 wattmap report feeds --snapshot "$GUIDE" -o feeds.svg
	[[ $output == *"none of txt, csv, json and md"* ]]
	run -2 wattmap chain --snapshot "$GUIDE" -o chain.csv
	[[ $output == *"none of svg, png, pdf, dot, json and txt"* ]]
	run -2 wattmap report feeds --snapshot "$GUIDE" --format png
	run -2 wattmap report feeds --by role --snapshot "$GUIDE"
	run -2 wattmap report feeds --top 0 --snapshot "$GUIDE"
	run -2 wattmap report --snapshot "$GUIDE"
}
