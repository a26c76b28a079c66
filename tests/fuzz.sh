# fuzz.sh: each fuzz target for so many seconds, from the samples and the cases as seeds. What it finds and what it learned stays in
# fuzz/ of the build. usage: srcdir=DIR builddir=DIR fuzz.sh [SECONDS [TARGET...]]   (without targets: all, with seeds made anew)
seconds=${1-60}
[ $# -eq 0 ] || shift
srcdir=$(cd "${srcdir:-.}" && pwd) && cd "${builddir:-.}" || exit 2
targets=${*:-path wql sddl record parse fmt compile json snapshot stream records bmof}
bad=0

# whole FILE: its text with the cases' common declarations in the place of their include, as the targets follow none.
whole() {
	sed -e "/#pragma include (\"..\/prelude.mof\")/{
		r $srcdir/tests/mof/prelude.mof
		d
		}" "$1"
}

# mof_seeds: texts as they are, and for the compiler behind a byte: each as auto reads it, and as one of the dialects.
mof_seeds() {
	dialect=0
	for f in "$srcdir"/samples/*.mof "$srcdir"/samples/*/*.mof "$srcdir"/tests/mof/*/*.mof; do
		name=${f%/*} name=${name##*/}-${f##*/} dialect=$((dialect % 4 + 1))
		whole "$f" >"fuzz/parse.seeds/$name"
		for asked in 0 $dialect; do
			{ printf %s $asked; cat "fuzz/parse.seeds/$name"; } >"fuzz/compile.seeds/$asked-$name"
		done
	done
}

# bmof_seeds: what can be compiled to binary MOF: whole files, their blobs, and their streams behind a length.
bmof_seeds() {
	for f in "$srcdir"/tests/mof/bmof/*.mof; do
		name=${f##*/} name=${name%.mof}
		./wbemkit -q compile --bmof "fuzz/bmof.seeds/$name" "$f" && ./wbemkit -q decompile --hex "fuzz/bmof.seeds/$name" |
		    LC_ALL=C awk '{ for (i = 2; i <= 17 && length($i) == 2; i++) printf "\\%03o", (index("0123456789ABCDEF",
			substr($i, 1, 1)) - 1) * 16 + index("0123456789ABCDEF", substr($i, 2, 1)) - 1 }' >fuzz/octal || exit 2
		printf "$(cat fuzz/octal)" >"fuzz/records.seeds/$name"
		{ dd bs=1 skip=12 count=2; dd bs=1 skip=2; } <"fuzz/bmof.seeds/$name" >"fuzz/stream.seeds/$name" 2>fuzz/dd
		./wbemkit -q compile --bmof "fuzz/bmof.seeds/$name.asl" --bmof-format asl "$f"
	done
}

# seeds: what each target begins with. A snapshot's first byte says which part follows, the second how many records.
seeds() {
	rm -rf fuzz/r fuzz/*.seeds
	for target in bmof compile fmt json parse path record records sddl snapshot stream wql; do mkdir -p "fuzz/$target.seeds"; done
	mof_seeds
	bmof_seeds
	cp fuzz/parse.seeds/* "$srcdir"/tests/fmt/*.mof fuzz/fmt.seeds
	for f in "$srcdir"/tests/mof/*/*.json "$srcdir"/tests/mof/*/*.jsonl; do
		cp "$f" "fuzz/json.seeds/$(basename "$(dirname "$f")")-$(basename "$f")"
	done
	./wbemkit -q -R fuzz/r compile "$srcdir/samples/world.mof" &&
	    ./wbemkit -q -R fuzz/r -n root/mof3 compile --create-namespaces "$srcdir/samples/mof3/observatory.mof" &&
	    ./wbemkit -q -R fuzz/r backup --overwrite fuzz/world.wks || exit 2
	for part in 0 1 2 3; do
		{ printf "\\00$part\\023"; cat fuzz/world.wks; } >"fuzz/snapshot.seeds/world-$part"
	done
	tests/records fuzz/r fuzz/record.seeds || exit 2
	./wbemkit -R fuzz/r export --all -o jsonl | awk '{ print >("fuzz/json.seeds/" NR) }'
	./wbemkit -R fuzz/r instance list | awk '{ print >("fuzz/path.seeds/" NR) }'
	sed -n 's/.*{ "\([OGDS]:[^"]*\)".*/\1/p' "$srcdir/tests/cim/test_sddl.c" | awk '{ print >("fuzz/sddl.seeds/" NR) }'
	sed -n 's/^? //p' "$srcdir/tests/query/answers.txt" | awk '{ print >("fuzz/wql.seeds/" NR) }'
}

[ $# -gt 0 ] && [ -d fuzz/wql.seeds ] || seeds
for target in $targets; do
	mkdir -p "fuzz/$target" "fuzz/$target.found"
	case $target in snapshot) longest=65536 ;; *) longest=4096 ;; esac
	./fuzz_$target -max_total_time="$seconds" -timeout=10 -max_len=$longest -print_final_stats=1 \
	    -artifact_prefix="fuzz/$target.found/" "fuzz/$target" "fuzz/$target.seeds" >"fuzz/$target.log" 2>&1
	rc=$?
	if [ $rc -eq 0 ]; then
		echo "fuzz_$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz/$target.log") inputs, no finding"
	else
		bad=1
		echo "fuzz_$target: a finding, in fuzz/$target.found/:"
		tail -n 40 "fuzz/$target.log"
	fi
done
exit $bad
