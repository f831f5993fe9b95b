#!/usr/bin/env bash
# `make install` and the Debian package: built, installed with dpkg into a root of
# its own (which borrows the machine's list of installed packages, so that the
# dependencies are checked), run, removed. Nothing outside of a temporary folder
# changes. Speaks TAP.
# shellcheck disable=SC2317 # check calls them
set -u
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build}
PATH=$PATH:/usr/sbin:/sbin
. tests/tap.sh

# -- make install ----------------------------------------------------------------

installs() { # PREFIX
	make -s install BUILD="$BUILD" DESTDIR="$work/any" PREFIX="$1" || return
	local at=$work/any$1 file
	for file in bin/wattmap share/man/man1/wattmap.1 share/man/man5/wattmap.conf.5 share/man/man5/wattmap-styles.5 \
		lib/systemd/system/wattmap.service lib/systemd/system/wattmap.socket share/wattmap/styles/default.ini \
		share/doc/wattmap/examples/wattmap.conf share/bash-completion/completions/wattmap \
		share/zsh/site-functions/_wattmap share/fish/vendor_completions.d/wattmap.fish; do
		[ -s "$at/$file" ] || { echo "$file is missing"; return 1; }
	done
	grep -q "^ExecStart=$1/bin/wattmap " "$at/lib/systemd/system/wattmap.service" || return
	"$at/bin/wattmap" --version
}

uninstalls() {
	make -s uninstall BUILD="$BUILD" DESTDIR="$work/any" PREFIX="$1" || return
	[ -z "$(find "$work/any" -type f)" ]
}

check "install into /usr/local" installs /usr/local
check "uninstall leaves no file" uninstalls /usr/local
check "install into another prefix" installs /opt/wattmap

# -- the package ------------------------------------------------------------------

for tool in dpkg-deb dpkg-shlibdeps strip dpkg; do
	if ! command -v "$tool" >/dev/null; then
		skip "the Debian package" "no $tool here"
		finish
	fi
done

builds() {
	package=$(make -s deb BUILD="$BUILD" | tail -n 1)
	[ -s "$package" ] && mv "$package" "$work/wattmap.deb"
}

same_again() {
	local again
	again=$(make -s deb BUILD="$BUILD" | tail -n 1)
	cmp "$again" "$work/wattmap.deb" && rm "$again"
}

depends() {
	local line library
	line=$(dpkg-deb -f "$work/wattmap.deb" Depends)
	echo "$line"
	for library in libc6 libgvc6 libcgraph6 libcurl4 libjansson4 libinih1 libunistring2 libmicrohttpd12 libqpdf29 fonts-liberation; do
		grep -qE "(^| )$library(,| |$)" <<<"$line" || { echo "$library is missing"; return 1; }
	done
}

is_tidy() {
	local list
	list=$(dpkg-deb -c "$work/wattmap.deb") || return
	! awk '$2 != "root/root"' <<<"$list" | grep . || return
	! awk '{ print $6 }' <<<"$list" | grep -vE '^\./(usr/((bin|lib|share)/.*)?)?$' || return
	! grep -E '^.{5}w|^.{8}w' <<<"$list" # writable by others
}

# dpkg in the root, as root or as somebody who may be it in a name space of his own.
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(unshare -r)
root=$work/root
in_root() {
	"${as_root[@]}" dpkg --root="$root" --force-script-chrootless --log=/dev/null "$@"
}

installs_package() {
	mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers" || return
	cp /var/lib/dpkg/status "$root/var/lib/dpkg/" || return
	: >"$root/var/lib/dpkg/available"
	in_root -i "$work/wattmap.deb" || return
	in_root -s wattmap | grep -q '^Status: install ok installed'
}

runs() {
	"$root/usr/bin/wattmap" --version || return
	"$root/usr/bin/wattmap" trace CORE-SW01 --snapshot examples/guide-4.2.9.json -o "$work/t.svg" -o "$work/t.png" -o "$work/t.pdf" || return
	"$root/usr/bin/wattmap" config --config "$root/usr/share/doc/wattmap/examples/wattmap.conf" || return
	"$root/usr/bin/wattmap" chain --snapshot examples/crossed-4.2.9.json --style "$root/usr/share/wattmap/styles/print.ini" -o "$work/c.svg" || return
	xmllint --noout "$work/t.svg" "$work/c.svg" || return
	[ "$(head -c 4 "$work/t.pdf")" = %PDF ] || return
	[ "$(head -c 8 "$work/t.png" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ]
}

reads() { # the manuals and completions that are installed
	local page
	for page in man1/wattmap.1 man5/wattmap.conf.5 man5/wattmap-styles.5; do
		zcat "$root/usr/share/man/$page.gz" | groff -man -Tutf8 -ww >"$work/page" 2>"$work/said" || return
		[ "$(wc -l <"$work/page")" -gt 20 ] || return
		[ ! -s "$work/said" ] || { cat "$work/said"; return 1; }
	done
	bash -c '. "$1" && complete -p wattmap' - "$root/usr/share/bash-completion/completions/wattmap"
}

units() {
	sed -i "s|=/usr/bin/|=$root/usr/bin/|" "$root"/usr/lib/systemd/system/wattmap.*
	systemd-analyze verify --man=no "$root/usr/lib/systemd/system/wattmap.service" "$root/usr/lib/systemd/system/wattmap.socket"
	local status=$?
	sed -i "s|=$root/usr/bin/|=/usr/bin/|" "$root"/usr/lib/systemd/system/wattmap.*
	return "$status"
}

removes() {
	in_root -P wattmap || return
	! find "$root/usr" -mindepth 1 2>/dev/null | grep . || return
	! in_root -s wattmap
}

check "the package is built" builds
check "the same sources give the same package" same_again
check "it depends on the libraries it uses" depends
check "its files are root's, below /usr, and nobody else's to write" is_tidy
if [ "$(id -u)" -ne 0 ] && ! unshare -r true 2>/dev/null; then
	skip "install, run, remove" "not root, and no user namespaces"
else
	check "dpkg installs it" installs_package
	check "what is installed runs" runs
	if command -v groff >/dev/null; then
		check "manuals and completions are sound" reads
	else
		skip "manuals and completions are sound" "no groff here"
	fi
	if command -v systemd-analyze >/dev/null; then
		check "systemd takes the units" units
	else
		skip "systemd takes the units" "no systemd-analyze here"
	fi
	check "dpkg removes it, and nothing is left" removes
fi
finish
