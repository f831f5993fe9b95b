#!/usr/bin/env bats
# wattmap serve, over loopback: the real server, the stub NetBox behind it.
load helper
bats_require_minimum_version 1.5.0

teardown() {
	for pid in "${SERVER_PID:-}" "${STUB_PID:-}"; do
		[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	return 0
}

# serve [options]: starts it on a free port and waits for its data; sets HOST and SERVER.
serve() {
	: >serve.err
	"$WATTMAP" serve --listen 127.0.0.1:0 "$@" >serve.out 2>serve.err 3>&- &
	SERVER_PID=$!
	for _ in $(seq 500); do
		SERVER=$(sed -n 's/^wattmap: listening on \(http.*\)\/$/\1/p' serve.err)
		[ -n "$SERVER" ] && break
		kill -0 "$SERVER_PID" || { cat serve.err; return 1; }
		sleep 0.02
	done
	HOST=${SERVER#http://}
	HOST=${HOST%%/*}
}

ready() {
	for _ in $(seq 500); do
		[ "$(status /healthz)" = 200 ] && return
		sleep 0.02
	done
	cat serve.err
	return 1
}

status() { # PATH [curl options]: the status of a GET
	curl -s -o body -D head -w '%{http_code}' --path-as-is "http://$HOST$1" "${@:2}"
}

gives() { # STATUS PATH [REGEX in the body [curl options]]
	local got
	got=$(status "$2" "${@:4}")
	[ "$got" = "$1" ] || { echo "$2: $got, expected $1"; head -c 400 body; return 1; }
	[ -z "${3:-}" ] || grep -qE -- "$3" <(sed "s/&#39;/'/g" body) || { echo "$2 lacks $3:"; head -c 600 body; return 1; }
}

field() { # NAME of a header of the last answer
	tr -d '\r' <head | sed -n "s/^$1: //Ip"
}

@test "answers are what the commands write" {
	serve --snapshot "$GUIDE"
	ready
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o t.svg -o t.txt -o t.json
	for format in svg txt json; do
		gives 200 "/trace/CORE-SW01.$format"
		cmp body "t.$format"
	done
	wattmap chain --site EMEA-DC-CLOUD --draw netbox --detail rack --snapshot "$GUIDE" -o c.svg
	gives 200 '/chain.svg?site=EMEA-DC-CLOUD&draw=netbox&detail=rack'
	cmp body c.svg
	wattmap floor --paper A1 --snapshot "$GUIDE" -o f.svg
	gives 200 '/floor.svg?paper=A1'
	cmp body f.svg
	wattmap report utilization --top 3 --snapshot "$GUIDE" -o r.csv
	gives 200 '/report/utilization.csv?top=3'
	cmp body r.csv
	wattmap report all --rack NET-R01 --snapshot "$GUIDE" -o all.md
	gives 200 '/report/all.md?rack=NET-R01'
	cmp body all.md
	gives 400 /report/all.csv 'csv holds one table'
	wattmap fail NET-R01-PDU-A --cascade --snapshot "$GUIDE" -o l.json
	gives 200 '/fail/NET-R01-PDU-A.json?cascade'
	cmp body l.json
	wattmap fail --each pdu --snapshot "$GUIDE" -o e.csv
	gives 200 '/fail.csv?each=pdu'
	cmp body e.csv
	wattmap trace CORE-SW01 CORE-SW02 --snapshot "$GUIDE" -o two.svg
	gives 200 '/trace/CORE-SW01.svg?element=CORE-SW02'
	cmp body two.svg
	gives 200 /trace/CORE-SW01.png
	[ "$(head -c 4 body | tail -c 3)" = PNG ]
	gives 200 /trace/CORE-SW01.pdf '%PDF'
}

@test "pages: search, lists, an element" {
	serve --snapshot "$GUIDE" --base-path wattmap/ --rate 0
	ready
	gives 200 / '<form action="/wattmap/" method="get"'
	gives 200 '/wattmap/?q=core-sw01' '<a href="/wattmap/trace/device:%23[0-9]+">CORE-SW01</a>'
	gives 200 '/?q=%3Cscript%3E' '&lt;script&gt;'
	run ! grep -qi '<script' body
	gives 200 /wattmap/list/pdu 'NET-R01-PDU-A'
	gives 200 /wattmap/trace/CORE-SW01 '<object type="image/svg\+xml" data="/wattmap/trace/CORE-SW01.svg">'
	wattmap trace CORE-SW01 --snapshot "$GUIDE" >t.txt
	sed -n '/<pre>/,/<\/pre>/p' body | sed "s/<pre>//; s/&#39;/'/g; s/&gt;/>/g; s/&quot;/\"/g; s/&amp;/\&/g" | grep -vx '</pre>' | sed '$d' | diff t.txt -
	grep -q '<a href="/wattmap/fail/CORE-SW01">' body
	run ! grep -q 'fresh=1' body
	id=$(wattmap list devices --snapshot "$GUIDE" --json | jq '.rows[] | select(.name == "CORE-SW01") | .netbox_id')
	gives 200 "/fail/device:%23$id" '<h1>fail CORE-SW01</h1>'
	grep -q "<a href=\"/wattmap/trace/device:%23$id\">" body
	gives 200 /chain 'data="/wattmap/chain.svg"'
	gives 200 '/wattmap?q=nothing-has-this' 'Nothing has this'
	gives 404 /list/pannels "did you mean 'panels'"
	gives 404 /wattmapx 'no page'
	for link in $(curl -s "http://$HOST/wattmap/" | grep -oE 'href="[^"]*"' | cut -d'"' -f2 | sed 's/&amp;/\&/g' | sort -u); do
		gives 200 "$link"
	done
	gives 200 '/report/fit?watts=500' 'NET-R01'
}

@test "reports and audits are tables, for a browser without scripts" {
	jq -c '(.collections["dcim/racks"][] | select(.name == "NET-R01") | .name) = "<script>x</script>\"&"' "$GUIDE" >hostile.json
	serve --snapshot hostile.json --rate 0
	ready
	for page in report/utilization report/devices report/locations report/all 'report/fit?watts=500' audit; do
		gives 200 "/$page" '<th scope="col"[^>]*>'
		run ! grep -qiE '<script|<pre|x</script' body
		python3 "$BATS_TEST_DIRNAME/tables.py" <body
	done
	gives 200 /report/utilization '<tr><td><a href="https://[^"]+/dcim/racks/[0-9]+/">&lt;script&gt;x&lt;/script&gt;&quot;&amp;</a></td>'
	grep -q '<th scope="col" class="right">Load W</th>' body
	grep -q '<td class="right error">170.1 ⚠</td>' body
	wattmap report utilization --snapshot hostile.json -o r.json
	[ "$(grep -c '^<tr><td>' body)" -eq "$(($(jq '.rows | length' r.json) + 1))" ] # and the total
	gives 200 /audit '<h2 class="error">error</h2>'
	wattmap audit --snapshot hostile.json --rule over-2n -o a.json || true
	grep -qE "^<h3>$(jq '.rows | length' a.json) × over-2n: " body
	gives 404 /report/utilization.html
	fails 2 "r\.html: its suffix is none of txt, csv, json and md" wattmap report utilization --snapshot "$GUIDE" -o r.html
	fails 2 "--format: .*" wattmap report utilization --snapshot "$GUIDE" -o - --format html
}

@test "bad parameters: the words of the command line, status 400" {
	serve --snapshot "$GUIDE" --rate 0
	ready
	gives 400 '/trace/CORE-SW01.svg?draw=rolup' "--draw: 'rolup' is not rollup, netbox or maximum; did you mean 'rollup'\?"
	gives 400 '/trace/CORE-SW01.svg?drw=netbox' "unknown option '--drw'; did you mean '--draw'\?"
	gives 400 '/trace/CORE-SW01.svg?root=x' "--root is no option of 'wattmap trace' but of chain"
	gives 400 '/trace/CORE-SW01.png?dpi=9' "--dpi: '9' is not a number from 10 to 2400"
	gives 400 '/trace/CORE-SW01.svg?site=' '--site: NAME is empty'
	gives 400 /trace "'wattmap trace' needs ELEMENT"
	gives 400 '/trace/CORE-SW01.csv?x=%zz' 'not followed by two hexadecimal digits'
	gives 400 "/chain.svg?$(printf 'site=a&%.0s' {1..70})" 'more than 64 parameters'
	for count in 480 520 1000; do # a connection's memory holds records of 500
		gives 400 "/chain.svg?$(printf 'a&%.0s' $(seq "$count"))" 'more than 64 parameters'
	done
	gives 414 "/chain.svg?$(printf 'a&%.0s' {1..10000})" 'longer than 2048 bytes'
	gives 200 "/trace/CORE-SW01.svg?$(printf '&%.0s' {1..1500})draw=netbox"
	gives 431 / '' $(printf -- '-H h%d:x ' {1..700})
	for forbidden in netbox=http://127.0.0.1:1/ token-file=/etc/passwd snapshot=/etc/passwd style=/etc/passwd output=/tmp/x save=/tmp/x \
	                 link-base=http://x/ config=/etc/passwd listen=x public; do
		gives 400 "/trace/CORE-SW01.svg?$forbidden" "cannot be asked for over HTTP|is no option of"
	done
	gives 400 '/fail/NET-R01-PDU-A.txt?pack=/tmp/x' 'cannot be asked for over HTTP'
	gives 400 '/audit.txt?baseline=/etc/passwd' 'cannot be asked for over HTTP'
	gives 200 '/trace/CORE-SW01.svg?style=dark'
	gives 404 /report/nope "there is no report 'nope'"
	gives 404 '/chain.svg?site=nope' "nope"
}

@test "names: odd, long, unknown, ambiguous" {
	serve --snapshot "$GUIDE" --rate 0
	ready
	feed=$(wattmap list feeds --snapshot "$GUIDE" --json | jq -r '.rows[0].name')
	gives 200 "/trace/$feed.txt"
	gives 200 "/trace/${feed//\//%2F}.txt"
	gives 404 /trace/NOPE.svg "no element 'NOPE'"
	gives 404 /trace/CORE-SW1.svg 'CORE-SW01'
	gives 404 /trace/..%2F..%2Fetc%2Fpasswd "no element"
	gives 404 /trace/../../../etc/passwd
	gives 400 /trace/CORE%00-SW01.svg 'control character'
	gives 400 /trace/%ff%fe.svg 'not UTF-8'
	gives 414 "/trace/$(head -c 10000 /dev/zero | tr '\0' x).svg" 'longer than 2048 bytes'
	gives 404 "/trace/$(head -c 2000 /dev/zero | tr '\0' x).svg"
	gives 300 '/trace/PSU1.svg?draw=netbox' '<a href="/trace/inlet:%23[0-9]+\.svg\?draw=netbox">inlet '
	gives 200 "$(grep -oE '/trace/inlet:%23[0-9]+\.svg' body | head -n 1)" '<svg'
	gives 200 /trace/core-sw01.svg '<svg'
}

@test "methods, ETag, HEAD, headers" {
	serve --snapshot "$GUIDE"
	ready
	gives 200 /trace/CORE-SW01.svg
	etag=$(field ETag)
	[ -n "$etag" ]
	[ "$(field X-Content-Type-Options)" = nosniff ]
	[[ $(field Content-Security-Policy) == "default-src 'none';"* ]]
	[[ $(field Content-Security-Policy) != *script* ]]
	[ "$(field Wattmap-Data-Time)" = "$(jq -r .taken_at "$GUIDE")" ]
	[[ $(field Wattmap-Data-Age) =~ ^[0-9]+$ ]]
	size=$(wc -c <body)
	gives 304 /trace/CORE-SW01.svg '' -H "If-None-Match: \"x\", W/$etag"
	[ ! -s body ] && [ "$(field ETag)" = "$etag" ]
	gives 200 /trace/CORE-SW01.svg '' -H 'If-None-Match: "x"'
	curl -sI "http://$HOST/trace/CORE-SW01.svg" >head
	[ "$(field Content-Length)" = "$size" ]
	gives 405 /trace/CORE-SW01.svg '' -X POST
	[ "$(field Allow)" = 'GET, HEAD' ]
	gives 405 /trace/CORE-SW01.svg '' -X DELETE
	gives 405 /refresh
	[ "$(field Allow)" = POST ]
	gives 202 /refresh refreshing -X POST
	gives 403 /refresh 'another site' -X POST -H 'Origin: https://evil.example'
	gives 403 / "this machine's own names" -H 'Host: rebound.example'
	head -c 200000 /dev/zero >big
	gives 413 /refresh 'takes a body' -X POST --data-binary @big
	run ! status /refresh -X POST -T big -H 'Transfer-Encoding: chunked'
	gives 404 /nope
	[ "$(field Cache-Control)" = no-store ]
	curl -s "http://$HOST/metrics" >metrics
	grep -qE '^wattmap_http_requests_total\{code="200"\} [0-9]+$' metrics
	grep -qE '^wattmap_cache_hits_total [1-9]' metrics
	grep -qE '^wattmap_renders_total [1-9]' metrics
}

@test "beyond this machine only with a token, or said to be public" {
	printf 'sesame-open-0123456789\n' >token
	fails 2 "http://0\.0\.0\.0:[0-9]+ can be reached from elsewhere; say --serve-token-file FILE" \
		wattmap serve --snapshot "$GUIDE" --listen '0.0.0.0:0' --quiet
	fails 2 "--listen: 'nowhere' is no address" wattmap serve --snapshot "$GUIDE" --listen nowhere
	fails 2 "--base-path: '/a b' is no path" wattmap serve --snapshot "$GUIDE" --base-path '/a b'
	echo short >short
	fails 3 "--serve-token-file short: a token has at least 16 characters" \
		wattmap serve --snapshot "$GUIDE" --serve-token-file short
	serve --snapshot "$GUIDE" --listen 0.0.0.0:0 --serve-token-file token
	HOST=127.0.0.1:${HOST##*:}
	ready
	gives 401 /trace/CORE-SW01.svg
	[[ $(field WWW-Authenticate) == Bearer* ]]
	gives 401 /metrics
	gives 401 /refresh '' -X POST
	gives 401 / '' -H 'Authorization: Bearer sesame-open-0123456780'
	gives 401 / '' -H 'Authorization: Bearer sesame-open-01234567890'
	gives 401 / '' -H 'Authorization: Bearer sesame'
	gives 401 / '' -H 'Authorization: Bearer sesame-open-0123456789sesame-open-0123456789'
	gives 401 / '' -H 'Authorization: Basic sesame-open-0123456789'
	gives 200 /trace/CORE-SW01.svg '' -H 'Authorization: Bearer sesame-open-0123456789'
	[ "$(field Cache-Control)" = 'private, no-cache' ]
}

@test "the rate of an address is limited" {
	serve --snapshot "$GUIDE" --rate 0.1 --burst 5
	sleep 0.2
	for _ in 1 2 3 4 5; do
		[ "$(status /healthz)" != 429 ]
	done
	gives 429 /healthz 'at most 0.1 a second'
	[ "$(field Retry-After)" = 10 ]
	kill "$SERVER_PID" && wait "$SERVER_PID"
	serve --snapshot "$GUIDE" --rate 0.1 --burst 2 --behind-proxy
	for address in 192.0.2.1 192.0.2.1 192.0.2.2 '192.0.2.1, 192.0.2.3'; do
		[ "$(status / -H "X-Forwarded-For: $address" -H 'Host: wiki.example.com')" = 200 ]
	done
	gives 429 / '' -H 'X-Forwarded-For: 192.0.2.9, 192.0.2.1'
	gives 429 / '' -H 'X-Forwarded-For: 192.0.2.9' -H 'X-Forwarded-For: 192.0.2.1'
}

@test "a scope of the server bounds every request" {
	serve --snapshot "$GUIDE" --rack NET-R01
	ready
	gives 200 /report/devices.csv
	wattmap report devices --rack NET-R01 --snapshot "$GUIDE" -o d.csv
	cmp body d.csv
	gives 400 '/report/devices.csv?rack=NET-R02' '--rack: this server shows only NET-R01'
	gives 200 '/report/devices.csv?exclude=device:CORE-SW01'
	run ! grep -q CORE-SW01 body
}

@test "NetBox goes away and comes back" {
	stub "$GUIDE"
	serve --netbox "$URL" --refresh 0 --timeout 2
	ready
	gives 200 /trace/CORE-SW01.svg '<svg'
	kill "$STUB_PID" && wait "$STUB_PID" || true
	gives 202 /refresh refreshing -X POST
	for _ in $(seq 300); do
		grep -q 'the data from before is shown' serve.err && break
		sleep 0.05
	done
	gives 200 /trace/CORE-SW01.txt 'CORE-SW01'
	gives 200 /healthz 'the last refresh failed'
	port=${URL##*:}
	"$ROOT/tests/stub/netbox.py" "$GUIDE" --port "${port%/}" >/dev/null 2>stub.err 3>&- &
	STUB_PID=$!
	for _ in $(seq 400); do
		[ "$(curl -s "http://$HOST/healthz" | grep -c failed)" = 0 ] && break
		sleep 0.05
	done
	gives 200 /healthz
	run ! grep -q failed body
	no_secret "$(cat serve.err body)"
	for path in / /metrics /healthz /trace/CORE-SW01.json; do
		gives 200 "$path"
		no_secret "$(cat body head)"
	done
}

@test "requests wait for the first data" {
	stub "$GUIDE" --faults 'power-ports:delay:seconds=1'
	serve --netbox "$URL"
	gives 503 /healthz 'no data yet'
	gives 200 /trace/CORE-SW01.svg '<svg'
}

@test "a socket of systemd's" {
	command -v systemd-socket-activate >/dev/null || skip "needs systemd-socket-activate"
	port=$((20000 + RANDOM % 10000))
	systemd-socket-activate -l 127.0.0.1:$port -E NETBOX_TOKEN -E HOME "$WATTMAP" serve --snapshot "$GUIDE" --listen 127.0.0.1:1 \
		>serve.out 2>serve.err 3>&- &
	SERVER_PID=$!
	HOST=127.0.0.1:$port
	for _ in $(seq 200); do
		[ "$(status /healthz)" != 000 ] && break
		sleep 0.05
	done
	gives 200 /trace/CORE-SW01.svg '<svg'
	grep -q "listening on http://127.0.0.1:$port/" serve.err
}

@test "?fresh=1 is NetBox as it is now" {
	stub "$GUIDE"
	serve --netbox "$URL" --rate 0
	ready
	gives 200 /trace/CORE-SW01.json
	kill "$STUB_PID" && wait "$STUB_PID" || true
	port=${URL##*:}
	jq -c '(.collections["dcim/power-ports"][] | select(.device.name == "CORE-SW01") | .allocated_draw) = 1234' "$GUIDE" >now.json
	"$ROOT/tests/stub/netbox.py" now.json --port "${port%/}" --log now.log --port-file now.port >/dev/null 2>stub.err 3>&- &
	STUB_PID=$!
	for _ in $(seq 200); do
		[ -s now.port ] && break
		sleep 0.02
	done
	gives 200 '/trace/CORE-SW01.json?fresh=1' '"load_w": 1234,'
	[ "$(field Cache-Control)" = no-store ] && [ -z "$(field Wattmap-Data-Age)" ]
	[ "$(grep -c GET now.log)" -le 25 ]
	gives 200 '/trace/CORE-SW01.json'
	run ! grep -q '"load_w": 1234,' body
	grep -q '"load_w": 2100,' body
	gives 200 /trace/CORE-SW01 'href="/trace/CORE-SW01\?fresh=1"'
	gives 200 '/trace/CORE-SW01?fresh=1' 'CORE-SW01.svg\?fresh=1'
	gives 404 '/trace/NOPE.svg?fresh=1' "no element 'NOPE'"
	gives 300 '/trace/PSU1.svg?fresh=1'
	gives 400 '/chain.svg?fresh=1' "unknown option '--fresh'"
	gives 400 '/trace/CORE-SW01.svg?fresh=1&full' 'cannot be asked for over HTTP'
	kill "$STUB_PID" && wait "$STUB_PID" || true
	gives 502 '/trace/CORE-SW01.svg?fresh=1'
	no_secret "$(cat body serve.err)"
	kill "$SERVER_PID" && wait "$SERVER_PID"
	serve --snapshot "$GUIDE"
	ready
	gives 400 '/trace/CORE-SW01.svg?fresh=1' 'shows a snapshot'
}

@test "of ?fresh=1 a few at a time, beside what is answered from the data" {
	stub "$GUIDE" --faults 'name__ie:delay:seconds=2'
	serve --netbox "$URL" --rate 0 --workers 1
	ready
	for n in $(seq 14); do
		curl -s -o /dev/null -w '%{http_code}\n' "http://$HOST/trace/CORE-SW0$((n % 4 + 1)).svg?fresh=1&title=$n" >"fresh.$n" &
	done
	sleep 0.7
	run ! grep -q 200 fresh.*
	for name in CORE-SW01 CORE-SW02 CORE-SW03; do
		[ "$(status "/trace/$name.svg" --max-time 1.5)" = 200 ]
	done
	[ "$(cat fresh.* | grep -c 503)" -eq 4 ] # 14 less 2 under way and 8 that wait
	kill "$SERVER_PID" && wait "$SERVER_PID"
	wait $(jobs -p | grep -v "$STUB_PID") || true
	serve --netbox "$URL" --rate 0
	ready
	gives 200 '/trace/CORE-SW01.svg?fresh=1'
	local asked
	asked=$(grep -c name__ie stub.log)
	gives 200 '/trace/CORE-SW01.svg?fresh=1'
	[ "$(field Cache-Control)" = no-store ]
	[ "$(grep -c name__ie stub.log)" -eq "$asked" ]
}

@test "no data yet, and data too old" {
	serve --netbox http://127.0.0.1:1/ --timeout 1
	gives 503 /trace/CORE-SW01.svg 'not read yet|could not be read yet'
	[ "$(field Retry-After)" = 5 ]
	gives 503 /healthz 'no data yet'
	kill "$SERVER_PID" && wait "$SERVER_PID"
	stub "$GUIDE"
	serve --netbox "$URL" --refresh 0 --max-stale 2
	ready
	sleep 2.2
	gives 503 /trace/CORE-SW01.svg 'older than this server may show'
	gives 503 /healthz 'data too old'
}

@test "a first load that nothing will mend ends the server" {
	echo '{"format": 1}' >broken.json
	fails 6 "broken.json" wattmap serve --snapshot broken.json --quiet --listen 127.0.0.1:0
	fails 2 "no NetBox given" wattmap serve
}

@test "a drawing process that dies or hangs costs its answer only" {
	serve --snapshot "$GUIDE" --workers 1
	ready
	gives 200 /trace/CORE-SW01.svg
	nursery=$(pgrep -P "$SERVER_PID")
	renderer=$(pgrep -P "$nursery")
	kill -STOP "$renderer"
	curl -s -o late -w '%{http_code}' "http://$HOST/chain.svg" >late.status &
	waiting=$!
	sleep 0.3
	kill -KILL "$renderer"
	wait "$waiting"
	[ "$(cat late.status)" = 500 ]
	gives 200 /chain.svg
	gives 200 /metrics '^wattmap_render_crashes_total 1$'
	kill -KILL "$nursery"
	for _ in $(seq 200); do
		[ "$(curl -s "http://$HOST/metrics" | sed -n 's/^wattmap_refreshes_total //p')" = 2 ] && break
		sleep 0.05
	done
	gives 200 /trace/CORE-SW02.svg
}

@test "too long, too much" {
	serve --snapshot "$GUIDE" --render-timeout 0.1 --render-memory 40
	ready
	gives 504 '/floor.png?dpi=100&paper=A0' 'longer than 0.1 seconds'
	kill "$SERVER_PID" && wait "$SERVER_PID"
	serve --snapshot "$GUIDE" --render-memory 40
	ready
	gives 500 '/floor.png?dpi=200&paper=A0'
	gives 200 /trace/CORE-SW01.svg
}

@test "SIGTERM in the middle: what is under way is answered" {
	serve --snapshot "$GUIDE" --rate 0
	ready
	curl -s -o late.png -w '%{http_code}' "http://$HOST/floor.png?paper=A1" >late.status &
	waiting=$!
	for _ in $(seq 200); do
		[ -s late.status ] || curl -s "http://$HOST/metrics" | grep -q '^wattmap_renderers_busy 1' && break
	done
	kill -TERM "$SERVER_PID"
	wait "$SERVER_PID"
	wait "$waiting"
	[ "$(cat late.status)" = 200 ]
	[ "$(head -c 4 late.png | tail -c 3)" = PNG ]
	SERVER_PID=
	run ! curl -s "http://$HOST/healthz"
}

@test "slow clients lose their place" {
	serve --snapshot "$GUIDE" --rate 0 --max-connections 32
	ready
	"$BATS_TEST_DIRNAME/load.py" "$HOST" "$SERVER_PID" slow
}

@test "1,000 connections at once" {
	serve --snapshot "$GUIDE" --rate 0
	ready
	"$BATS_TEST_DIRNAME/load.py" "$HOST" "$SERVER_PID" many
	gives 200 /trace/CORE-SW01.svg
}

@test "refreshes and dying processes under load" {
	serve --snapshot "$GUIDE" --rate 0
	ready
	"$BATS_TEST_DIRNAME/load.py" "$HOST" "$SERVER_PID" chaos
	kill -0 "$SERVER_PID"
}

@test "SIGTERM under load, and no process stays" {
	serve --snapshot "$GUIDE" --rate 0
	ready
	nursery=$(pgrep -P "$SERVER_PID")
	"$BATS_TEST_DIRNAME/load.py" "$HOST" "$SERVER_PID" stop
	wait "$SERVER_PID"
	SERVER_PID=
	for _ in $(seq 100); do
		kill -0 "$nursery" 2>/dev/null || break
		sleep 0.02
	done
	run ! kill -0 "$nursery"
}
