#!/bin/sh
# scale.sh: loads ten million instances, verifies, queries, backs up and restores them, in less than 1 GiB of memory.
# usage: bench/scale.sh [INSTANCES]   (a power of ten from 100,000 on; with the program in build/, or in $builddir)
# It needs some 4 GB of $TMPDIR for ten millions and a few minutes. Status 1: something is above its limit.
top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
builddir=${builddir-$top/build}
total=${1-10000000}
wbemkit=$builddir/wbemkit
bench=$builddir/bench
make -s -C "$builddir" wbemkit bench/timeit bench/generate >/dev/null || exit 2
for v in $(env | sed -n 's/^\(WBEMKIT_[A-Z_]*\)=.*/\1/p'); do unset "$v"; done
work=$(mktemp -d "${TMPDIR:-/tmp}/wbemkit-scale.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
r=$work/r failed=0

calc() { awk "BEGIN { printf \"$1\", $2 }"; }
row() { printf '%-46s %12s %10s  %s\n' "$1" "$2" "$3" "$4"; }
# within VALUE LIMIT: what a row says that is above it
within() { [ "$(calc %d "($1) <= ($2)")" = 1 ] || { failed=1; over="  <-- above"; return; }; over=; }
# run COMMAND...: once; sets ms (wall), cpu and user (ms) and peak (KiB)
run() {
	"$bench/timeit" 1 "" "$@" >"$work/t" || { echo "scale: failed: $*" >&2; exit 2; }
	read -r ms _ cpu peak user <"$work/t"
}
# load FROM TO: one unit of MOF; adds to spent and own (ms of the processor, and of these in the program itself:
# what the system takes to find fresh memory and to write depends on the machine), and keeps the highest peak
load() {
	"$bench/generate" rows $(($2 - $1)) "$(($1 + 1))" "$1" >"$work/piece.mof" || exit 2
	run "$wbemkit" -q -R "$r" compile --no-sync "$work/piece.mof"
	spent=$(calc %.3f "$spent + $cpu") own=$(calc %.3f "$own + $user")
	[ "$(calc %d "$peak > $most")" = 0 ] || most=$peak
}

echo "$(uname -srm), $(getconf _NPROCESSORS_ONLN) cores; $("$wbemkit" --version | head -n 1)"
row what measured at-most note
# Flat is at most twice the first. In units of 100,000 at most: what a unit says is in memory until it is stored, all of it or nothing.
at=0 until=10000 flat=
while [ "$at" -lt "$total" ]; do
	spent=0 own=0 most=0 from=$at
	while [ "$at" -lt "$until" ]; do
		to=$((at + 100000)) && [ "$to" -le "$until" ] || to=$until
		load "$at" "$to"
		at=$to
	done
	each=$(calc %.2f "$own * 1000 / ($at - $from)")
	limit=$(calc %.2f "${flat:-$each} * 2"); within "$each" "$limit"
	row "load, from $from to $at instances" "$each us" "$limit us" "each, of the processor; with the system $(calc %.2f "$spent * 1000 / ($at - $from)") us$over"
	flat=${flat:-$each}
	within "$most" 1048576
	row "  peak memory" "$(calc %.0f "$most / 1024") MB" "1024 MB" "$over"
	until=$((until * 10))
done
rm -f "$work/piece.mof"
row "size of the repository" "$(du -sk "$r" | awk '{ printf "%.0f", $1 / 1024 }') MB" - ""
# after WHAT: the row of what has just been run, by the instance
after() {
	within "$peak" 1048576
	row "$1" "$(calc %.2f "$cpu * 1000 / $total") us" - \
	    "each, of the processor; $ms ms, peak $(calc %.0f "$peak / 1024") MB of 1024$over"
}
run "$wbemkit" -q -R "$r" verify; after "verify"
run "$wbemkit" -R "$r" query -o csv "SELECT Id FROM GEN_Row WHERE Size > 999990"
within "$cpu * 1000 / $total" 1
scan=$over; after "query all by a number (at most 1 us)"
[ -z "$scan" ] || echo "  <-- above"
run "$wbemkit" -R "$r" query "SELECT Name FROM GEN_Row WHERE Id = $((total / 2))"
within "$cpu" 10; row "query by the key, as a whole process" "$cpu ms" "10 ms" "of the processor, peak $peak KiB$over"
[ "$("$wbemkit" -R "$r" query -o csv "SELECT Id FROM GEN_Row WHERE Id = $((total - 1))" | tail -n 1)" = $((total - 1)) ] ||
    { echo "the last instance is not there"; failed=1; }
run "$wbemkit" -q -R "$r" backup --no-sync "$work/s.wks"; after "backup, verified"
rm -rf "$r"
run "$wbemkit" -q -R "$r" restore --no-sync "$work/s.wks"; after "restore, verified"
exit $failed
