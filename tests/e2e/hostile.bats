#!/usr/bin/env bats
# What NetBox lets people type and nobody should: every command answers, in figures that are figures.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../gen/hostile.py" >"$BATS_FILE_TMPDIR/odd.json"
}

# figures FILE...: no NaN, inf, minus zero or exponent in any of them.
figures() {
	! grep -nE '(^|[^a-zA-Z])-?(nan|NaN|NAN|inf|Inf|INF|infinity)([^a-zA-Z]|$)|[0-9]e[+-][0-9]|(^|[ ,:>"(])-0([ ,%"]|\.0*([^0-9]|$)|$)' "$@"
}

@test "every report of odd data, in every format" {
	local kind n=0
	for kind in utilization locations "locations --by role" distribution stranded overprovisioned feeds phases devices schedule \
		"fit --watts 800 --u 2 --connector c14" "fit --watts 1 --psu 1" "overprovisioned --failover" \
		"feeds --failover" "utilization --failover" "distribution --failover" "devices --failover"; do
		n=$((n + 1))
		# shellcheck disable=SC2086
		wattmap report $kind --wide --snapshot "$BATS_FILE_TMPDIR/odd.json" -o $n.txt -o $n.csv -o $n.json -o $n.md
		jq -e '.rows | length > 0' $n.json >/dev/null
	done
	figures ./*.txt ./*.csv ./*.json ./*.md
}

@test "pictures, losses and the audit of odd data" {
	local what n=0 odd=$BATS_FILE_TMPDIR/odd.json
	for what in chain "chain --detail full" "trace rack:R-huge" "trace pdu-dc" "trace pdu-huge-A-srv1 --failover" \
		"trace pdu-field5" "trace rack:R-many" "trace pdu-0V"; do
		n=$((n + 1))
		# shellcheck disable=SC2086
		wattmap $what --snapshot "$odd" -o $n.txt -o $n.json -o $n.svg -o $n.dot
	done
	wattmap fail side:A --snapshot "$odd" -o fail.txt -o fail.json -o fail.csv
	wattmap fail --each all --snapshot "$odd" -o each.txt -o each.json
	wattmap audit --snapshot "$odd" -o audit.txt -o audit.json -o audit.csv
	figures ./*.txt ./*.csv ./*.json ./*.svg ./*.dot
	fails 8 "rack 'R-empty': nothing in it takes or gives power" wattmap trace rack:R-empty --snapshot "$odd"
}

@test "the floor of odd data has a sheet, upright when it does not fit otherwise" {
	local odd=$BATS_FILE_TMPDIR/odd.json
	wattmap floor --snapshot "$odd" -o floor.svg -o floor.txt
	figures floor.svg floor.txt
	wattmap floor --snapshot "$odd" --min-type 16 -o upright.svg
	grep -q '<svg [^>]*width="841mm" height="1189mm"' upright.svg
	fails 2 "A3 landscape is too small to show row detail with type of 7 pt; --paper A0 would do" \
		wattmap floor --snapshot "$odd" --paper A3 -o small.svg
	fails 2 "A0 landscape is too small" wattmap floor --snapshot "$odd" --paper A0 --min-type 16 --orientation landscape -o flat.svg
}

@test "the figures of odd data" {
	local odd=$BATS_FILE_TMPDIR/odd.json
	wattmap report utilization --snapshot "$odd" -o r.json
	wattmap report feeds --snapshot "$odd" -o f.json
	wattmap report locations --snapshot "$odd" -o l.json
	# a capacity of 0 gives no percentage, a rack with nothing is 0 of 0
	[ "$(jq -c '.rows[] | select(.name == "R-zero") | [.usable_w, .usable_pct]' r.json)" = '[0,null]' ]
	[ "$(jq -c '.rows[] | select(.name == "R-empty") | [.load_w, .usable_w, .usable_pct, .total]' r.json)" = '[0,0,null,0]' ]
	[ "$(jq -c '[.rows[] | select(.name | test("F-(0V|0A|0pct|all0)")) | .utilization_pct] | unique' f.json)" = '[null]' ]
	[ "$(jq -c '[.rows[] | select(.name | test("F-(0V|0A|0pct|all0)")) | .usable_w] | unique' f.json)" = '[0]' ]
	# -48 V is 48 V; 12 times 2^31 - 1 is beyond 32 bits
	[ "$(jq -c '.rows[] | select(.name == "PP-A/F-dc") | [.rated_w, .usable_w]' f.json)" = '[4800,3840]' ]
	[ "$(jq -c '.rows[] | select(.name == "R-huge") | .load_w' r.json)" = 51539607528 ]
	# 230 V for three phases is what was typed, with a finding
	[ "$(jq -c '.rows[] | select(.name == "PP-A/F-3p230") | .usable_w' f.json)" = 10198 ]
	wattmap audit --rule volts-phase,leg-on-single-phase --snapshot "$odd" -o a.json
	[ "$(jq -c '[.rows[].rule] | unique' a.json)" = '["leg-on-single-phase","volts-phase"]' ]
	# 60 PDUs add up; a place without racks has nothing
	[ "$(jq -c '.rows[] | select(.name == "R-many") | [.load_w, .installed_w]' r.json)" = '[600,220800]' ]
	[ "$(jq -c '.rows[] | select(.name == "Nothing here") | [.racks, .load_w]' l.json)" = '[0,0]' ]
}

@test "a snapshot that lacks a whole collection says which" {
	local all=$BATS_TEST_DIRNAME/../../examples/guide-4.2.9.json name
	for name in dcim/power-outlets dcim/racks dcim/cables; do
		jq -c "del(.collections[\"$name\"])" "$all" >part.json
		run --separate-stderr wattmap trace CORE-SW01 --snapshot part.json
		[ "$status" -eq 0 ]
		# shellcheck disable=SC2154
		[ "$stderr" = "wattmap: warning: part.json: holds no $name, but refers to them: what depends on them is unknown" ]
	done
	# Nothing refers to what is not missed.
	jq -c 'del(.collections["dcim/power-feeds"], .collections["dcim/power-panels"]) | .collections |= with_entries(.value |= map(select(.role.slug? == "nothing")))' \
		"$all" >bare.json
	run --separate-stderr wattmap list devices --snapshot bare.json
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}
