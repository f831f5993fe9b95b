#!/usr/bin/env bats
# Scopes on a NetBox of several sites: the same live and from a snapshot.
load helper

# two-sites FILE: the crossed site in region Amsterdam (in Netherlands, in EMEA), and a
# copy of it in Ohio (in US) with the same names and other ids.
two_sites() {
	python3 - "$CROSSED" >"$1" <<-'END'
		import json, re, sys
		text = open(sys.argv[1]).read()
		site = json.loads(text)
		def moved(value, by):
		    if isinstance(value, dict):
		        return {k: v + by if k in ("id", "object_id") and isinstance(v, int) else moved(v, by) for k, v in value.items()}
		    return [moved(v, by) for v in value] if isinstance(value, list) else value
		collections = {name: rows + moved(rows, 1000) for name, rows in site["collections"].items()}
		regions = [("EMEA", None), ("Netherlands", 1), ("Amsterdam", 2), ("US", None), ("Ohio", 4)]
		def region(i):
		    return {"id": i, "name": regions[i - 1][0], "slug": regions[i - 1][0].lower()}
		collections["dcim/regions"] = [dict(region(i), parent=region(up) if up else None) for i, (_, up) in enumerate(regions, 1)]
		for row in collections["dcim/sites"]:
		    there = row["id"] > 1000
		    row["region"] = region(5 if there else 3)
		    row["name"], row["slug"] = ("Columbus", "cmh") if there else ("Diemen", "ams")
		site["collections"] = collections
		json.dump(site, sys.stdout)
	END
}

# same ARGS: chain gives the same bytes live and from the whole snapshot.
same() {
	wattmap chain --netbox "$URL" "$@" -o live.json -o live.txt -o live.svg
	wattmap chain --snapshot whole.json "$@" -o whole.json.json -o whole.txt -o whole.svg
	cmp live.txt whole.txt
	cmp live.svg whole.svg
	cmp live.json whole.json.json
}

@test "a region holds the regions below, live and from a snapshot" {
	export SOURCE_DATE_EPOCH=1790000000
	two_sites two.json
	stub two.json --rewrite-urls
	wattmap snapshot --netbox "$URL" -o whole.json
	[ "$(jq '.collections["dcim/regions"] | length' whole.json)" -eq 5 ]
	for region in EMEA netherlands Amsterdam '#1'; do
		same --region "$region"
		wattmap list sites --netbox "$URL" --region "$region" >sites.txt
		grep -q Diemen sites.txt
		run ! grep -q Columbus sites.txt
	done
	fails 8 "no region 'EMAE'; nearest: #1 EMEA" wattmap chain --netbox "$URL" --region EMAE
	fails 8 "no region 'EMAE'; nearest: #1 EMEA" wattmap chain --snapshot whole.json --region EMAE
}

@test "regions are read only for --region and for snapshots, and are no must for these" {
	two_sites two.json
	stub two.json
	wattmap chain --netbox "$URL" >/dev/null
	run ! grep -q dcim/regions stub.log
	wattmap chain --netbox "$URL" --region EMEA >/dev/null
	[ "$(grep -c dcim/regions stub.log)" -eq 1 ]
	teardown
	stub two.json --deny dcim/regions
	run -0 --separate-stderr wattmap snapshot --netbox "$URL" -o whole.json
	[ "$stderr" = "wattmap: warning: no permission to view dcim/regions (dcim.view_region)" ]
	run -0 wattmap chain --snapshot whole.json --region Amsterdam
	fails 5 ".*dcim/regions.*dcim\.view_region" wattmap chain --netbox "$URL" --region EMEA
}

@test "a rack's name is looked for in the given site" {
	export SOURCE_DATE_EPOCH=1790000000
	two_sites two.json
	stub two.json --rewrite-urls
	wattmap snapshot --netbox "$URL" -o whole.json
	local rack
	rack=$(jq -r '.collections["dcim/racks"][0].name' whole.json)
	same --site ams --rack "$rack"
	same --site cmh --rack "$rack"
	same --rack "$rack" --region US
	same --rack "${rack,,}" --region US
	fails 8 "--rack '$rack' fits several" wattmap chain --snapshot whole.json --rack "$rack"
	fails 8 "--rack '$rack' fits several" wattmap chain --netbox "$URL" --rack "$rack"
	fails 8 "no rack 'nix' within the other options" wattmap chain --netbox "$URL" --site ams --rack nix
	fails 8 "no rack 'nix' within the other options" wattmap chain --snapshot whole.json --site ams --rack nix
}
