# Styles: built in by name, files of one's own, mistakes, the manual.
load helper

STYLES="default print grey dark high-contrast"

@test "every built-in style draws, each in its own colours" {
	for style in $STYLES; do
		wattmap trace CORE-SW01 --snapshot "$GUIDE" --style "$style" -o "$style.svg"
		background=$(sed -n '/^\[page\]/,/^\[/s/^background = //p' "$ROOT/styles/$style.ini" "$ROOT/styles/default.ini" | head -n 1)
		grep -m1 '<polygon' "$style.svg" | grep -q "fill=\"$background\""
		grep -q "$(sed -n '/^\[side-a\]/,/^\[/s/^line = //p' "$ROOT/styles/$style.ini")" "$style.svg"
	done
	[ "$(sha256sum ./*.svg | cut -d' ' -f1 | sort -u | wc -l)" -eq 5 ]
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o none.svg
	cmp none.svg default.svg
}

@test "the grey style has no colour" {
	wattmap floor --snapshot "$GUIDE" --style grey -o grey.svg
	grep -oE '#[0-9a-f]{6}' grey.svg | sort -u >colours
	[ -s colours ]
	run ! grep -vE '^#(..)\1\1$' colours
}

@test "a style of the configuration is a name, or a file beside it" {
	mkdir -p "$XDG_CONFIG_HOME/wattmap"
	printf '[defaults]\nstyle = dark\n' >"$XDG_CONFIG_HOME/wattmap/wattmap.conf"
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o dark.svg
	grep -q '#12181e' dark.svg
	printf '[defaults]\nstyle = mine.ini\n' >"$XDG_CONFIG_HOME/wattmap/wattmap.conf"
	printf '[style]\nbase = dark\n[page]\nbackground = #010203\n' >"$XDG_CONFIG_HOME/wattmap/mine.ini"
	wattmap trace CORE-SW01 --snapshot "$GUIDE" -o mine.svg
	grep -q '#010203' mine.svg
	grep -q "$(sed -n '/^\[side-a\]/,/^\[/s/^line = //p' "$ROOT/styles/dark.ini")" mine.svg
}

@test "mistakes in a style are exit status 3 and name file, line and key" {
	printf '[side-a]\n\nline = blue\n' >mine.ini
	fails 3 "mine.ini:3: key 'side-a.line' cannot be 'blue'; allowed: a colour such as #1d5ca6" \
		wattmap trace CORE-SW01 --snapshot "$GUIDE" --style mine.ini -o x.svg
	fails 3 "none.ini: cannot read: No such file or directory" wattmap floor --snapshot "$GUIDE" --style none.ini -o x.svg
	fails 3 "--style: 'drak' is none of default, print, grey, dark and high-contrast; a file's name has a '\.' or a '/'" \
		wattmap floor --snapshot "$GUIDE" --style drak -o x.svg
	[ ! -e x.svg ]
}

@test "the manual names every section and key" {
	manual=$ROOT/docs/wattmap-styles.5
	sed -nE 's/^\[([a-z-]+)\]$/\1/p; s/^([a-z-]+) = .*/\1/p' "$ROOT/styles/default.ini" | sort -u >names
	[ "$(wc -l <names)" -gt 40 ]
	sed 's/\\-/-/g' "$manual" >plain
	while read -r name; do
		case $name in side-[b-e]) continue ;; esac # "to"
		grep -qwF -e "$name" plain || { echo "the manual lacks $name"; return 1; }
	done <names
	for style in $STYLES; do
		grep -qF "$style" plain
	done
	if command -v groff >/dev/null; then
		run -0 groff -man -Tutf8 -ww -z "$manual"
		[ -z "$output" ]
	fi
}
