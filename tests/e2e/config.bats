#!/usr/bin/env bats
# The configuration file: where it is found, what goes before what, mistakes.
load helper

# conf LINE...: the user's configuration file.
conf() {
	mkdir -p "$XDG_CONFIG_HOME/wattmap"
	printf '%s\n' "$@" >"$XDG_CONFIG_HOME/wattmap/wattmap.conf"
}

# value KEY: "VALUE ; ORIGIN" as `wattmap config ARGUMENTS` prints it.
value() {
	local key=$1
	shift
	wattmap config "$@" | sed -n "s/^;\{0,1\}$key = *\(.*\)/\1/p" | sed 's/  *;/ ;/' | head -n 1
}

@test "the example holds every key, and exactly the defaults" {
	wattmap config --config "$ROOT/examples/wattmap.conf" --json | jq -c '.values[] | [.section, .key, .value]' >example
	wattmap config --config /dev/null --json | jq -c '.values[] | [.section, .key, .value]' >defaults
	diff defaults example
	wattmap config --config /dev/null | grep -oE '^;?[a-z_]+ =|^\[[a-z_]+\]' | tr -d ';' | while read -r key; do
		grep -qE "^;?${key//[/\\[}" "$ROOT/examples/wattmap.conf" || { echo "the example lacks $key"; return 1; }
	done
}

@test "the manual names every section and key" {
	manual=$ROOT/docs/wattmap.conf.5
	wattmap config --config /dev/null --json | jq -r '.values[] | .section, .key' | sort -u | while read -r name; do
		grep -qwE "$name" "$manual" || { echo "the manual lacks $name"; return 1; }
	done
	if command -v groff >/dev/null; then
		run -0 groff -man -Tutf8 -ww -z "$manual"
		[ -z "$output" ]
	fi
}

@test "what config prints is a configuration file" {
	conf '[netbox lab]' 'url = https://lab.example.com/' '[defaults]' 'draw = maximum' 'title = A; B' '[kinds]' 'ups = usv, nea' \
		'[sides]' 'pdu:B = *-2' '[psu]' 'role:server = each' '[connectors]' 'hardwired = 63 A, 400 V, three-phase' \
		'[risks]' 'north = UTILITY-*' '[naming]' 'rack = ^R[0-9]+$' '[fields]' 'rating ='
	wattmap config >first.conf
	wattmap config --config first.conf >second.conf
	diff <(sed 's/ *;.*//' first.conf) <(sed 's/ *;.*//' second.conf)
	grep -q '^title = A; B ' second.conf
}

@test "the user's file goes before the machine's, --config before both" {
	conf '[defaults]' 'jobs = 7'
	echo '[defaults]
jobs = 9' >other.conf
	[ "$(value jobs)" = "7 ; $XDG_CONFIG_HOME/wattmap/wattmap.conf:2" ]
	[ "$(value jobs --config other.conf)" = "9 ; other.conf:2" ]
	[ "$(value jobs --config other.conf --jobs 3)" = "3 ; command line --jobs" ]
	[ "$(value timeout)" = "120 ; default" ]
	mkdir -p "$HOME/.config/wattmap"
	echo '[defaults]
jobs = 8' >"$HOME/.config/wattmap/wattmap.conf"
	[ "$(XDG_CONFIG_HOME='' value jobs)" = "8 ; $HOME/.config/wattmap/wattmap.conf:2" ]
}

@test "command line, environment, file, default" {
	conf '[netbox]' 'url = https://file.example.com/'
	[ "$(value url)" = "https://file.example.com/ ; $XDG_CONFIG_HOME/wattmap/wattmap.conf:2" ]
	export NETBOX_URL=https://environment.example.com/
	[ "$(value url)" = "https://environment.example.com/ ; environment NETBOX_URL" ]
	[ "$(value url --netbox https://user:pw@line.example.com/)" = "https://line.example.com/ ; command line --netbox" ]
}

@test "values of the file reach the picture, the command line wins" {
	conf '[defaults]' 'draw = maximum' 'stamp = none' 'link-base = https://links.example.com/base' '[capacity]' 'continuous = 1' \
		'[thresholds]' 'notice = 10'
	wattmap chain --snapshot "$CROSSED" -o a.json
	run -0 jq -c '[.policy.draw, .policy.continuous_pct, .policy.notice_pct, (.elements[0].url | startswith("https://links.example.com/base/"))]' a.json
	[ "$output" = '["maximum",100,10,true]' ]
	wattmap chain --snapshot "$CROSSED" -o b.json --draw rollup
	[ "$(jq -r .policy.draw b.json)" = rollup ]
	conf '[sides]' 'by_name = no' 'feed:C = *' 'panel:C = *'
	wattmap chain --snapshot "$CROSSED" -o c.json
	[ "$(jq -c '[.elements[] | select(.kind == "feed") | .side] | unique' c.json)" = '["C"]' ]
}

