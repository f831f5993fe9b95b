#!/usr/bin/env bats
# Inventories recorded from live NetBox servers, served again by a stub of their
# version: what is drawn live, from what was saved meanwhile, and from the
# recording is the same. They lie beside the project; RECORDED says where else.
load helper

RECORDED=${RECORDED:-$ROOT/../shared/netbox}

# Sets `recordings`, or skips the test and says so.
find_recordings() {
	[ -d "$RECORDED" ] || skip "no recorded inventories beside the project"
	recordings=$(find "$RECORDED" -name '*.json' ! -name '*.figures.json' | sort)
}

# draws NAME SOURCE... : chain, and the trace of the first device with an inlet, as NAME.*
draws() {
	local name=$1
	shift
	wattmap chain "$@" -o "$name.svg" -o "$name.json" -o "$name.txt" -o "$name.dot" 2>"$name.err"
	wattmap trace "$device" "$@" -o "$name.t.svg" -o "$name.t.json" -o "$name.t.txt" -o "$name.t.dot" 2>"$name.t.err"
}

FORMATS="svg json txt dot t.svg t.json t.txt t.dot"

@test "live and from the file saved meanwhile: the same bytes" {
	export SOURCE_DATE_EPOCH=1790000000
	local recording recordings
	find_recordings
	for recording in $recordings; do
		echo "$recording"
		device=device:#$(jq '.collections["dcim/power-ports"][0].device.id' "$recording")
		stub "$recording"
		draws live --netbox "$URL"
		wattmap snapshot --netbox "$URL" -o whole.json
		teardown
		draws saved --snapshot whole.json
		for format in $FORMATS; do cmp live.$format saved.$format; done
	done
}

@test "live and from the recording: the same but for the address" {
	export SOURCE_DATE_EPOCH=1790000000
	local recording recordings host
	find_recordings
	for recording in $recordings; do
		echo "$recording"
		device=device:#$(jq '.collections["dcim/power-ports"][0].device.id' "$recording")
		host=$(jq -r '.netbox.url | sub("^https?://"; "") | sub("/.*"; "")' "$recording")
		stub "$recording"
		draws live --netbox "$URL" --link-base http://links/ --stamp none
		teardown
		draws recorded --snapshot "$recording" --link-base http://links/ --stamp none
		sed -i "s|http://127\.0\.0\.1:[0-9]*|http://$host|g; s|127\.0\.0\.1:[0-9]*|$host|g" live.*
		sed -i "s|https://$host|http://$host|g" recorded.* live.*
		for format in json txt t.json t.txt; do
			cmp <(sed '/taken_at/d' live.$format) <(sed '/taken_at/d' recorded.$format)
		done
	done
}
