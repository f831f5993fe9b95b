#!/usr/bin/env bats
# The way to NetBox: TLS, names that do not resolve, proxies, and who sees the token.
load helper

teardown() {
	for pid in ${PROXY_PID:-} ${STUB_PID:-}; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}

# A CA and a certificate of it for 127.0.0.1 (or what $1 says): ca.pem, cert.pem, key.pem.
certificates() {
	command -v openssl >/dev/null || skip "no openssl"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj "/CN=Test CA" 2>/dev/null
	openssl req -newkey rsa:2048 -nodes -keyout key.pem -out cert.csr -subj "/CN=netbox" 2>/dev/null
	openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2 \
		-extfile <(echo "subjectAltName=${1:-IP:127.0.0.1}") 2>/dev/null
}

tls_stub() {
	stub "$CROSSED" --tls-cert cert.pem --tls-key key.pem
	URL=${URL/http:/https:}
}

# proxy [options]: starts one and sets PROXY; what it hears is in proxy.log.
proxy() {
	rm -f proxy.port
	"$ROOT/tests/stub/proxy.py" --port-file proxy.port --log proxy.log "$@" >/dev/null 2>&1 3>&- &
	PROXY_PID=$!
	for _ in $(seq 200); do
		[ -s proxy.port ] && break
		sleep 0.02
	done
	PROXY=http://127.0.0.1:$(cat proxy.port)/
	unset NO_PROXY
}

@test "a certificate of an own CA: with --cacert or --insecure only" {
	certificates
	tls_stub
	fails 4 ".*certificate" wattmap list panels --netbox "$URL" --timeout 1
	run ! grep -q "^GET" stub.log
	run -0 wattmap list panels --netbox "$URL" --cacert ca.pem
	run -0 wattmap list panels --netbox "$URL" --insecure
	openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 2 -subj "/CN=Other CA" 2>/dev/null
	fails 4 ".*certificate" wattmap list panels --netbox "$URL" --cacert other.pem --timeout 1
	echo none >empty.pem
	fails 3 ".*empty\.pem" wattmap list panels --netbox "$URL" --cacert empty.pem --timeout 1
}

@test "a certificate for another name is refused, the token stays here" {
	certificates DNS:netbox.example.com
	tls_stub
	fails 4 ".*(certificate|subject name).*" wattmap list panels --netbox "$URL" --cacert ca.pem --timeout 1
	run ! grep -q "^GET" stub.log
	run -0 wattmap list panels --netbox "$URL" --cacert ca.pem --insecure
}

@test "TLS spoken to who does not, and not spoken to who does" {
	certificates
	tls_stub
	fails 4 ".*" wattmap list panels --netbox "${URL/https:/http:}" --timeout 1
	teardown
	stub "$CROSSED"
	fails 4 ".*" wattmap list panels --netbox "${URL/http:/https:}" --timeout 1
}

@test "a name that does not resolve is named" {
	fails 4 ".*no-such-host\.invalid.*" wattmap list panels --netbox https://no-such-host.invalid/ --timeout 0.3
}

@test "http_proxy: the same through it, and NO_PROXY keeps out of it" {
	stub "$CROSSED"
	run -0 wattmap list panels --netbox "$URL"
	local direct=$output
	proxy
	http_proxy=$PROXY run -0 wattmap list panels --netbox "$URL"
	[ "$output" = "$direct" ]
	grep -q "^GET ${URL}api/status/ " proxy.log
	: >proxy.log
	http_proxy=$PROXY NO_PROXY=127.0.0.1 run -0 wattmap list panels --netbox "$URL"
	[ ! -s proxy.log ]
}

@test "https through a proxy: it sees where to, and never the token" {
	certificates
	tls_stub
	proxy
	https_proxy=$PROXY run -0 --separate-stderr wattmap list panels --netbox "$URL" --cacert ca.pem --verbose
	no_secret "$stderr"
	grep -q "^CONNECT 127\.0\.0\.1:" proxy.log
	run ! grep -qi "^GET\|^authorization\|api/" proxy.log
	no_secret "$(cat proxy.log)"
	grep -q "auth=Token" stub.log
}

@test "a proxy that refuses, wants a password, or is not there" {
	certificates
	tls_stub
	proxy --deny
	https_proxy=$PROXY fails 4 ".*" wattmap list panels --netbox "$URL" --cacert ca.pem --timeout 1
	kill "$PROXY_PID"
	wait "$PROXY_PID" || true
	https_proxy=$PROXY fails 4 ".*" wattmap list panels --netbox "$URL" --cacert ca.pem --timeout 0.5
	proxy --user "me:s3cr3t-word"
	https_proxy=$PROXY fails 4 ".*" wattmap list panels --netbox "$URL" --cacert ca.pem --timeout 1
	https_proxy=http://me:s3cr3t-word@127.0.0.1:$(cat proxy.port) run -0 --separate-stderr \
		wattmap list panels --netbox "$URL" --cacert ca.pem --verbose
	run ! grep -q s3cr3t-word <<<"$stderr"
	https_proxy=http://me:wr0ng-word@127.0.0.1:$(cat proxy.port) run -4 --separate-stderr \
		wattmap list panels --netbox "$URL" --cacert ca.pem --timeout 1 --verbose
	run ! grep -q wr0ng-word <<<"$stderr"
}

@test "what is read live is decoded once, while it comes" {
	stub "$GUIDE"
	wattmap trace CORE-SW01 --netbox "$URL" --verbose -o t.txt 2>trace.txt
	grep -q "^wattmap: loaded in" trace.txt
	run ! grep -q "decoding again" trace.txt
	wattmap trace CORE-SW01 --site EMEA-DC-CLOUD --netbox "$URL" --verbose -o s.txt 2>trace.txt
	run ! grep -q "decoding again" trace.txt
}
