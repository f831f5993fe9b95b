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
	fails 2 "--fail-on: of 'wattmap fail' it is dark, risk, overload or lost" \
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
