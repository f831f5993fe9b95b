#!/usr/bin/env bats
# Bad input of every kind: the right exit code, one line that says what is
# wrong, the old file as it was, and no token anywhere.
load helper

# against CODE REGEX [stub options]: a trace of such a NetBox fails like that.
against() {
	local code=$1 pattern=$2
	shift 2
	stub "$CROSSED" "$@"
	echo old >out.svg
	fails "$code" "$pattern" wattmap trace Server --netbox "$URL" -o out.svg --timeout "${TIMEOUT:-10}"
	[ "$(cat out.svg)" = old ]
	[ "$(ls)" = "$(printf 'out.svg\nstub.err\nstub.log\nstub.port')" ]
	teardown
	STUB_PID=
}

@test "no token: says how to give one" {
	unset NETBOX_TOKEN
	against 5 ".*NETBOX_TOKEN"
}

@test "wrong token, and one that this version does not know" {
	NETBOX_TOKEN=ffffffffffffffffffffffffffffffffffffffff against 5 ".*does not take this token"
	NETBOX_TOKEN=$TOKEN_V2 against 5 ".*nbt_.*4\.5"
	NETBOX_TOKEN=$'bad\x01token' against 3 ".*"
}

@test "both kinds of tokens; anonymous where that is allowed" {
	stub "$CROSSED" --version 4.6.8
	NETBOX_TOKEN=$TOKEN_V2 run -0 wattmap list panels --netbox "$URL"
	NETBOX_TOKEN=$TOKEN run -0 wattmap list panels --netbox "$URL"
	teardown
	stub "$CROSSED" --anonymous --login-required no
	NETBOX_TOKEN='' run -0 wattmap list panels --netbox "$URL"
}

@test "tokens from files" {
	unset NETBOX_TOKEN
	stub "$CROSSED"
	printf '%s\n' $TOKEN >token && chmod 600 token
	run -0 --separate-stderr wattmap list panels --netbox "$URL" --token-file token
	[ -z "$stderr" ]
	chmod 644 token
	run -0 --separate-stderr wattmap list panels --netbox "$URL" --token-file token
	[ "$stderr" = "wattmap: warning: token: everybody on this machine can read the token; chmod 600 it" ]
	mkdir -p "$XDG_CONFIG_HOME/wattmap" && mv token "$XDG_CONFIG_HOME/wattmap/token"
	run -0 wattmap list panels --netbox "$URL"
	run -0 wattmap list panels --netbox "$URL" --token-file <(echo $TOKEN)
	: >empty
	fails 3 "token file empty: is empty" wattmap list panels --netbox "$URL" --token-file empty
	fails 3 "token file missing: cannot read" wattmap list panels --netbox "$URL" --token-file missing
	fails 3 "token file /dev/zero: holds no token" wattmap list panels --netbox "$URL" --token-file /dev/zero
}

@test "a web server that is not NetBox" {
	against 6 ".*this is not a NetBox" --faults not-netbox
	against 6 ".*an HTML page came instead of JSON" --faults not-netbox=200
	against 6 ".*no netbox-version" --faults not-netbox=json
	against 6 ".*answered 400: bad [*]{40}$" --faults "racks:400:detail=bad $TOKEN" # repeated to us, but not by us
}

@test "not reached: refused, no such name, no address" {
	fails 4 ".*127\.0\.0\.1:1/.*" wattmap list panels --netbox http://127.0.0.1:1/ --timeout 0.3
	fails 4 ".*no-such-host\.invalid.*" wattmap list panels --netbox http://no-such-host.invalid/ --timeout 0.3
	fails 3 ".*" wattmap list panels --netbox ftp://x/
	fails 3 ".*" wattmap list panels --netbox "http://user:$TOKEN@127.0.0.1/"
}

@test "TLS is verified" {
	command -v openssl >/dev/null || skip "no openssl"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
		-addext "subjectAltName=IP:127.0.0.1" 2>/dev/null
	stub "$CROSSED" --tls-cert cert.pem --tls-key key.pem
	fails 4 ".*certificate" wattmap list panels --netbox "${URL/http:/https:}" --timeout 2
	run -0 wattmap list panels --netbox "${URL/http:/https:}" --cacert cert.pem
	run -0 wattmap list panels --netbox "${URL/http:/https:}" --insecure
	fails 4 ".*" wattmap list panels --netbox "$URL" --timeout 1
	fails 3 ".*missing\.pem" wattmap list panels --netbox "${URL/http:/https:}" --cacert missing.pem
}

