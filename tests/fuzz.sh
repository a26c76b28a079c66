# fuzz.sh: each fuzz target for so many seconds, from the samples and the cases as seeds. What it finds and what it learned stays in
# fuzz/ of the build. usage: srcdir=DIR builddir=DIR fuzz.sh [SECONDS [TARGET...]]   (without targets: all, with seeds made anew)
seconds=${1-60}
[ $# -eq 0 ] || shift
srcdir=$(cd "${srcdir:-.}" && pwd) && cd "${builddir:-.}" || exit 2
targets=${*:-path wql sddl record parse fmt compile json snapshot}
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

# seeds: what each target begins with. A snapshot's first byte says which part follows, the second how many records.
seeds() {
	rm -rf fuzz/r fuzz/*.seeds
	for target in compile fmt json parse path record sddl snapshot wql; do mkdir -p "fuzz/$target.seeds"; done
	mof_seeds
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
