#!/usr/bin/env bats
# `wattmap fail`: what is asked wrongly, exit codes, files, the maintenance pack.
load helper

@test "something must go" {
	fails 2 "'wattmap fail' needs ELEMENT... or --each KIND" wattmap fail --snapshot "$GUIDE"
	fails 2 "--each loses every element of a kind; 'X' is one too many" wattmap fail X --each pdu --snapshot "$GUIDE"
	fails 2 "--pairs goes with --each" wattmap fail NET-R01-PDU-A --pairs --snapshot "$GUIDE"
	fails 2 "--each: 'rack' is not panel, feed, ups" wattmap fail --each rack --snapshot "$GUIDE"
	fails 2 "--pairs: more than 200 elements of kind outlet" wattmap fail --each outlet --pairs --snapshot "$GUIDE"
	fails 2 "a picture shows one loss" wattmap fail --each pdu -o a.svg --snapshot "$GUIDE"
	fails 2 "--fail-on: of 'wattmap fail' it is never, dark, risk, overload or lost" \
		wattmap fail NET-R01-PDU-A --fail-on error --snapshot "$GUIDE"
	[ ! -e a.svg ]
}

@test "elements that are not there" {
	fails 8 "no element 'NET-R01-PDU-C'; nearest: device:#[0-9]+ NET-R01-PDU" wattmap fail NET-R01-PDU-C --snapshot "$GUIDE"
	fails 8 "--given: no device '#99999'" wattmap fail NET-R01-PDU-A --given 'device:#99999' --snapshot "$GUIDE"
	fails 8 "side:E: nothing belongs to side E" wattmap fail side:E --snapshot "$GUIDE"
	fails 2 "'Z' is no side; they are A to H" wattmap fail side:Z --snapshot "$GUIDE"
	fails 2 "'D' is no leg; they are A to C" wattmap fail leg:UTILITY-A/NETCORE-A/D --snapshot "$GUIDE"
	fails 8 "leg:CORE-SW01/A: CORE-SW01 is not three-phase" wattmap fail leg:CORE-SW01/A --snapshot "$GUIDE"
}

@test "without utility A nothing is dark, and nearly everything at risk" {
	run -0 wattmap fail panel:UTILITY-A --snapshot "$GUIDE"
	[[ ${lines[0]} == "Without UTILITY-A: 0 W dark · 341.1 kW at risk (156 devices)"* ]]
}

@test "everything gone is everything dark" {
	run -0 wattmap fail site:EMEA-DC-CLOUD --snapshot "$GUIDE"
	[[ ${lines[0]} == "Without EMEA-DC-CLOUD: 342.2 kW dark (158 devices) · 0 W at risk" ]]
}

@test "--fail-on sets the exit code after everything is written" {
	run -0 wattmap fail NET-R01-PDU-A --fail-on dark --snapshot "$GUIDE"
	fails 1 "without NET-R01-PDU-A: something is at risk or worse" \
		wattmap fail NET-R01-PDU-A --fail-on risk -o a.json --snapshot "$GUIDE"
	jq -e '.rows | map(select(.effect == "at_risk")) | length == 3' a.json
	fails 1 "without SRV-A-R01-PDU-A: something is at risk or worse" wattmap fail --each pdu --fail-on risk -o each.csv --snapshot "$GUIDE"
	[ -s each.csv ]
}

@test "a loss on top of maintenance" {
	run -0 wattmap fail NET-R01-PDU-A --given NET-R01-PDU-B --snapshot "$GUIDE"
	[[ ${lines[0]} == "Without NET-R01-PDU-A: 9 800 W dark (3 devices)"* ]]
	[[ $output == *"Already out: NET-R01-PDU-B."* ]]
}

@test "all formats of one run, and the same bytes again" {
	wattmap fail NET-R01-PDU-A -o a.svg -o a.dot -o a.txt -o a.csv -o a.md -o a.json --snapshot "$GUIDE"
	mkdir again
	wattmap fail NET-R01-PDU-A -o again/a.svg -o again/a.dot -o again/a.txt -o again/a.json --snapshot "$GUIDE"
	for f in svg dot txt json; do cmp a.$f again/a.$f; done
	xmllint --noout a.svg
	grep -q "MAY TRIP" a.svg
	head -n 1 a.csv | grep -q "^Cause,Effect,Name,Object"
}

@test "outside the scope is counted, not listed" {
	run -0 wattmap fail panel:UTILITY-A --rack NET-R01 --snapshot "$GUIDE"
	[[ ${lines[0]} == *"9 800 W at risk (3 devices)"* ]]
	[[ $output == *"Outside the scope: 153 devices more at risk"* ]]
}

@test "the maintenance pack" {
	run -0 wattmap fail panel:UTILITY-A --pack friday --snapshot "$GUIDE"
	for f in fail.svg fail.md tenant-none.md check.csv schedule.csv; do [ -s "friday/$f" ]; done
	grep -q "^UTILITY-A,NETCORE-A," friday/schedule.csv
	touch plain
	fails 7 "plain" wattmap fail panel:UTILITY-A --pack plain --snapshot "$GUIDE"
}

