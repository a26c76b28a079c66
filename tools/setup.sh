# setup.sh: what quickstart and run-tests share: find what is missing, install it, build.
# Sourced by a POSIX shell in the top directory; nothing here runs by itself.

say() { printf '%s\n' "$*" >&2; }
die() { say "$0: $*"; exit 2; }
have() { command -v "$1" >/dev/null 2>&1; }

# Where programs are tried, tests play, and compilers keep what is half done: build/tmp where /tmp is not ours to write.
if ! { [ -d "${TMPDIR:-/tmp}" ] && [ -w "${TMPDIR:-/tmp}" ]; }; then
	TMPDIR=$(pwd)/build/tmp
	mkdir -p "$TMPDIR" || die "no directory for temporary files: set TMPDIR to one that you may write"
	export TMPDIR
fi

# ---- What is needed ---------------------------------------------------------
# One line each: name, kind, how to probe, why. Kind "must" stops the build when it is missing, "may" does not, and "test" is
# asked for by run-tests alone.
needs() {
	cat <<'LIST'
cc must command:cc|gcc|clang a C compiler
make must command:make runs the build
autoconf must command:autoreconf makes configure
automake must command:automake makes Makefile.in
libtool must command:libtoolize|glibtoolize makes the shared library
pkg-config must pkgconfig finds libraries
flex must command:flex generates the scanner
bison must command:bison generates the parser
awk must command:awk counts the tests
diffutils must command:cmp compares what tests print
findutils must command:xargs walks the tree
zlib must library:zlib.h:-lz:zlibVersion compresses snapshots
lmdb must library:lmdb.h:-llmdb:mdb_version holds the repository
libsodium must library:sodium.h:-lsodium:sodium_init content ids
libdeflate may library:libdeflate.h:-ldeflate:libdeflate_alloc_compressor compresses snapshots faster
scdoc may command:scdoc makes the man pages
man may command:man shows the man pages
groff test command:groff|mandoc checks the man pages
python3 test command:python3 compares with what an independent compiler made
jq test command:jq reads the JSON that is printed
script test command:script plays a terminal
xz test command:xz packs make dist
clang test command:clang fuzzes
patch test command:patch takes what fmt --diff prints
LIST
}

# The package for a need, by package manager. An empty answer: this system brings it or has it not.
package() {
	case "$1:$2" in
	apt:cc) echo "gcc libc6-dev" ;;
	apt:zlib) echo zlib1g-dev ;;
	apt:lmdb) echo liblmdb-dev ;;
	apt:libsodium) echo libsodium-dev ;;
	apt:libdeflate) echo libdeflate-dev ;;
	apt:man) echo man-db ;;
	apt:groff) echo groff ;;
	apt:awk) echo mawk ;;
	apt:script) echo bsdutils ;;
	apt:xz) echo xz-utils ;;
	apt:clang) echo "clang libclang-rt-dev" ;;
	dnf:cc) echo "gcc glibc-devel" ;;
	dnf:pkg-config) echo pkgconf-pkg-config ;;
	dnf:zlib) echo zlib-devel ;;
	dnf:lmdb) echo lmdb-devel ;;
	dnf:libsodium) echo libsodium-devel ;;
	dnf:libdeflate) echo libdeflate-devel ;;
	dnf:man) echo man-db ;;
	dnf:groff) echo groff ;;
	dnf:awk) echo gawk ;;
	dnf:clang) echo "clang compiler-rt" ;;
	dnf:script) echo /usr/bin/script ;;
	apk:cc) echo "gcc musl-dev" ;;
	apk:pkg-config) echo pkgconf ;;
	apk:zlib) echo zlib-dev ;;
	apk:lmdb) echo lmdb-dev ;;
	apk:libsodium) echo libsodium-dev ;;
	apk:libdeflate) echo libdeflate-dev ;;
	apk:man) echo mandoc ;;
	apk:awk) echo gawk ;;
	apk:clang) echo "clang compiler-rt" ;;
	apk:script) echo util-linux-misc ;;
	pacman:cc) echo gcc ;;
	pacman:pkg-config) echo pkgconf ;;
	pacman:man) echo man-db ;;
	pacman:python3) echo python ;;
	pacman:awk) echo gawk ;;
	pacman:clang) echo "clang compiler-rt" ;;
	pacman:script) echo util-linux ;;
	zypper:cc) echo "gcc glibc-devel" ;;
	zypper:zlib) echo zlib-devel ;;
	zypper:lmdb) echo lmdb-devel ;;
	zypper:libsodium) echo libsodium-devel ;;
	zypper:libdeflate) echo libdeflate-devel ;;
	zypper:man) echo man ;;
	zypper:awk) echo gawk ;;
	zypper:script) echo util-linux ;;
	brew:cc | brew:make | brew:awk | brew:man | brew:zlib | brew:findutils | brew:script | brew:clang) ;;
	*) echo "$2" ;;
	esac
}

