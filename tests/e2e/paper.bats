# Sheets of paper: exact sizes in every format, tiles, refusals.
load helper

# svg_size FILE: width and height as they are written.
svg_size() { sed -nE 's/.*<svg[^>]* width="([^"]*)" height="([^"]*)".*/\1 \2/p' "$1" | head -n 1; }
png_size() { python3 -c 'import struct,sys; d=open(sys.argv[1],"rb").read(45); print(*struct.unpack(">II",d[16:24]), struct.unpack(">I",d[41:45])[0])' "$1"; }
pdf_size() { pdfinfo "$1" | sed -nE 's/^Page size: *([0-9.]+) x ([0-9.]+) pts.*/\1 \2/p'; }

@test "every paper has its exact size in svg, pdf and png" {
	command -v pdfinfo >/dev/null || skip "no pdfinfo here"
	while IFS='|' read -r paper width height; do
		wattmap floor --snapshot "$CROSSED" --paper "$paper" --min-type 3 --dpi 25.4 -o x.svg -o x.pdf -o x.png
		[ "$(svg_size x.svg)" = "${width}mm ${height}mm" ] || { echo "$paper: $(svg_size x.svg)"; return 1; }
		python3 - "$width" "$height" "$(pdf_size x.pdf)" "$(png_size x.png)" <<-'PY'
			import sys
			width, height = float(sys.argv[1]), float(sys.argv[2])
			pdf, png = sys.argv[3].split(), sys.argv[4].split()
			assert abs(float(pdf[0]) - width * 72 / 25.4) < 0.01 and abs(float(pdf[1]) - height * 72 / 25.4) < 0.01, pdf
			assert abs(int(png[0]) - width) <= 0.5 and abs(int(png[1]) - height) <= 0.5 and png[2] == "1000", png
		PY
	done <<-'END'
		A4|297|210
		A3|420|297
		A2|594|420
		A1|841|594
		A0|1189|841
		letter|279.4|215.9
		tabloid|431.8|279.4
		ANSI D|863.6|558.8
		ansi-e|1117.6|863.6
		600x450mm|600|450
	END
	wattmap floor --snapshot "$CROSSED" --paper A3 --orientation portrait -o p.svg
	[ "$(svg_size p.svg)" = "297mm 420mm" ]
}

