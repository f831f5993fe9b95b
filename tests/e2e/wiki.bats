#!/usr/bin/env bats
# What docs/wiki.md promises of pictures in wikis.
load helper

rules() {
	python3 "$ROOT/tests/wiki/svg.py" "$@"
}

@test "golden pictures pass the upload rules of MediaWiki" {
	rules "$ROOT"/tests/golden/expected/*.svg
}

@test "every picture of a site passes them, in every style" {
	for site in "$GUIDE" "$CROSSED" "$ROOT"/tests/golden/sites/*.json; do # tests/chromium/run.sh does the others
		[[ $site != *.figures.json ]] || continue
		wattmap atlas --snapshot "$site" -o "$(basename "$site" .json)"
	done
	find . -name '*.svg' -print0 | xargs -0 python3 "$ROOT/tests/wiki/svg.py"
	wattmap fail panel:UTILITY-A --snapshot "$GUIDE" -o fail.svg
	for style in print grey dark high-contrast; do
		wattmap trace CORE-SW01 --snapshot "$GUIDE" --style $style -o $style.svg
	done
	for place in wiki web print; do
		wattmap trace CORE-SW01 --snapshot "$GUIDE" --for $place -o $place.svg
	done
	rules ./*.svg
}

@test "hostile names and addresses do not get around them" {
	jq -c '(.. | objects | select(has("name") and has("id")) | .name) |= "\"><script>alert(1)</script>]]>&x;<image href=\"data:x\"/>" |
		.netbox.url = "javascript:alert(1)//"' "$CROSSED" >site.json
	fails 6 "site.json: .*netbox.url: 'javascript:alert\(1\)//' is no address" wattmap atlas --snapshot site.json -o out
	jq -c '(.. | objects | select(has("name") and has("id")) | .name) |= "\"><script>alert(1)</script>]]>&x;<image href=\"data:x\"/>"' \
		"$CROSSED" >site.json
	wattmap atlas --snapshot site.json -o out
	find out -name '*.svg' -print0 | xargs -0 python3 "$ROOT/tests/wiki/svg.py"
	fails 2 "--link-base: .*does not begin with https://" wattmap trace Server --snapshot "$CROSSED" --link-base 'javascript:alert(1)' -o t.svg
}

@test "the rules find what they are there for" {
	wattmap trace Server --snapshot "$CROSSED" -o good.svg
	rules good.svg
	refused() { # PATTERN SED
		sed "$2" good.svg >bad.svg
		cmp -s good.svg bad.svg && return 1
		run rules bad.svg
		echo "$output"
		[ "$status" -eq 1 ]
		grep -q "$1" <<<"$output"
	}
	refused 'element <script>' 's|</svg>|<script>1</script></svg>|'
	refused 'element <image>' 's|</svg>|<image href="https://x/y.png"/></svg>|'
	refused 'element <style>' 's|</svg>|<style>@import "x"</style></svg>|'
	refused 'attribute onload' 's|<svg |<svg onload="x()" |'
	refused 'attribute style' 's|<svg |<svg style="x:y" |'
	refused 'document type' 's|<svg |<!DOCTYPE svg>\n<svg |'
	refused 'instruction' 's|<svg |<?xml-stylesheet href="x"?>\n<svg |'
	refused 'namespace' 's|<svg |<svg xmlns:x="http://example.com/x" |'
	refused 'leads to' 's|href="https:[^"]*"|href="javascript:1"|'
	refused 'fill is' 's|fill="#[0-9a-f]*"|fill="url(http://x/)"|'
	refused 'twice' 's|id="[a-z]*-[0-9]*"|id="a-1"|'
	refused 'not well-formed' 's|</svg>||'
	refused 'not UTF-8' 's|encoding="UTF-8"|encoding="ISO-8859-1"|'
}

@test "pictures in a page: as an image, inline and as an object, in a browser" {
	browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no chromium"
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o t.svg -o t.png
	{
		echo '<!DOCTYPE html><meta charset="utf-8"><img id="svg" src="t.svg"><img id="png" src="t.png">'
		echo '<object id="object" type="image/svg+xml" data="t.svg"></object><div id="inline">'
		sed 1d t.svg
		echo '</div><pre id="said"></pre><script>onload = () => { const at = id => document.getElementById(id);
			at("said").textContent = [at("svg").naturalWidth, at("png").naturalWidth, at("object").offsetWidth,
			document.querySelectorAll("#inline a").length].join(" ") }</script>'
	} >page.html
	run -0 --separate-stderr "$browser" --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$BATS_TEST_TMPDIR/profile" \
		--virtual-time-budget=5000 --dump-dom "file://$PWD/page.html"
	read -r svg png object links < <(grep -oE '<pre id="said">[0-9 ]+' <<<"$output" | cut -d'>' -f2)
	echo "$svg $png $object $links"
	[ "$svg" -gt 300 ] && [ "$object" -gt 200 ]
	[ "$png" -gt "$svg" ]
	[ "$links" -gt 10 ]
}