@test "a server that hangs, truncates, resets, hangs up, fails" {
	TIMEOUT=1 against 4 ".*power-ports.*no answer in time" --faults power-ports:hang
	TIMEOUT=1 against 4 ".*power-ports.*no answer in time" --faults power-ports:stall
	TIMEOUT=1 against 4 ".*power-ports.*gave up" --faults power-ports:truncate
	TIMEOUT=1 against 4 ".*power-ports.*gave up" --faults power-ports:reset
	TIMEOUT=1 against 4 ".*power-ports.*gave up" --faults power-ports:close
	TIMEOUT=1 against 4 ".*power-ports.*answered 500" --faults power-ports:500
	TIMEOUT=1 against 4 ".*power-ports.*chunk" --faults power-ports:chunked:bad=1
}

@test "answers that are not what was asked for" {
	against 6 ".*power-ports.*an HTML page came instead of JSON" --faults power-ports:html
	against 6 ".*power-ports.*not JSON" --faults power-ports:empty-body
	against 6 ".*power-ports.*not JSON" --faults power-ports:bad-json
	against 6 ".*power-ports.*results: expected an array, got null" --faults power-ports:null-results
	against 6 ".*power-ports.*results: expected an array" --faults power-ports:not-list
	against 6 ".*power-ports.*id: expected a positive number" --faults power-ports:wrong-type:key=id
	against 6 "dcim/power-ports: object 1: allocated_draw: expected a number or null, got an object" \
		--faults power-ports:wrong-type:key=allocated_draw,to=object
	against 6 ".*power-ports.*count: 1000000000" --faults power-ports:huge-count
	against 6 ".*power-ports.*nested too deeply" --faults power-ports:deep
	against 6 ".*power-ports.*fewer objects than it says" --faults power-ports:short-page
	against 6 ".*power-ports.*not JSON" --faults power-ports:bad-utf8
}

@test "the token goes nowhere else" {
	against 4 ".*redirects to" --faults power-ports:redirect
	against 4 ".*next page is at" --faults power-ports:next-elsewhere
}

@test "a collection without permission is named, with the permission" {
	against 5 ".*dcim/cables.*dcim\.view_cable" --deny dcim/cables
}

# fine [stub options]: what a live NetBox with such a fault gives is what it gives without.
fine() {
	stub "$CROSSED" "$@"
	SOURCE_DATE_EPOCH=1 wattmap trace Server ${WAY:-} --netbox "$URL" --stamp none -o got.json
	teardown
	STUB_PID=
	sed -i "s|http://127.0.0.1:[0-9]*/|URL|g; s|4\.6\.8|4.2.9|" got.json
	[ -f want.json ] || mv got.json want.json
	cmp got.json want.json 2>/dev/null || [ ! -f got.json ]
}

@test "what a NetBox may do is no error" {
	fine
	fine --faults 'power-ports:429:retry-after=1,times=1'
	fine --faults '*:503:times-each=1'
	WAY=--full fine --faults 'power-ports:count-changes' # each list has a count of its own
	fine --faults 'power-ports:duplicate' --max-page 2
	fine --faults 'power-ports:reset:times=1'
	fine --faults '*:chunked'
	fine --max-page 2
	fine --gzip
	fine --keep-alive 0.01
	fine --version 4.6.8
}

@test "a token that sees only part: what is hidden is drawn as not visible" {
	stub "$CROSSED" --hide dcim/power-feeds:1
	run -0 wattmap trace Server --netbox "$URL"
	[[ $output == *"not visible"* ]]
	run -0 wattmap doctor --netbox "$URL"
	[[ $output == *"gap  1 of "*" objects are referred to but were not read"* ]]
}

@test "names with NUL, huge numbers: drawn" {
	stub "$CROSSED" --faults power-ports:nul --faults power-ports:big-number:key=url
	run -0 wattmap trace Server --netbox "$URL" --format svg
}

@test "snapshots that are none" {
	: >empty.json
	head -c 2000 "$CROSSED" >cut.json
	echo '{"format": "something-else", "version": 1}' >other.json
	sed 's/"version":1/"version":2/; s/"version": 1/"version": 2/' "$CROSSED" >newer.json
	python3 - "$CROSSED" >twice.json <<-'END'
		import json, sys
		s = json.load(open(sys.argv[1]))
		s["collections"]["dcim/sites"] *= 2
		json.dump(s, sys.stdout)
	END
	sed '0,/{"id":1,/s//{"id":1.5,/' "$CROSSED" >fraction.json
	sed '0,/{"id":1,/s//{"id":1180591620717411303424,/' "$CROSSED" >beyond.json
	echo old >out.svg
	local file
	for file in empty cut other newer twice fraction beyond; do
		fails 6 "$file\.json: " wattmap trace Server --snapshot $file.json -o out.svg
	done
	fails 6 "missing\.json: cannot read" wattmap trace Server --snapshot missing.json -o out.svg
	fails 6 ".*" wattmap trace Server --snapshot . -o out.svg
	[ "$(cat out.svg)" = old ]
}

