#!/usr/bin/env bash
# The audit as TAP: on every recorded site exactly the findings of the tables beside
# this file, the formats, and what --baseline, --rule, --ignore, --device and --fail-on
# do. Further recordings are read from a folder beside the project when it is there.
# The program under test is $WATTMAP (build/wattmap).
# shellcheck disable=SC2317,SC2086 # functions are called by check; the paths are ours
set -u
cd "$(dirname "$0")/../.." || exit 2
WATTMAP=${WATTMAP:-build/wattmap}
here=tests/audit
. tests/tap.sh
out=$work
unset NETBOX_URL
export LC_ALL=C.UTF-8 XDG_CONFIG_HOME=$out
audit() { "$WATTMAP" audit "$@"; }

exits() { # CODE COMMAND...
	local code=$1 status=0
	shift
	"$@" || status=$?
	[ "$status" -eq "$code" ] || { echo "status $status, expected $code: $*"; return 1; }
}

site() { # TABLE SNAPSHOT
	audit --snapshot "$2" -o "$out/on.json" && audit --snapshot "$2" --rule undocumented -o "$out/off.json" &&
		python3 $here/compare.py "$2" "$here/$1.expected" "$out/on.json" "$out/off.json"
}

try_site() { # TABLE SNAPSHOT
	if [ -f "$2" ]; then check "${2##*/}: exactly the table" site "$1" "$2"; else skip "${2##*/}" "no such recording here"; fi
}

try_site guide examples/guide-4.2.9.json
try_site crossed examples/crossed-4.2.9.json
for version in 3.6.9 4.6.8; do try_site guide ../shared/netbox/guide-$version.json; done
for version in 2.11.12 4.6.8; do try_site traps tests/golden/sites/traps-$version.json; done
for version in 3.2.9 3.6.9 4.2.9; do try_site traps ../shared/netbox/traps-$version.json; done

# -- formats ---------------------------------------------------------------------

traps=tests/golden/sites/traps-4.6.8.json
formats() {
	audit --snapshot "$1" -o "$out/audit.json" -o "$out/audit.csv" -o "$out/audit.md" -o "$out/audit.sarif" -o "$out/audit.xml" &&
		xmllint --noout "$out/audit.xml" && python3 $here/formats.py "$out"
}
same_bytes() {
	audit --snapshot $traps >"$out/1.txt" && audit --snapshot $traps >"$out/2.txt" && cmp "$out/1.txt" "$out/2.txt"
}
folded() { # the text names each rule of the JSON once with its count, per severity
	python3 - "$out/audit.json" "$out/1.txt" <<-'END'
		import collections, json, re, sys
		rows = json.load(open(sys.argv[1]))["rows"]
		counts = collections.Counter((row["severity"], row["rule"]) for row in rows)
		found, severity = {}, None
		for line in open(sys.argv[2], encoding="utf-8"):
		    if re.fullmatch("[A-Z]+\n", line):
		        severity = line.strip().lower()
		    fold = re.match(r"  (\d+) × ([a-z0-9-]+): ", line)
		    if fold:
		        found[severity, fold[2]] = int(fold[1])
		assert found == dict(counts), (found, counts)
	END
}
for snapshot in examples/crossed-4.2.9.json examples/guide-4.2.9.json $traps; do
	check "${snapshot##*/}: JSON, CSV, Markdown, SARIF and JUnit agree" formats "$snapshot"
done
check "the same text every time" same_bytes
check "text folds by rule, with counts" folded
check "no links when asked" bash -c "! '$WATTMAP' audit --snapshot $traps --no-links | grep -q https://netbox.example.com/dcim"
check "a picture is refused" exits 2 audit --snapshot $traps -o "$out/x.svg"

# -- choosing ----------------------------------------------------------------------

rules_of() { python3 -c 'import json, sys; print(*sorted({row["rule"] for row in json.load(open(sys.argv[1]))["rows"]}))' "$1"; }
only() {
	audit --snapshot $traps --rule cycle,same-pdu -o "$out/x.json" && [ "$(rules_of "$out/x.json")" = "cycle same-pdu" ]
}
without() {
	audit --snapshot $traps --ignore cycle,same-pdu -o "$out/x.json" && ! rules_of "$out/x.json" | grep -qwE "cycle|same-pdu" &&
		rules_of "$out/x.json" | grep -qw same-panel
}
device() {
	audit --snapshot $traps --device srv-one-ups -o "$out/x.json" &&
		[ "$(rules_of "$out/x.json")" = "connector-mismatch draw-ratio same-source side-mismatch" ]
}
explained() { # every rule with severity, meaning, advice and field
	audit --list >"$out/rules" && [ "$(grep -c '^    Field: ' "$out/rules")" -eq "$(grep -cE '^[a-z0-9-]+ \((error|warning|notice)' "$out/rules")" ] &&
		[ "$(grep -c '^    In NetBox: ' "$out/rules")" -ge 33 ] && grep -q '^undocumented (notice, only with --rule)' "$out/rules"
}
check "--rule" only
check "--ignore" without
check "--rule with a wrong id offers the right one" bash -c "'$WATTMAP' audit --snapshot $traps --rule same-pdx 2>&1 | grep -q \"did you mean 'same-pdu'\""
check "--device: the device and what is above it" device
check "--device that is not there" exits 8 audit --snapshot $traps --device nobody
check "--list explains every rule without a source" explained

# -- exit codes and baseline ---------------------------------------------------------

forget() { # the baseline loses a finding and one was milder then
	python3 - "$out/base.json" "$out/older.json" <<-'END'
		import json, sys
		audit = json.load(open(sys.argv[1]))
		audit["rows"] = [row for row in audit["rows"] if row["rule"] != "cycle"]
		for row in audit["rows"]:
		    if row["rule"] == "overload":
		        row["severity"] = "notice"
		json.dump(audit, open(sys.argv[2], "w"))
	END
}
base() { audit --snapshot $traps -o "$out/base.json"; }
quiet() { exits 0 audit --snapshot $traps --baseline "$out/base.json" --fail-on notice | grep -q "^Nothing found; [0-9]* known left out"; }
news() {
	forget
	exits 1 audit --snapshot $traps --baseline "$out/older.json" --fail-on notice -o "$out/x.json" &&
		[ "$(rules_of "$out/x.json")" = "cycle overload" ]
}
check "without --fail-on findings are no failure" exits 0 base
check "--fail-on error" exits 1 audit --snapshot $traps --fail-on error
check "--fail-on error where there are only notices" exits 0 audit --snapshot $traps --rule draw-ratio --fail-on error
check "--fail-on notice where there are only notices" exits 1 audit --snapshot $traps --rule draw-ratio --fail-on notice
check "--fail-on takes no word of fail" exits 2 audit --snapshot $traps --fail-on dark
check "--baseline: known findings stay quiet" quiet
check "--baseline: new and worse ones count" news
check "--baseline that is no audit" exits 6 audit --snapshot $traps --baseline $traps
check "--baseline that is no JSON" exits 6 audit --snapshot $traps --baseline README.md
check "--baseline is never overwritten" exits 2 audit --snapshot $traps --baseline "$out/base.json" -o "$out/base.json"

finish
