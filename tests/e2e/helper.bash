# What every end-to-end test needs: a clean environment and a NetBox to talk to.
bats_require_minimum_version 1.5.0

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
WATTMAP=${WATTMAP:-$ROOT/build/wattmap}
case $WATTMAP in /*) ;; *) WATTMAP=$ROOT/$WATTMAP ;; esac
GUIDE=$ROOT/examples/guide-4.2.9.json
CROSSED=$ROOT/examples/crossed-4.2.9.json
TOKEN=0123456789abcdef0123456789abcdef01234567
TOKEN_V2=nbt_0123456789ab.0123456789abcdefghijABCDEFGHIJ0123456789

setup() {
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return 1
	unset NETBOX_URL http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY POSIXLY_CORRECT
	export NO_PROXY='*' HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config LC_ALL=C.UTF-8
	export NETBOX_TOKEN=$TOKEN
	# For a program built with the sanitizers.
	export LSAN_OPTIONS=print_suppressions=0:suppressions=$ROOT/tests/lsan.supp
}

teardown() {
	if [ -n "${STUB_PID:-}" ]; then
		kill "$STUB_PID" 2>/dev/null || true
		wait "$STUB_PID" 2>/dev/null || true
	fi
}

wattmap() {
	"$WATTMAP" "$@"
}

# Starts a stub NetBox and sets URL: stub SNAPSHOT [options]. Its requests are in stub.log.
stub() {
	rm -f stub.port
	"$ROOT/tests/stub/netbox.py" "$@" --port-file stub.port --log stub.log >/dev/null 2>stub.err 3>&- &
	STUB_PID=$!
	for _ in $(seq 200); do
		[ -s stub.port ] && break
		sleep 0.02
	done
	URL=http://127.0.0.1:$(cat stub.port)/
}

# fails CODE REGEX COMMAND...: exit code, nothing on stdout, one line of message that fits, and no token anywhere.
fails() {
	local code=$1 pattern=$2
	shift 2
	run --separate-stderr "$@"
	echo "status $status, expected $code: $stderr"
	[ "$status" -eq "$code" ]
	[ -z "$output" ]
	local message
	message=$(grep -v '^wattmap: warning: ' <<<"$stderr")
	[ "$(wc -l <<<"$message")" -eq 1 ]
	grep -qE "^wattmap: $pattern" <<<"$message" || { echo "does not fit: $pattern"; return 1; }
	no_secret "$stderr"
}

no_secret() {
	if grep -qE "0123456789abcdef0123|nbt_0123|ABCDEFGHIJ01234" <<<"$1"; then
		echo "a token is in: $1"
		return 1
	fi
}