@test "trace says what the loss of a path does" {
	run -0 wattmap trace CORE-SW01 --failover --snapshot "$GUIDE"
	[[ $output == *"if NET-R01-PDU-A fails: PSU2 would carry 4 200 W of 3 000 W: may go dark"* ]]
	[[ $output == *"95.4 kW if EMEA-NETCORE-PANEL-B fails"* ]]
}

@test "what a scope cuts off is unknown, never dark" {
	jq '.collections["dcim/devices"] |= map(select(.rack.name == "NET-R01"))
	    | .collections["dcim/power-ports"] |= map(select(.device.name | test("^(NET-R01-|CORE-SW01|FW-01$|RTR-01$)")))
	    | .collections["dcim/power-outlets"] |= map(select(.device.name | test("^NET-R01-")))
	    | .collections["dcim/power-panels"] = [] | .collections["dcim/power-feeds"] = []' "$GUIDE" >cut.json
	run -0 --separate-stderr wattmap fail NET-R01-PDU-A --snapshot cut.json
	[[ ${lines[0]} == "Without NET-R01-PDU-A: 0 W dark · 0 W at risk · "* ]]
	run -0 --separate-stderr wattmap fail --each device --snapshot cut.json
	[[ $output == *"Verdicts: 3 unknown."* ]]
	run -0 --separate-stderr wattmap trace CORE-SW01 --snapshot cut.json -o - --format txt
	[[ $output == *"the chain ends at EMEA-NETCORE-PANEL-A:Circuit-01, which is not visible"* ]]
}

@test "both PDUs of a rack: dark, and a picture of it" {
	wattmap fail NET-R01-PDU-A NET-R01-PDU-B --snapshot "$GUIDE" -o both.dot -o both.json
	[ "$(jq '[.rows[] | select(.effect == "dark")] | length' both.json)" = 3 ]
	[ "$(grep -c 'DARK · ' both.dot)" -ge 1 ]
}

@test "what shares a risk is lost as one" {
	printf '[risks]\nsubstation north = UTILITY-A, UTILITY-B\n' >risk.conf
	run -0 wattmap fail "risk:substation north" --config risk.conf --snapshot "$GUIDE"
	[[ ${lines[0]} == "Without substation north: 342.2 kW dark (158 devices) · 0 W at risk" ]]
	fails 8 "risk:substation nort: no two sources share a risk of this name; did you mean 'substation north'" \
		wattmap fail "risk:substation nort" --config risk.conf --snapshot "$GUIDE"
	run -0 --separate-stderr wattmap fail --each risk --config risk.conf --snapshot "$GUIDE" --format json
	[ "$(jq -c '.rows[0] | [.object, .dark_devices]' <<<"$output")" = '["risk:substation north",158]' ]
	run -0 wattmap audit --rule same-source --config risk.conf --snapshot "$GUIDE"
	[[ $output == *"CORE-SW01: the sources of all its cords share substation north"* ]]
	run -0 --separate-stderr wattmap trace CORE-SW01 --config risk.conf --snapshot "$GUIDE" -o - --format json
	[ "$(jq -r '.verdicts[0] | "\(.state) \(.shared_risk)"' <<<"$output")" = "shared substation north" ]
}

@test "cycles, open ends, draws nobody knows" {
	traps=$ROOT/tests/golden/sites/traps-4.6.8.json
	run -0 wattmap fail pdu-l1 --snapshot "$traps"
	[[ ${lines[0]} == "Without pdu-l1: 0 W dark · 0 W at risk" ]] # its servers were dark before
	run -0 wattmap fail R9-PDU-B --snapshot "$traps"
	[[ ${lines[0]} == "Without R9-PDU-B: 330 W + 2 unknown dark (3 devices) · 0 W at risk" ]]
	run -0 --separate-stderr wattmap fail --each all --snapshot "$traps" --format json
	[ "$(jq '[.rows[] | select(.dark_w > 0)] | length > 50' <<<"$output")" = true ]
}

@test "the picture of a large loss has a card for each location" {
	python3 "$ROOT/tests/gen/site.py" --racks 220 -o large.json
	wattmap fail side:A --snapshot large.json -o large.dot
	[ "$(wc -c <large.dot)" -lt 100000 ]
	grep -q 'Hall 1 Row A' large.dot
	grep -q '20 feeds' large.dot
	! grep -q 'H1-A01' large.dot
}

@test "the pack has a list for each tenant, whatever their names" {
	jq '(.collections["dcim/devices"][] | select(.name == "CORE-SW01")) |= (.tenant = {"id": 1, "name": "Сеть", "slug": "cet"})
	    | (.collections["dcim/devices"][] | select(.name == "FW-01")) |= (.tenant = {"id": 2, "name": "Дата", "slug": "../x"})
	    | (.collections["dcim/devices"][] | select(.name == "RTR-01")) |= (.tenant = {"id": 3, "name": "None", "slug": "none"})' \
		"$GUIDE" >tenants.json
	wattmap fail NET-R01-PDU-A --pack pack --snapshot tenants.json
	[ "$(cd pack && echo tenant-*)" = "tenant-2.md tenant-3.md tenant-cet.md" ]
	grep -q '^### Дата · ' pack/tenant-2.md
}
