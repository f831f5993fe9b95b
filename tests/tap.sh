# shellcheck shell=bash
# For scripts that speak TAP; read with `.` at the top of the project. Gives them
# $work, a folder that is gone at the end; `check` and `result` are tests, `finish`
# ends the script.
work=$(mktemp -d) number=0 failed=0
trap 'rm -rf "$work"' EXIT

result() { # STATUS NAME [FILE]: 0 is passed, FILE tells why it is not
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		failed=$((failed + 1))
		echo "not ok $number - $2"
		[ ! -s "${3:-}" ] || head -n 40 "$3" | sed 's/^/# /'
	fi
}

check() { # NAME COMMAND...
	local name=$1 status=0
	shift
	"$@" >"$work/said" 2>&1 || status=$?
	result "$status" "$name" "$work/said"
}

skip() { # NAME WHY
	number=$((number + 1))
	echo "ok $number - $1 # skip $2"
}

finish() {
	echo "1..$number"
	exit "$((failed > 0))"
}