package_manager() {
	for pm in apt-get:apt dnf:dnf apk:apk pacman:pacman zypper:zypper brew:brew; do
		if have "${pm%%:*}"; then echo "${pm#*:}"; return; fi
	done
}

# ---- Probing ----------------------------------------------------------------
# Homebrew keeps some tools and libraries off the common paths.
brew_paths() {
	have brew || return 0
	brew_prefix=$(brew --prefix)
	PATH="$brew_prefix/opt/bison/bin:$brew_prefix/opt/flex/bin:$PATH"
	CPPFLAGS="-I$brew_prefix/include ${CPPFLAGS-}"
	LDFLAGS="-L$brew_prefix/lib ${LDFLAGS-}"
	export PATH CPPFLAGS LDFLAGS
}

# The compiler that configure would take.
find_cc() {
	if [ -n "${CC-}" ]; then echo "$CC"; return; fi
	for c in gcc cc clang; do if have "$c"; then echo "$c"; return; fi; done
}

# probe HOW: is it here?
probe() {
	case "$1" in
	pkgconfig)
		# Its macro file is needed too.
		have pkg-config || have pkgconf ;;
	command:*)
		for c in $(echo "${1#command:}" | tr '|' ' '); do
			if have "$c"; then return 0; fi
		done
		return 1 ;;
	library:*)
		rest=${1#library:}
		header=${rest%%:*}; rest=${rest#*:}
		lib=${rest%%:*}; sym=${rest#*:}
		cc=$(find_cc)
		[ -n "$cc" ] || return 1
		probe_dir=$(mktemp -d "${TMPDIR:-/tmp}/wbemkit.XXXXXX") || return 1
		printf '#include <stddef.h>\n#include <%s>\nint main(void) { return (void *)&%s == NULL; }\n' \
		    "$header" "$sym" >"$probe_dir/t.c"
		# shellcheck disable=SC2086
		$cc ${CPPFLAGS-} -o "$probe_dir/t" "$probe_dir/t.c" ${LDFLAGS-} "$lib" >/dev/null 2>&1
		probe_rc=$?
		rm -rf "$probe_dir"
		return $probe_rc ;;
	esac
}

# missing [tests]: prints the lines of needs() that are not met.
missing() {
	needs | while read -r name kind how why; do
		[ "$kind" != test ] || [ "${1-}" = tests ] || continue
		probe "$how" || echo "$name $kind $how $why"
	done
}

# The names in lines of needs() of a kind ("" for any).
names_of() {
	while read -r name kind rest; do
		if [ -n "$name" ] && { [ -z "$1" ] || [ "$kind" = "$1" ]; }; then printf '%s ' "$name"; fi
	done
}

# ---- Installing -------------------------------------------------------------
# Runs a command as root: directly, or by sudo (without a prompt when there is no terminal).
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"
	elif have sudo; then
		if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
	elif have doas; then
		if [ -t 0 ]; then doas "$@"; else doas -n "$@"; fi
	else
		return 126
	fi
}

# pm_install PM PACKAGES...: quiet, without questions; the lists are refreshed when a first try fails.
pm_install() {
	pm=$1; shift
	case $pm in
	apt)
		set -- env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
		    install --no-install-recommends "$@"
		as_root "$@" && return 0
		say "refreshing the package lists and trying again"
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update && as_root "$@" ;;
	dnf) as_root dnf -y install "$@" ;;
	apk) as_root apk add "$@" || { as_root apk update && as_root apk add "$@"; } ;;
	pacman)
		as_root pacman -S --needed --noconfirm "$@" ||
		    { as_root pacman -Sy --noconfirm && as_root pacman -S --needed --noconfirm "$@"; } ;;
	zypper) as_root zypper --non-interactive install "$@" ;;
	brew) HOMEBREW_NO_AUTO_UPDATE=1 brew install "$@" || brew install "$@" ;;
	esac
}

