#!/usr/bin/env bats
# The command line: options, help, completions, messages, files.
load helper

COMMANDS="chain trace floor report fail audit atlas serve snapshot doctor list config completion help version"

@test "lists for spreadsheets, wikis and scripts" {
	run -0 --separate-stderr wattmap list racks --snapshot "$CROSSED" --format csv
	[ "${lines[1]%$'\r'}" = "rack:#1,Rack 1,Crossed cords,Row 1,Rack 1,,4 devices" ]
	run -0 --separate-stderr wattmap list racks --snapshot "$CROSSED" --format md
	grep -qE '^\| rack:\\#1 \| \[Rack 1\]\(https://netbox.example.com/dcim/racks/1/\) \|' <<<"$output"
	[ "$(wattmap list racks --snapshot "$CROSSED" --format json)" = "$(wattmap list racks --snapshot "$CROSSED" --json)" ]
	fails 2 "--format: of 'wattmap list' it is json, txt, csv or md" wattmap list racks --snapshot "$CROSSED" --format svg
}

@test "no command is a usage error" {
	fails 2 "no command given; 'wattmap --help' lists them" wattmap
}

@test "unknown words offer the nearest" {
	fails 2 "unknown command 'chian'; did you mean 'chain'\?" wattmap chian
	fails 2 "unknown option '--sites'; did you mean '--site'\?" wattmap chain --sites ams1
	fails 2 "--draw: 'rolup' is not rollup, netbox or maximum; did you mean 'rollup'\?" wattmap chain --draw rolup
	fails 2 "cannot list 'pannels'; did you mean 'panels'\?" wattmap list pannels --snapshot "$CROSSED"
	fails 2 "no completion for 'tcsh'" wattmap completion tcsh
	fails 2 "unknown option '-x'" wattmap chain -x
}

@test "values are checked where they are given" {
	fails 2 "--jobs: '0' is not a whole number from 1 to 32" wattmap chain --jobs 0
	fails 2 "--jobs: '1.5' is not a whole number" wattmap chain --jobs=1.5
	fails 2 "--estimate: '1.2' is not a number from 0.01 to 1" wattmap chain --estimate 1.2
	fails 2 "--estimate: 'nan' is not a number" wattmap chain --estimate nan
	fails 2 "--dpi: '96dpi' is not a number" wattmap chain --dpi 96dpi
	fails 2 "--output: FILE is missing" wattmap chain -o
	fails 2 "--quiet takes no value" wattmap chain --quiet=yes
	fails 2 "--site: NAME is empty" wattmap chain --site ''
	fails 2 "'wattmap trace' needs ELEMENT\.\.\.; see" wattmap trace --snapshot "$CROSSED"
	fails 2 "'wattmap chain': 'x' is one word too many" wattmap chain x
}

@test "options of another command are refused" {
	fails 2 "--root is no option of 'wattmap trace' but of chain" wattmap trace x --root y
	fails 2 "--snapshot is no option of 'wattmap snapshot' but of chain, trace, floor, report, fail, audit, atlas, serve, doctor or list" \
		wattmap snapshot --snapshot "$CROSSED" -o x.json
	fails 2 "--json is no option of 'wattmap chain'" wattmap chain --json
}

@test "a token is never taken from the command line" {
	fails 2 "--token: a token on the command line can be seen by everybody" wattmap chain --token $TOKEN
	fails 2 "--token: a token on the command line" wattmap chain --token=$TOKEN
	fails 2 "unknown option '--tokn'" wattmap chain --tokn=$TOKEN
	fails 2 "--token: a token on the command line" wattmap chain --token
}

@test "the source of the data is one" {
	fails 2 "no NetBox given; say --netbox URL or --snapshot FILE, or set NETBOX_URL" wattmap chain
	fails 2 "--netbox and --snapshot: say one of them" wattmap chain --netbox http://x --snapshot "$CROSSED"
	NETBOX_URL=http://127.0.0.1:1/ run -0 wattmap list panels --snapshot "$CROSSED"
	fails 2 "--save x.json: what is read is a snapshot already" wattmap chain --snapshot "$CROSSED" --save x.json
}

@test "output files are looked at before anything is read" {
	fails 2 "x.gif: its suffix is none of svg, png, pdf, dot, json, txt and, beside a png, html" \
		wattmap chain --snapshot missing.json -o x.gif
	fails 2 "-o -: say which format with --format" wattmap chain --snapshot missing.json -o -
	fails 2 "-o ./x.svg: given twice" wattmap chain --snapshot missing.json -o x.svg -o ./x.svg
	fails 2 "--format is for standard output" wattmap chain --snapshot missing.json -o x.svg --format svg
	fails 7 "no/x.svg: cannot write: folder 'no'" wattmap chain --snapshot missing.json -o no/x.svg
	cp "$CROSSED" site.json
	echo '[defaults]' >conf.txt
	fails 2 "conf.txt: is read as --config and would be overwritten" \
		wattmap report feeds --snapshot site.json --config conf.txt -o conf.txt
	fails 2 "./site.json: is read as --snapshot and would be overwritten" \
		wattmap chain --snapshot site.json -o ./site.json
	cmp "$CROSSED" site.json
}