@test "a snapshot with dangling references is drawn" {
	python3 - "$CROSSED" >dangling.json <<-'END'
		import json, sys
		s = json.load(open(sys.argv[1]))
		for name in "dcim/power-panels", "dcim/racks", "dcim/sites":
		    s["collections"][name] = []
		json.dump(s, sys.stdout)
	END
	run -0 wattmap trace Server --snapshot dangling.json
	run -0 wattmap chain --snapshot dangling.json -o x.svg
}

@test "outputs that cannot be written" {
	ln -s /dev/full full.svg
	ln -s /dev/full full.png
	ln -s /dev/full full.json
	mkdir folder.svg
	echo old >out.svg
	fails 7 "full\.svg: cannot write: No space left on device" \
		wattmap trace Server --snapshot "$CROSSED" -o out.svg -o full.svg
	fails 7 "full\.png: cannot write: No space left on device" \
		wattmap trace Server --snapshot "$CROSSED" -o out.svg -o full.png
	fails 7 "folder\.svg: cannot write" wattmap trace Server --snapshot "$CROSSED" -o out.svg -o folder.svg
	fails 7 "none/x\.svg: cannot write" wattmap trace Server --snapshot "$CROSSED" -o out.svg -o none/x.svg
	stub "$CROSSED"
	fails 7 "full\.json: cannot write: No space left on device" wattmap snapshot --netbox "$URL" -o full.json
	fails 7 "full\.json: cannot write: No space left on device" \
		wattmap trace Server --netbox "$URL" --save full.json -o out.svg
	[ "$(cat out.svg)" = old ]
	if [ "$(id -u)" -ne 0 ]; then
		mkdir locked && chmod 500 locked
		fails 7 "locked/x\.svg: cannot write" wattmap trace Server --snapshot "$CROSSED" -o locked/x.svg
	fi
}

@test "a name that fits none, or several" {
	fails 8 ".*'Servr'.*Server" wattmap trace Servr --snapshot "$CROSSED"
	fails 8 ".*'#9999999'|.*9999999" wattmap trace 'device:#9999999' --snapshot "$CROSSED"
	fails 8 ".*PSU1.*" wattmap trace inlet:PSU1 --snapshot "$GUIDE"
	fails 8 "no site 'nowhere'" wattmap chain --site nowhere --snapshot "$CROSSED"
	fails 8 "device 'CORE-SW01' is outside of rack NET-R02" wattmap trace CORE-SW01 --rack NET-R02 --snapshot "$GUIDE"
	fails 8 "--root: .*" wattmap chain --root nothing --snapshot "$CROSSED"
	stub "$CROSSED"
	fails 8 "no site 'nowhere'" wattmap chain --site nowhere --netbox "$URL"
}

@test "doctor tells what is refused, and ends with 5" {
	stub "$CROSSED" --deny dcim/cables --deny dcim/power-feeds
	run --separate-stderr wattmap doctor --netbox "$URL"
	[ "$status" -eq 5 ]
	[[ $output == *"dcim/cables "*"dcim.view_cable "*refused* ]]
	[[ $stderr == "wattmap: 2 of 9 collections cannot be read, dcim/power-feeds the first: it needs the permission dcim.view_powerfeed" ]]
	run --separate-stderr wattmap doctor --netbox "$URL" --json
	[ "$status" -eq 5 ]
	jq -e '[.collections[] | select(.state == "refused") | .permission] == ["dcim.view_powerfeed", "dcim.view_cable"]' <<<"$output"
}

@test "no secret in traces, snapshots and pictures" {
	stub "$CROSSED"
	wattmap trace Server --netbox "$URL" --verbose --save s.json -o x.svg -o x.dot -o x.json -o x.txt -o x.pdf -o x.png 2>trace.txt
	grep -q "GET $URL" trace.txt
	local file
	for file in trace.txt s.json x.*; do
		no_secret "$(tr -d '\0' <$file)"
	done
	NETBOX_TOKEN=ffffffffffffffffffffffffffffffffffffffff run wattmap doctor --netbox "$URL" --verbose
	[[ $output != *ffffffffff* ]]
}

@test "what ends by a signal while it writes leaves the old file and nothing else" {
	mkdir out && echo old >out/site.json
	run --separate-stderr bash -c "ulimit -c 0 -f 8; exec '$WATTMAP' chain --snapshot '$GUIDE' -o out/site.json -o out/site.svg"
	[ "$status" -gt 128 ] # SIGXFSZ
	[ "$(cat out/site.json)" = old ]
	[ "$(ls -A out)" = site.json ]
}