@test "mistakes name file, line, section, key and what is allowed" {
	conf '' '[capcity]' 'continuous = 1'
	fails 3 "[^ ]*wattmap.conf:2: section \[capcity\] is not known; allowed: netbox, .*; did you mean 'capacity'\?" wattmap config
	conf '[capacity]' 'trp = 1'
	fails 3 "[^ ]*wattmap.conf:2: \[capacity\] key 'trp' is not known; allowed: continuous, trip; did you mean 'trip'\?" wattmap config
	conf '[thresholds]' '' 'warning = many'
	fails 3 "[^ ]*wattmap.conf:3: \[thresholds\] key 'warning' cannot be 'many'; allowed: a number from 0 to 1000" wattmap config
	conf '[defaults]' 'draw = rolup'
	fails 3 "[^ ]*wattmap.conf:2: \[defaults\] key 'draw': 'rolup' is not rollup, netbox or maximum; did you mean 'rollup'\?" \
		wattmap list panels --snapshot "$CROSSED" --quiet
	conf '[defaults]' 'psu = each' '[psu]' 'default = share'
	fails 3 "[^ ]*wattmap.conf:4: \[psu\] key 'default' is given twice, first in line 2" wattmap config
	conf 'draw = rollup'
	fails 3 "[^ ]*wattmap.conf:1: key 'draw' is in no section" wattmap config
	conf '[defaults]' 'draw'
	fails 3 "[^ ]*wattmap.conf:2: neither \[section\] nor key = value" wattmap config
	fails 3 "none.conf: cannot read: No such file or directory" wattmap chain --config none.conf
	printf '[defaults]\nti\0tle = x\n' >binary.conf
	fails 3 "binary.conf: not a text file" wattmap config --config binary.conf
	printf '[defaults]\ntitle = %0300d\n' 0 >long.conf
	fails 3 "long.conf:2: line longer than 198 bytes; lists may be given in several lines" wattmap config --config long.conf
}

@test "help, version and completions work with a broken file" {
	conf '[nonsense'
	wattmap --help >/dev/null
	wattmap version >/dev/null
	wattmap completion bash >/dev/null
	fails 3 "[^ ]*wattmap.conf:1: section" wattmap config
}

@test "a profile is chosen by name, by the file, or because it is the only one" {
	conf '[netbox lab]' 'url = https://lab.example.com/'
	[[ $(value url) == "https://lab.example.com/ ;"* ]]
	conf '[netbox lab]' 'url = https://lab.example.com/' '[netbox prod]' 'url = https://prod.example.com/'
	fails 2 "no NetBox chosen; say --profile lab or prod" wattmap chain
	[[ $(value url --profile prod) == "https://prod.example.com/ ;"* ]]
	[ "$(wattmap config --profiles | paste -sd' ')" = "lab prod" ]
	fails 3 "--profile: no section \[netbox labb\] in .*wattmap.conf; there are lab or prod; did you mean 'lab'\?" \
		wattmap chain --profile labb
	fails 2 "--netbox and --profile: say one of them" wattmap chain --profile lab --netbox https://x.example.com/
	conf '[netbox lab]' 'url = https://lab.example.com/' '[netbox prod]' 'url = https://prod.example.com/' \
		'[defaults]' 'profile = prod'
	[[ $(value url) == "https://prod.example.com/ ;"* ]]
	NETBOX_URL=https://e.example.com/ run -0 value url --profile lab
	[[ $output == "https://lab.example.com/ ;"* ]]
}

@test "a profile's token is for its NetBox only" {
	stub "$CROSSED"
	echo "$TOKEN" >"$XDG_CONFIG_HOME.token"
	conf '[netbox lab]' "url = https://lab.example.com/" "token_file = $XDG_CONFIG_HOME.token" 'cacert = ca.pem'
	unset NETBOX_TOKEN
	[[ $(value token_file) == "$XDG_CONFIG_HOME.token ;"* ]]
	[ "$(value token_file --netbox "$URL")" = "; default" ]
	[ "$(NETBOX_URL=$URL value cacert)" = "; default" ]
	wattmap list panels --netbox "$URL" >/dev/null || true
	run ! grep -q "$TOKEN" stub.log
	conf '[netbox lab]' "url = $URL" "token_file = $XDG_CONFIG_HOME.token"
	wattmap list panels --verbose 2>messages >/dev/null
	grep -q "token: from .*token" messages
	NETBOX_TOKEN=other run -0 value token_file
	[ "$output" = "; default" ]
	NETBOX_TOKEN=other run -0 value token_file --profile lab
	[[ $output == "$XDG_CONFIG_HOME.token ;"* ]]
}

@test "the token is never shown" {
	echo "$TOKEN" >token
	conf '[netbox]' 'url = https://x.example.com/' "token_file = $PWD/token"
	local form
	for form in '' --json; do
		for NETBOX_TOKEN in "$TOKEN" ''; do
			run -0 wattmap config $form
			[[ $output == *token* && $output == *x.example.com* ]]
			no_secret "$output"
		done
	done
}

@test "files are meant from where the configuration is" {
	conf '[netbox]' 'url = https://x.example.com/' 'token_file = my.token' 'cacert = ~/ca.pem' '[defaults]' 'style = looks/mine.ini'
	unset NETBOX_TOKEN
	[[ $(value token_file) == "$XDG_CONFIG_HOME/wattmap/my.token ;"* ]]
	[[ $(value cacert) == "$HOME/ca.pem ;"* ]]
	[[ $(value style) == "$XDG_CONFIG_HOME/wattmap/looks/mine.ini ;"* ]]
}

@test "bash completes profiles" {
	conf '[netbox lab]' 'url = https://lab.example.com/' '[netbox prod]' 'url = https://prod.example.com/'
	eval "$(wattmap completion bash)"
	COMP_WORDS=(wattmap chain --profile p) COMP_CWORD=3 COMPREPLY=()
	_wattmap
	[ "${COMPREPLY[*]}" = prod ]
}

@test "a site with its own custom fields: ratings and minutes" {
	colo=$ROOT/../shared/netbox/colo-4.2.9.json
	[ -f "$colo" ] || skip "the recorded colo site is not here"
	conf '[fields]' 'rating ='
	wattmap chain --snapshot "$colo" -o none.json
	conf '[fields]' 'rating = rating_w'
	wattmap chain --snapshot "$colo" -o rated.json
	rated() { jq -c '[.elements[] | select(.kind == "device" and .rated_w != null) | .rated_w] | add' "$1"; }
	[ "$(rated none.json)" != "$(rated rated.json)" ]
}