# install_need PM NAME...: one attempt for all, then one by one, so that one unknown name does not stop the rest.
install_needs() {
	pm=$1; shift
	all=
	for name in "$@"; do all="$all $(package "$pm" "$name")"; done
	# shellcheck disable=SC2086
	set -- $all
	[ $# -gt 0 ] || return 0
	pm_install "$pm" "$@" </dev/null >"$setup_log" 2>&1 && return 0
	for p in "$@"; do pm_install "$pm" "$p" </dev/null >>"$setup_log" 2>&1; done
	return 0
}

# setup [tests]: installs what is missing; with "tests" also what only they need.
setup() {
	brew_paths
	lacking=$(missing "${1-}")
	[ -n "$lacking" ] || return 0
	pm=$(package_manager)
	say "These are missing:"
	echo "$lacking" | while read -r name kind how why; do
		case $kind in must) note= ;; test) note=" (tests)" ;; *) note=" (optional)" ;; esac
		printf '  %-12s %s%s\n' "$name" "$why" "$note" >&2
	done
	if [ -z "$pm" ]; then
		say "No package manager known here (apt, dnf, apk, pacman, zypper, brew)."
	else
		names=$(echo "$lacking" | names_of "")
		pkgs=
		for name in $names; do pkgs="$pkgs $(package "$pm" "$name")"; done
		if [ "$pm" != brew ] && [ "$(id -u)" != 0 ] && ! have sudo && ! have doas; then
			[ -z "$(echo "$lacking" | names_of must)" ] ||
			    die "installing needs root and there is no sudo; as root, install:$pkgs"
			say "Going on without them: installing needs root and there is no sudo. To have them, as root, install:$pkgs"
			return 0
		fi
		if [ "$pm" != brew ] && [ "$(id -u)" != 0 ]; then
			say "Installing with $pm, as root through sudo:$pkgs"
			# sudo may ask on a terminal: before the output goes to a file.
			if [ -t 0 ] && have sudo; then sudo -v || die "sudo refused; as root, install:$pkgs"; fi
		else
			say "Installing with $pm:$pkgs"
		fi
		setup_log=${TMPDIR:-/tmp}/wbemkit-setup.$$.out
		# shellcheck disable=SC2086
		install_needs "$pm" $names
		brew_paths
		hash -r 2>/dev/null
	fi
	lacking=$(missing "${1-}")
	must=$(echo "$lacking" | names_of must)
	if [ -n "$must" ]; then
		if [ -n "${setup_log-}" ] && [ -s "$setup_log" ]; then
			say "The package manager's last words:"
			tail -n 15 "$setup_log" >&2
		fi
		rm -f "${setup_log-}"
		die "still missing: $must- cannot build without these. Is the network up, and does a repository of your system have them?"
	fi
	rm -f "${setup_log-}"
	[ -z "$lacking" ] || say "Going on without: $(echo "$lacking" | names_of "")"
	return 0
}

# ---- Building ---------------------------------------------------------------
cores() {
	n=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || n=
	[ -n "$n" ] || n=$(sysctl -n hw.ncpu 2>/dev/null) || n=2
	echo "${n:-2}"
}

# Runs a step with its output in a file; shows the end of it only when the step fails.
step() {
	what=$1; shift
	mkdir -p build
	if "$@" >build/setup.out 2>&1; then return 0; fi
	say "$what failed:"
	tail -n 40 build/setup.out >&2
	say "(all of it is in $(pwd)/build/setup.out)"
	return 1
}

in_build() { (cd build && "$@"); }

# build: configure and make in build/, only what changed.
build() {
	[ -f configure ] && [ configure -nt configure.ac ] ||
	    step "making configure" ./autogen.sh || return 1
	[ -f build/Makefile ] ||
	    step "configure" in_build ../configure -q ${CONFIGURE_OPTIONS-} || return 1
	step "the build" in_build make -j"$(cores)"
}