@test "a roll is as long as the drawing needs" {
	wattmap floor --snapshot "$GUIDE" --paper '914mm x auto' -o roll.svg
	size=$(svg_size roll.svg)
	[[ $size == "914mm "*mm ]]
	height=${size#* } height=${height%%.*} height=${height%mm}
	[ "$height" -gt 300 ] && [ "$height" -lt 3000 ]
}

@test "the title block says whose, when, how and by whom" {
	wattmap floor --snapshot "$CROSSED" --paper A3 --drawing-number E-042 --revision C --drawn-by 'J. Doe' --checked-by 'A. Roe' -o x.svg
	for text in 'Crossed cords' 'netbox.example.com · NetBox' '2026-11-21' 'draw rollup' '2 of 2 draws known' E-042 '>C<' 'J. Doe' \
		'A. Roe' '1 of 1' 'A3 landscape' 'full · 7 pt' 'not for isolation: verify on site' 'over 100 %' 'What to look at'; do
		grep -qF "$text" x.svg || { echo "lacks $text"; return 1; }
	done
	sed -nE 's/.*font-size="([0-9.]+)".*/\1/p' x.svg | sort -n | head -n 1 >least
	[ "$(awk '$1 >= 6.99' least)" ]
}

@test "text of a pdf is text, links are links, and two runs are one file" {
	command -v pdftotext >/dev/null || skip "no pdftotext here"
	wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --paper A1 -o x.pdf
	pdftotext x.pdf - >text
	for word in SRV-A-R01 ESX-A-01 EMEA-HALLA-PANEL-A 'What to look at' 'not for isolation'; do
		grep -qF "$word" text
	done
	pdfinfo -url x.pdf | grep -q ' https://netbox.example.com/dcim/racks/[0-9]*/$'
	pdfinfo x.pdf | grep -q '^Title: .*Server Hall A'
	sleep 1
	wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --paper A1 -o y.pdf
	cmp x.pdf y.pdf
}

@test "tiles reassemble to the sheet" {
	command -v pdftoppm >/dev/null || skip "no pdftoppm here"
	wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --detail device --paper A4 --tiles 2x2 --min-type 7 -o tiles.pdf -o tile.svg
	wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --detail device --paper 536x362mm --min-type 7 -o sheet.pdf
	[ "$(pdfinfo tiles.pdf | sed -n 's/^Pages: *//p')" -eq 4 ]
	[ "$(pdf_size tiles.pdf)" = "841.89 595.276" ]
	pdftoppm -r 50.8 tiles.pdf tile
	pdftoppm -r 50.8 sheet.pdf sheet
	"$ROOT/tests/e2e/reassemble.py" 2 2 2 sheet-1.ppm tile-[1-4].ppm
	# The test can fail: tiles at the wrong places are noticed.
	run ! "$ROOT/tests/e2e/reassemble.py" 2 2 2 sheet-1.ppm tile-2.ppm tile-1.ppm tile-[34].ppm
	for name in A1 A2 B1 B2; do
		[ "$(svg_size tile-$name.svg)" = "297mm 210mm" ]
		grep -q "tile $name of 2 × 2" tile-$name.svg
		if command -v xmllint >/dev/null; then xmllint --noout tile-$name.svg; fi
	done
	grep -q '>A2</text>' tile-A1.svg # a bus goes on
	grep -q '>A1</text>' tile-A2.svg
	[ ! -e tile.svg ]
}

@test "--tiles auto takes as few as show every device" {
	wattmap floor --snapshot "$CROSSED" --paper A4 --tiles auto -o small.svg
	[ "$(svg_size small.svg)" = "297mm 210mm" ]
	wattmap floor --snapshot "$GUIDE" --paper A3 --tiles auto -o g.pdf -o g.svg
	[ -e g-A1.svg ] && [ -e g-B2.svg ] && [ ! -e g.svg ]
	grep -hq '>ESX-B-50</text>' g-*.svg
	printf '[defaults]\ntiles = 2x2\npaper = A3\n' >w.conf
	wattmap floor --snapshot "$GUIDE" --config w.conf --location 'Server Hall A' --detail device -o c.svg
	[ -e c-B2.svg ] && [ ! -e c-B3.svg ] && [ ! -e c-C1.svg ]
}

@test "mistakes about paper are one line" {
	fails 2 "--paper: 'A7' is none of A4, A3, A2, A1, A0, letter, tabloid, ANSI D, ANSI E, WIDTHxHEIGHTmm" \
		wattmap floor --snapshot "$GUIDE" --paper A7 -o x.svg
	fails 2 "--paper: '20x20mm' is not between 60 and 20000 mm" wattmap floor --snapshot "$GUIDE" --paper 20x20mm -o x.svg
	fails 2 "A4 landscape is too small to show device detail with type of 7 pt; --paper A[0-3] would do" \
		wattmap floor --snapshot "$GUIDE" --location 'Server Hall A' --paper A4 --detail device -o x.svg
	fails 2 "100 × 100 mm is too small .*--detail|100 × 100 mm is too small" \
		wattmap floor --snapshot "$GUIDE" --paper 100x100mm -o x.svg
	fails 2 "--tiles: '2y3' is neither auto nor ROWSxCOLUMNS of 1 to 26 each, such as 2x3" \
		wattmap floor --snapshot "$GUIDE" --tiles 2y3 -o x.svg
	fails 2 "--tiles: '0x3' is neither" wattmap floor --snapshot "$GUIDE" --tiles 0x3 -o x.svg
	fails 2 "--tiles: a roll is as long as the drawing; it needs no tiles" \
		wattmap floor --snapshot "$GUIDE" --tiles auto --paper '914mm x auto' -o x.svg
	fails 2 "--tiles: svg is a file for each tile, so it cannot go to standard output" \
		wattmap floor --snapshot "$GUIDE" --tiles 3x3 --paper A3 -o - --format svg
	fails 2 "1 × 2 tiles of A4 landscape are too few to show device detail; --tiles [0-9]+x[0-9]+ would do" \
		wattmap floor --snapshot "$GUIDE" --tiles 1x2 --paper A4 --detail device -o x.svg
	fails 2 "a PNG of [0-9]+ pixels a side is more than 32767; --dpi [0-9]+ is the most for this picture" \
		wattmap floor --snapshot "$CROSSED" --paper A0 --dpi 2400 -o x.png
	[ ! -e x.svg ] && [ ! -e x.png ]
}

@test "a sheet that is nearly too small is set tighter before it is refused" {
	wattmap floor --snapshot "$GUIDE" --paper A4 -o tight.svg
	grep -q 'width="297mm"' tight.svg
	grep -q '>row · 7 pt</text>' tight.svg
	grep -q '>Server Hall B</text>' tight.svg
	grep -q '>not for isolation: verify on site</text>' tight.svg
}

@test "without paper: the smallest that shows as much as A0" {
	python3 "$ROOT/tests/gen/odd.py" tall-rack -o tall.json
	wattmap floor --snapshot tall.json -o tall.svg
	grep -q '>A3 landscape</text>' tall.svg
	grep -q '>rack · 7 pt</text>' tall.svg
}

@test "the legend explains the signs that occur, and no others" {
	wattmap floor --snapshot "$CROSSED" --paper A3 -o without.svg
	[ "$(grep -c 'at least: some draws are not known' without.svg)" = 0 ]
	python3 "$ROOT/tests/gen/odd.py" cascade -o cascade.json
	wattmap floor --snapshot cascade.json --paper A0 -o with.svg
	grep -q '>not known</text>' with.svg
	[ "$(grep -c 'PDU not live' with.svg)" = 0 ]
}

@test "a pdf of thousands of devices has no more links than readers take" {
	command -v pdfinfo >/dev/null || skip "no pdfinfo here"
	python3 "$ROOT/tests/gen/site.py" --racks 200 -o many.json
	wattmap floor --snapshot many.json --detail device --paper '3000mm x auto' -o many.pdf
	[ -z "$(pdfinfo many.pdf 2>&1 >/dev/null)" ]
	pdfinfo -url many.pdf >links
	[ "$(grep -c '/dcim/racks/' links)" -gt 100 ]
	[ "$(grep -c '/dcim/power-outlets/' links)" = 0 ]
}

@test "a large pdf is drawn in halves: the same on one processor, sound, complete" {
	if ! command -v pdftoppm >/dev/null || ! command -v qpdf >/dev/null; then skip "no pdftoppm or qpdf here"; fi
	python3 "$ROOT/tests/gen/site.py" --racks 60 -o many.json
	wattmap floor --snapshot many.json --detail device --min-type 4 --paper 1600x1200mm -o whole.pdf -o whole.svg
	taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')" "$WATTMAP" floor --snapshot many.json --detail device --min-type 4 --paper 1600x1200mm -o one.pdf
	cmp whole.pdf one.pdf
	qpdf --qdf whole.pdf - | grep -aq '/SecondHalf' # or there is nothing to see here
	qpdf --check whole.pdf
	pdftotext -raw whole.pdf - | tr -s ' \n\f' '\n' | sort >of_pdf
	xmllint --xpath '//*[local-name()="text"]/text()' whole.svg | tr -s ' \n' '\n' | sort >of_svg
	[ "$(wc -l <of_svg)" -gt 5000 ]
	diff of_svg of_pdf
	# Tiles are drawn for themselves, and are the sheet.
	wattmap floor --snapshot many.json --detail device --min-type 4 --paper 829x629mm --tiles 2x2 -o tiles.pdf
	pdftoppm -r 50.8 tiles.pdf tile
	pdftoppm -r 50.8 whole.pdf sheet
	"$ROOT/tests/e2e/reassemble.py" 2 2 2 sheet-1.ppm tile-[1-4].ppm
}

@test "without libqpdf there is no pdf, and everything else" {
	mkdir none
	touch none/libqpdf.so.{28,29,30} # none is a library
	echo old >x.pdf
	LD_LIBRARY_PATH=$PWD/none fails 70 "x.pdf: pdf needs libqpdf, which is not here" \
		wattmap trace CORE-SW01 --snapshot "$GUIDE" -o x.svg -o x.pdf
	[ "$(cat x.pdf)" = old ] && [ ! -e x.svg ]
	LD_LIBRARY_PATH=$PWD/none wattmap trace CORE-SW01 --snapshot "$GUIDE" -o x.svg -o x.png
	[ -s x.svg ] && [ -s x.png ]
}
