#!/usr/bin/env bats
# The n-th call that writes a file fails, for every n; the n-th allocation fails.
# Old files stay as they were, or are replaced by whole new ones; nothing is left lying about.
load helper

failing() {
	command -v cc >/dev/null || skip "no compiler"
	! grep -qa __asan_init "$WATTMAP" || skip "not together with the sanitizers"
	cc -shared -fPIC -O1 -o ../failing.so "$ROOT/tests/faults/failing.c" -ldl
}

# with VARIABLE N COMMAND...: runs it; `fired` exists when the n-th call came.
with() {
	local variable=$1 n=$2
	shift 2
	rm -f ../fired
	run --separate-stderr env "$variable=$n" FAIL_MARK="$PWD/../fired" LD_PRELOAD="$PWD/../failing.so" "$@"
}

# Every file is old or new as a whole, and there is no other.
old_or_new() {
	local name
	for name in "$@"; do
		[ "$(cat "$name")" = "old $name" ] || cmp "$name" "../new/$name"
	done
	[ "$(ls)" = "$(printf '%s\n' "$@" | sort)" ]
}

@test "the n-th write, flush, sync, close or rename fails" {
	failing
	mkdir ../new
	local n=0 name all_old=0
	wattmap chain --snapshot "$CROSSED" -o ../new/a.svg -o ../new/b.json -o ../new/c.txt
	while :; do
		n=$((n + 1))
		for name in a.svg b.json c.txt; do echo "old $name" >$name; done
		with FAIL_IO $n "$WATTMAP" chain --snapshot "$CROSSED" -o a.svg -o b.json -o c.txt
		[ -e ../fired ] || break
		echo "call $n: $status $stderr"
		[ "$status" -eq 7 ]
		[[ $stderr == "wattmap: "*": cannot write: "* ]]
		[ "$(wc -l <<<"$stderr")" -eq 1 ]
		old_or_new a.svg b.json c.txt
		if [ "$(cat a.svg b.json c.txt)" = $'old a.svg\nold b.json\nold c.txt' ]; then all_old=$((all_old + 1)); fi
	done
	[ "$status" -eq 0 ]
	[ "$n" -ge 10 ]
	[ "$all_old" -ge 7 ]
}

@test "the n-th write of a snapshot fails" {
	failing
	mkdir ../new
	export SOURCE_DATE_EPOCH=1790000000
	local n=0
	cd .. && stub "$CROSSED" && cd - || return 1
	wattmap snapshot --netbox "$URL" -o ../new/site.json
	while :; do
		n=$((n + 1))
		echo "old site.json" >site.json
		with FAIL_IO $n "$WATTMAP" snapshot --netbox "$URL" -o site.json
		[ -e ../fired ] || break
		echo "call $n: $status $stderr"
		[ "$status" -eq 7 ]
		[[ $stderr == "wattmap: site.json: cannot write: "* ]]
		old_or_new site.json
		[ "$(cat site.json)" = "old site.json" ]
	done
	[ "$status" -eq 0 ]
	cmp site.json ../new/site.json
}

@test "the n-th allocation fails: one message, the old file" {
	failing
	mkdir ../new
	local n=1 failures=0
	wattmap trace Server --snapshot "$CROSSED" -o ../new/x.txt
	while :; do
		echo "old x.txt" >x.txt
		with FAIL_MEMORY $n "$WATTMAP" trace Server --snapshot "$CROSSED" -o x.txt
		[ -e ../fired ] || break
		echo "allocation $n: $status $stderr"
		if [ "$status" -eq 0 ]; then # a library can do without, such as a thread that does not start
			cmp x.txt ../new/x.txt
		else
			[ "$status" -lt 126 ]
			[ "$(wc -l <<<"$stderr")" -eq 1 ]
			[[ $stderr == "wattmap: "* ]]
			failures=$((failures + 1))
		fi
		old_or_new x.txt
		n=$((n + 1 + n / 12))
	done
	[ "$status" -eq 0 ]
	[ "$n" -gt 100 ]
	[ "$failures" -gt 20 ]
}

@test "the n-th write or rename of an atlas fails: what is there is whole, and the next run completes it" {
	failing
	local n fired=0
	wattmap atlas --snapshot "$CROSSED" -o ../new
	for n in 1 2 3 4 5 7 10 20 30 40 45 48 50 200; do
		rm -rf out
		with FAIL_IO $n "$WATTMAP" atlas --jobs 1 --snapshot "$CROSSED" -o out
		echo "call $n: $status $stderr"
		if [ -e ../fired ]; then
			fired=$((fired + 1))
			[ "$status" -eq 7 ]
			grep -q ': cannot write: ' <<<"$stderr"
		else
			[ "$status" -eq 0 ]
		fi
		find out -path out/.wattmap -prune -o -type f -printf '%P\n' | while read -r name; do cmp "out/$name" "../new/$name"; done
		[ -z "$(ls -A out/.wattmap/new 2>/dev/null)" ]
		wattmap atlas --snapshot "$CROSSED" -o out
		diff -r -x .wattmap out ../new
		[ "$(find out/.wattmap -type f | wc -l)" -eq 2 ] # manifest and lock
	done
	[ ! -e ../fired ]
	[ "$fired" -ge 10 ]
}
