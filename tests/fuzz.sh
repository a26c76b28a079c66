# fuzz.sh: each fuzz target for so many seconds, from the samples and the cases as seeds. What it finds and what it learned stays in
# fuzz/ of the build. usage: srcdir=DIR builddir=DIR fuzz.sh [SECONDS]
seconds=${1-60}
srcdir=$(cd "${srcdir:-.}" && pwd) && cd "${builddir:-.}" || exit 2
bad=0

# whole FILE: its text with the cases' common declarations in the place of their include, as the targets follow none.
whole() {
	awk -v prelude="$srcdir/tests/mof/prelude.mof" '
		/#pragma include \("..\/prelude.mof"\)/ { while ((getline line <prelude) > 0) print line; close(prelude); next }
		{ print }' "$1"
}

# seeds: what each target begins with. A snapshot's first byte says which part follows, the second how many records.
seeds() {
	mkdir -p fuzz/compile.seeds fuzz/fmt.seeds fuzz/json.seeds fuzz/parse.seeds fuzz/path.seeds fuzz/record.seeds fuzz/snapshot.seeds fuzz/wql.seeds
	for f in "$srcdir"/samples/*.mof "$srcdir"/samples/*/*.mof "$srcdir"/tests/mof/*/*.mof; do
		whole "$f" >"fuzz/parse.seeds/$(basename "$(dirname "$f")")-$(basename "$f")"
	done
	# The first byte chooses the dialect, and with these digits what else looks at the text.
	for f in fuzz/parse.seeds/*; do
		for asked in 0 1 2 3 4; do
			{ printf %s $asked; cat "$f"; } >"fuzz/compile.seeds/$asked-${f##*/}"
		done
	done
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
	sed -n 's/^? //p' "$srcdir/tests/query/answers.txt" | awk '{ print >("fuzz/wql.seeds/" NR) }'
}

rm -rf fuzz/r fuzz/*.seeds
seeds
for target in path wql record parse fmt compile json snapshot; do
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
