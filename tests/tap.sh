# tap.sh: what the script tests share. Sourced; prints TAP. srcdir and builddir come from make check.
: "${srcdir:=.}" "${builddir:=$srcdir/build}"
srcdir=$(cd "$srcdir" && pwd) builddir=$(cd "$builddir" && pwd) || exit 99
wbemkit=$builddir/wbemkit
for v in $(env | sed -n 's/^\(WBEMKIT_[A-Z_]*\)=.*/\1/p'); do
	[ "$v" = WBEMKIT_CORPORA ] || [ "$v" = WBEMKIT_WRAP ] || unset "$v"
done
NO_COLOR=1 LC_ALL=C.UTF-8
# A sanitizer's report must not look like an ordinary exit status.
ASAN_OPTIONS=exitcode=99:detect_leaks=${WBEMKIT_LEAKS-1} UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
export NO_COLOR LC_ALL ASAN_OPTIONS UBSAN_OPTIONS

tap_n=0 tap_bad=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/wbemkit-test.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 99' HUP INT TERM

# Under what WBEMKIT_WRAP says (valgrind) the program is a script of its name, so that no way to start it goes past it.
if [ -n "${WBEMKIT_WRAP-}" ]; then
	mkdir -p "$scratch/.wrap/bare" || exit 99
	for name in wbemkit mofcomp winmgmt; do ln -s "$builddir/wbemkit" "$scratch/.wrap/bare/$name"; done
	cat >"$scratch/.wrap/wbemkit" <<-END
		#!/bin/sh
		exec $WBEMKIT_WRAP "$scratch/.wrap/bare/\${0##*/}" "\$@"
	END
	chmod +x "$scratch/.wrap/wbemkit"
	wbemkit=$scratch/.wrap/wbemkit
fi
wk() { "$wbemkit" "$@"; }

# point RC NAME: one point, good when RC is 0.
point() {
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then printf "ok %s - %s\n" "$tap_n" "$2"
	else printf "not ok %s - %s\n" "$tap_n" "$2"; tap_bad=$((tap_bad + 1)); fi
	return "$1"
}

# ok NAME COMMAND...: the command succeeds; when not, what it printed follows.
ok() {
	tap_name=$1; shift
	"$@" >"$scratch/tap.out" 2>&1; tap_rc=$?
	point $tap_rc "$tap_name" && return
	echo "# exit status $tap_rc of: $*"
	sed -n '1,20s/^/# /p' "$scratch/tap.out"
	return 1
}

# status NAME WANT COMMAND...: the command ends with this exit status. Its output is in $scratch/out and $scratch/err.
status() {
	tap_name=$1 tap_want=$2; shift 2
	"$@" >"$scratch/out" 2>"$scratch/err"; tap_rc=$?
	[ $tap_rc -eq "$tap_want" ]; point $? "$tap_name" && return
	echo "# exit status $tap_rc, wanted $tap_want, of: $*"
	sed -n '1,20s/^/# /p' "$scratch/err"
	return 1
}

# same NAME FILE WANT: two files are equal; the first lines of the difference follow.
same() {
	cmp -s "$2" "$3"; point $? "$1" && return
	diff "$3" "$2" 2>/dev/null | sed -n '1,20s/^/# /p'
	return 1
}

# is NAME GOT WANT: two texts are equal.
is() {
	[ "$2" = "$3" ]; point $? "$1" && return
	printf '# got:    %s\n# wanted: %s\n' "$2" "$3"
	return 1
}

skip() { tap_n=$((tap_n + 1)); echo "ok $tap_n - $1 # SKIP $2"; }
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
finish() { echo "1..$tap_n"; [ $tap_bad -eq 0 ] || exit 1; exit 0; }

# Where the real MOF is that nobody here wrote; empty when there is none.
corpora=${WBEMKIT_CORPORA-$srcdir/../shared/corpora}
if [ -d "$corpora" ]; then corpora=$(cd "$corpora" && pwd); else corpora=; fi
golden=
[ -z "$corpora" ] || [ ! -d "$corpora/../golden" ] || golden=$(cd "$corpora/../golden" && pwd)

# The three schemas of DMTF: name, top file, classes.
schemas() {
	[ -n "$corpora" ] || return 0
	echo "cim249 $corpora/dmtf_cim/pywbem_cim249/cim_schema_2.49.0.mof 1631"
	echo "cim27 $corpora/dmtf_cim/openwbem_cim27/schemas/cim27/CIM_Schema27.mof 980"
	echo "cim25 $corpora/dmtf_cim/OpenPegasus_CIM25/CIM_Schema25.mof 776"
}