@test "help of every command has an example first and names its options" {
	run -0 wattmap --help
	[[ ${lines[0]} == "Example: wattmap "* ]]
	for command in $COMMANDS; do
		run -0 wattmap "$command" --help
		[[ ${lines[0]} == "Example: "*wattmap* ]]
		[[ $output == *"--help"* ]]
		cp <(echo "$output") a
		run -0 wattmap help "$command"
		diff a <(echo "$output")
		[ "$(awk '{ n = length($0) > 80 ? n + 1 : n } END { print n + 0 }' a)" -le 8 ]
	done
}

@test "commands that are not there yet appear nowhere" {
	for word in diff; do
		run ! grep -qwE "wattmap $word|  $word " <(wattmap --help; wattmap completion bash)
	done
}

@test "completions know every command and option, and are sound" {
	for shell in bash zsh fish; do
		wattmap completion $shell >$shell.txt
		for command in $COMMANDS; do
			grep -qw -- "$command" $shell.txt
			for option in $(wattmap "$command" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE '[a-z][a-z-]+$'); do
				grep -qwE -- "--$option|-l $option" $shell.txt || { echo "$shell lacks $option"; return 1; }
			done
		done
	done
	bash -n bash.txt
	if command -v zsh >/dev/null; then zsh -n zsh.txt; fi
	if command -v fish >/dev/null; then fish -n fish.txt; fi
}

@test "bash completes commands, options, values" {
	eval "$(wattmap completion bash)"
	complete_words() {
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
		_wattmap
		echo "${COMPREPLY[*]}"
	}
	[ "$(complete_words wattmap tr)" = trace ]
	[ "$(complete_words wattmap chain --ro)" = "--role --root" ]
	[ "$(complete_words wattmap chain --draw m)" = maximum ]
	[ "$(complete_words wattmap list fe)" = feeds ]
}

@test "the manual names every command and option" {
	manual=$ROOT/docs/wattmap.1
	plain=$(sed 's/\\-/-/g' "$manual")
	for command in $COMMANDS; do
		grep -qE "^\.BI? \"?$command\b" <<<"$plain" || { echo "the manual lacks $command"; return 1; }
		for option in $(wattmap "$command" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+$'); do
			grep -qE -- "^\.(B|BI|BR) .*$option\b" <<<"$plain" || { echo "the manual lacks $option"; return 1; }
		done
	done
	if command -v groff >/dev/null; then
		run -0 groff -man -Tutf8 -ww -z "$manual"
		[ -z "$output" ]
	fi
}

@test "the version is the first line of --version" {
	run -0 wattmap --version
	[[ ${lines[0]} == "wattmap "[0-9]* ]]
	[[ $output =~ libcurl\ [0-9.]+,\ jansson\ [0-9.]+,\ Graphviz\ [0-9.]+ ]]
	cp <(echo "$output") a
	run -0 wattmap version
	diff a <(echo "$output")
}

@test "standard output: full, closed, cut short" {
	for command in --help --version "completion bash" "list panels --snapshot $CROSSED" "chain --snapshot $CROSSED"; do
		run --separate-stderr bash -c "'$WATTMAP' $command >/dev/full"
		[ "$status" -eq 7 ]
		[[ $stderr == "wattmap: standard output: cannot write: No space left on device" ]]
		run --separate-stderr bash -c "'$WATTMAP' $command >&-"
		[ "$status" -eq 7 ]
	done
	run --separate-stderr bash -c "'$WATTMAP' list outlets --snapshot '$GUIDE' | head -n 1"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "help of a command names the choices it takes" {
	local help
	help=$(wattmap trace --help | tr -s ' \n' ' ')
	[[ $help == *"format of standard output: svg, png, pdf, dot, json or txt "* ]]
	help=$(wattmap audit --help | tr -s ' \n' ' ')
	[[ $help == *"format of standard output: json, txt, csv, md, sarif or xml "* ]]
	[[ $help == *"or worse: never, notice, warning or error (default never)"* ]]
	fails 2 "--fail-on: of 'wattmap audit' it is never, notice, warning or error" wattmap audit --fail-on dark --snapshot "$CROSSED"
}
