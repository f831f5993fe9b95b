# Pictures for wikis, web pages and print; image maps.
load helper

head_of() { grep -o '<svg[^>]*>' "$1" | head -n 1; }

@test "--for: sizes, links and numbers for where the picture stands" {
	for command in "trace CORE-SW01" "chain --location Storage" "floor --location Storage --paper A1 --detail device"; do
		for where in any wiki web print; do
			# shellcheck disable=SC2086 # words
			wattmap $command --snapshot "$GUIDE" --for $where -o $where.svg
		done
		[[ $(head_of wiki.svg) =~ width=\"[0-9]+\"\ height=\"[0-9]+\"\ viewBox ]]
		[[ $(head_of web.svg) =~ width=\"100%\"\ style=\"max-width:[0-9]+px\"\ viewBox ]]
		[[ $(head_of print.svg) =~ width=\"[0-9.]+mm\"\ height=\"[0-9.]+mm\"\ viewBox ]]
		for linked in any web; do grep -q '<a href' $linked.svg; done
		for plain in wiki print; do run ! grep -q '<a href' $plain.svg; done
		[ "$(grep -c '<text' wiki.svg)" -lt "$(grep -c '<text' any.svg)" ]
		[ "$(grep -c '<text' web.svg)" -eq "$(grep -c '<text' wiki.svg)" ]
		[ "$(grep -c '<text' print.svg)" -eq "$(grep -c '<text' any.svg)" ]
		grep -q "$(sed -n '/^\[side-a\]/,/^\[/s/^line = //p' "$ROOT/styles/print.ini")" print.svg
		if command -v xmllint >/dev/null; then xmllint --noout ./*.svg; fi
	done
	wattmap trace CORE-SW01 --snapshot "$GUIDE" --for print --style dark -o dark.svg
	grep -q '#12181e' dark.svg
	fails 2 "--for: 'wikki' is not any, wiki, web or print; did you mean 'wiki'\?" wattmap trace CORE-SW01 --snapshot "$GUIDE" --for wikki
}

@test "a png for a wiki is as large as its svg, with the links in a map" {
	wattmap trace CORE-SW01 --snapshot "$GUIDE" --for wiki -o x.svg -o 'a picture.png' -o x.html
	size=$(python3 -c 'import struct; print(*struct.unpack(">II", open("a picture.png","rb").read(24)[16:]))')
	[[ $(head_of x.svg) == *"width=\"${size% *}\" height=\"${size#* }\""* ]]
	grep -qF "<img src=\"a%20picture.png\" width=\"${size% *}\" height=\"${size#* }\" usemap=\"#wattmap-trace\"" x.html
	grep -q '<area shape="rect" coords="[0-9]*,[0-9]*,[0-9]*,[0-9]*" href="https://netbox.example.com/dcim/devices/' x.html
	wattmap trace CORE-SW01 --snapshot "$GUIDE" --no-links -o x.png -o none.html
	run ! grep -q '<area' none.html
	# The page has its words also where no svg is drawn with them.
	mkdir alone
	wattmap trace CORE-SW01 --snapshot "$GUIDE" --for wiki -o 'alone/a picture.png' -o alone/x.html
	grep -qE 'title="CORE-SW01[^"]*&#10;' alone/x.html
	cmp x.html alone/x.html
}

@test "in a browser, the areas of a map lead where the picture does" {
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || skip "no chromium"
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o t.svg -o t.png -o t.html
	"$ROOT/tests/chromium/imagemap.py" t.html t.svg
	wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --detail device -o f.svg -o f.png -o f.html
	"$ROOT/tests/chromium/imagemap.py" f.html f.svg
	wattmap chain --snapshot "$GUIDE" --location Storage --dpi 96 -o c.svg -o c.png -o c.html
	"$ROOT/tests/chromium/imagemap.py" c.html c.svg
	# The test can fail: areas that are elsewhere are noticed.
	sed -E 's/coords="([0-9]+),([0-9]+),/coords="\10,\20,/' c.html >moved.html
	run ! "$ROOT/tests/chromium/imagemap.py" moved.html c.svg
}

@test "mistakes about image maps are one line" {
	fails 2 "x.html: an image map needs its image; write a png, too \(-o FILE.png\)" \
		wattmap trace CORE-SW01 --snapshot "$GUIDE" -o x.html
	mkdir sub
	fails 2 "sub/x.html: an image map and its image, x.png, must be in one folder" \
		wattmap trace CORE-SW01 --snapshot "$GUIDE" -o x.png -o sub/x.html
	fails 2 ".*an image map is for one png; it does not go with --tiles" \
		wattmap floor --snapshot "$GUIDE" --location Storage --detail device --paper A4 --tiles auto --min-type 14 -o x.png -o x.html
	fails 2 "x.html: its suffix is none of " wattmap report feeds --snapshot "$GUIDE" -o x.html
	[ ! -e x.png ] && [ ! -e x.html ]
}
