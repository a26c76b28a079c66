/*
 * test_repo_build.c: the next generation: built, refused, abandoned, killed; locks; damage
 * that verify and open find.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "repo/txn.h"
#include "tests/repo/sample.h"
#include "tests/unit.h"

static char dir[4096], source[4200], target[4200];
static struct arena arena;
static const struct cim_str ns = { "root/cimv2", 10 };
static struct cim_fault fault;

/* All records of the source, in order. */
static struct repo_record records[256];
static size_t record_count;

static void
clean(const char *what)
{
	char command[4300];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", what);
	if (system(command) != 0)
		printf("# cannot clean\n");
}

static enum cim_err
keep(void *ctx, const struct repo_record *record)
{
	(void)ctx;
	struct repo_record *to = &records[record_count++];
	*to = *record;
	to->key = (const uint8_t *)arena_copy(&arena, record->key, record->key_len);
	to->bytes = (const uint8_t *)arena_copy(&arena, record->bytes, record->len);
	return CIM_OK;
}

static const char *const thing[] = { "+id", "text", NULL };
static const char *const link_props[] = { "@a", "@b", NULL };

static enum cim_err
fill(struct repo_txn *txn, void *ctx)
{
	(void)ctx;
	char text[800];
	memset(text, 'p', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	enum cim_err err = repo_qualifier_type_put(txn, ns, made_type(&arena, "Key", CIM_BOOLEAN));
	if (err == CIM_OK)
		err = repo_class_put(txn, ns, made_class(&arena, "TST_Thing", NULL, thing));
	if (err == CIM_OK)
		err = repo_class_put(txn, ns, made_class(&arena, "TST_Link", NULL, link_props));
	if (err == CIM_OK)
		err = repo_class_put(txn, ns, made_class(&arena, "TST_Sub", "TST_Thing", NULL));
	for (uint32_t i = 0; i < 40 && err == CIM_OK; i++)
		err = repo_instance_put(
		    txn, ns, made_instance(&arena, i % 2 ? "TST_Thing" : "TST_Sub", i, text));
	if (err == CIM_OK)
		err = repo_instance_put(
		    txn, ns, made_link(&arena, "TST_Thing.id=1", "TST_Thing.id=3"));
	/* One whose key is too long to stand as it is. */
	char *wide = arena_text(&arena, 900);
	(void)snprintf(wide, 900, "TST_Far.name=\"%0*d\"", 700, 3);
	if (err == CIM_OK)
		err = repo_instance_put(
		    txn, CIM_STR("Root/CIMV2"), made_link(&arena, "TST_Thing.id=1", wide));
	return err;
}

static int
make_source(void)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	enum cim_err err =
	    repo_open(source, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &repo, &fault);
	if (err == CIM_OK)
		err = repo_write(repo, fill, NULL);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_walk(txn, keep, NULL);
	repo_abort(txn);
	if (err != CIM_OK)
		printf("# source: %s %s\n", cim_strerror(err), repo_fault(repo)->text);
	repo_close(repo);
	return err == CIM_OK;
}

/* Builds the target from all records but one, or with two swapped; -1: none. */
static enum cim_err
build(long without, long swapped, unsigned flags)
{
	struct repo_build *b;
	cim_fault_clear(&fault);
	enum cim_err err = repo_build_begin(target, flags, &b, &fault);
	if (err != CIM_OK)
		return err;
	for (size_t i = 0; i < record_count && err == CIM_OK; i++) {
		size_t at = swapped < 0        ? i
		    : i == (size_t)swapped     ? i + 1
		    : i == (size_t)swapped + 1 ? i - 1
					       : i;
		if (without < 0 || i != (size_t)without)
			err = repo_build_add(b, &records[at]);
	}
	if (err == CIM_OK)
		return repo_build_finish(b);
	repo_build_abandon(b);
	return err;
}

struct compare {
	size_t at;
	int same;
};

static enum cim_err
compare_one(void *ctx, const struct repo_record *record)
{
	struct compare *compare = ctx;
	const struct repo_record *want = &records[compare->at++];
	compare->same &= compare->at <= record_count && want->key_len == record->key_len &&
	    want->len == record->len && memcmp(want->key, record->key, want->key_len) == 0 &&
	    memcmp(want->bytes, record->bytes, want->len) == 0;
	return CIM_OK;
}

static int problems;
static char first_problem[400];

static void
each_problem(void *ctx, const char *problem)
{
	(void)ctx;
	if (problems++ == 0)
		(void)snprintf(first_problem, sizeof(first_problem), "%s", problem);
}

static enum cim_err
verified(const char *where)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	problems = 0;
	first_problem[0] = '\0';
	cim_fault_clear(&fault);
	enum cim_err err = repo_open(where, REPO_READ, &repo, &fault);
	if (err != CIM_OK)
		return err;
	err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_verify(txn, each_problem, NULL);
	repo_abort(txn);
	repo_close(repo);
	return err;
}

/* Whether the target holds exactly the source's records, in this generation, soundly. */
static int
is_copy(uint64_t generation)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	struct repo_status status = { .generation = 0 };
	struct compare compare = { 0, 1 };
	if (repo_open(target, REPO_READ, &repo, &fault) != CIM_OK)
		return 0;
	if (repo_begin(repo, REPO_READ, &txn) == CIM_OK)
		(void)repo_walk(txn, compare_one, &compare);
	repo_abort(txn);
	(void)repo_status(repo, &status);
	repo_close(repo);
	return compare.same && compare.at == record_count && status.generation == generation &&
	    status.instances == 42 && verified(target) == CIM_OK;
}

/* How many entries a directory has. */
static int
entries_of(const char *where)
{
	DIR *d = opendir(where);
	int n = -2;
	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return d == NULL ? -1 : n;
}

/* ---- */

static void
building(void)
{
	tap_ok(build(-1, -1, 0) == CIM_OK, "a repository is built where there was none: %s",
	    fault.text);
	tap_ok(is_copy(1), "it holds the same records and is sound");
	tap_ok(build(-1, -1, REPO_SMALL_MAP) == CIM_OK, "again, in a map that must grow");
	tap_ok(is_copy(2), "generation 2, the same");
	tap_ok(entries_of(target) == 5, "nothing else is left");

	tap_ok(build(-1, 5, 0) == CIM_EDAMAGED, "records in disorder: %s", fault.text);
	int refused = 0;
	for (size_t i = 0; i < record_count; i++) {
		struct repo_subject subject;
		enum cim_err err = build((long)i, -1, REPO_NO_SYNC);
		repo_record_subject(&arena, &records[i], &subject);
		int needed = subject.kind != REPO_KIND_INSTANCE &&
		    !cim_name_is(subject.name, "TST_Link") && !cim_name_is(subject.name, "TST_Sub");
		/* Link and Sub have instances, so these are needed as well. */
		needed |= subject.kind == REPO_KIND_CLASS;
		refused += err == (needed ? CIM_EDAMAGED : CIM_OK);
		if (err != (needed ? CIM_EDAMAGED : CIM_OK))
			printf("# without %zu: %s %s\n", i, cim_strerror(err), fault.text);
	}
	tap_ok(refused == (int)record_count, "without any record that others need it is refused");
	tap_ok(build(-1, -1, 0) == CIM_OK && entries_of(target) == 5, "and still works");
}

static void
fresh(void)
{
	struct repo_build *b;
	struct stat st;
	clean(target);
	tap_ok(repo_build_begin(target, 0, &b, &fault) == CIM_OK, "begun where nothing is");
	struct repo *repo;
	tap_ok(repo_open(target, REPO_READ, &repo, NULL) == CIM_EBUSY,
	    "nobody may open it meanwhile");
	struct repo_build *second;
	tap_ok(repo_build_begin(target, 0, &second, NULL) == CIM_EBUSY, "nor build it");
	repo_build_abandon(b);
	tap_ok(stat(target, &st) != 0 && errno == ENOENT, "abandoned, nothing is left");
	tap_ok(build(3, -1, 0) == CIM_EDAMAGED && stat(target, &st) != 0, "nor when it is refused");
	(void)build(-1, -1, 0);
	tap_ok(repo_open(target, REPO_READ, &repo, NULL) == CIM_OK, "opened");
	tap_ok(
	    repo_build_begin(target, 0, &b, NULL) == CIM_EBUSY, "not while somebody has it open");
	repo_close(repo);
}

/*
 * A child builds and is killed after so many records; what it left must go, what was there
 * must stay.
 */
static void
killed(void)
{
	int good = 1;
	for (size_t n = 0; n <= record_count; n += 6) {
		for (int there = 0; there < 2; there++) {
			clean(target);
			if (there)
				(void)build(-1, -1, REPO_NO_SYNC);
			pid_t pid = fork();
			if (pid == 0) {
				struct repo_build *b;
				if (repo_build_begin(target, REPO_NO_SYNC, &b, &fault) != CIM_OK)
					_exit(1);
				for (size_t i = 0; i < n; i++)
					(void)repo_build_add(b, &records[i]);
				(void)kill(getpid(), SIGKILL);
				_exit(2);
			}
			int status;
			(void)waitpid(pid, &status, 0);
			struct repo *repo = NULL;
			enum cim_err err = repo_open(target, REPO_READ, &repo, &fault);
			repo_close(repo);
			if (there)
				good &= err == CIM_OK && is_copy(1) && entries_of(target) == 5;
			else
				good &= err == CIM_ENOENT && entries_of(target) == 0;
			if (!good) {
				printf("# killed after %zu, there %d: %s, %d entries\n", n, there,
				    cim_strerror(err), entries_of(target));
				n = record_count;
				break;
			}
		}
	}
	tap_ok(good,
	    "a build that is killed leaves what was there, and nothing else after the next "
	    "command");
	clean(target);
	(void)mkdir(target, 0700);
	tap_ok(build(-1, -1, 0) == CIM_OK && is_copy(1), "an empty directory is a place for one");
}

/* ---- Damage -------------------------------------------------------------- */

static void
file_name(char *name, size_t size, const char *file)
{
	(void)snprintf(name, size, "%s/%s", target, file);
}

static size_t
slurp(const char *file, uint8_t **bytes)
{
	char name[4300];
	struct stat st;
	file_name(name, sizeof(name), file);
	int fd = open(name, O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0)
		return 0;
	*bytes = malloc((size_t)st.st_size + 1);
	ssize_t n = read(fd, *bytes, (size_t)st.st_size);
	close(fd);
	return n < 0 ? 0 : (size_t)n;
}

static void
spew(const char *file, const void *bytes, size_t n)
{
	char name[4300];
	file_name(name, sizeof(name), file);
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		printf("# cannot write %s\n", name);
	close(fd);
}

/* One byte of a file, in place. */
static void
poke(const char *file, size_t at, uint8_t byte)
{
	char name[4300];
	file_name(name, sizeof(name), file);
	int fd = open(name, O_WRONLY);
	if (fd < 0 || pwrite(fd, &byte, 1, (off_t)at) != 1)
		printf("# cannot write %s\n", name);
	close(fd);
}

static void
small_files(void)
{
	static const struct { const char *file, *text; enum cim_err err;
	} rows[] = {
		{ "format", "wbemkit repository\nformat 2\nanything", CIM_ENEWER },
		{ "format", "wbemkit repository\nformat 1\nuuid x\n", CIM_EDAMAGED },
		{ "format", "wbemkit repository\nformat 01\n", CIM_EDAMAGED },
		{ "format", "wbemkit repository\n", CIM_EDAMAGED },
		{ "format", "something else\n", CIM_EFOREIGN },
		{ "format", "", CIM_EFOREIGN },
		{ "current", "gen-99\n", CIM_EDAMAGED },
		{ "current", "gen-01\n", CIM_EDAMAGED },
		{ "current", "gen-1", CIM_EDAMAGED },
		{ "current", "", CIM_EDAMAGED },
		{ "current", "../gen-1\n", CIM_EDAMAGED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t *old;
		size_t n = slurp(rows[i].file, &old);
		spew(rows[i].file, rows[i].text, strlen(rows[i].text));
		enum cim_err err = verified(target);
		tap_ok(err == rows[i].err && fault.text[0] != '\0', "%s: %s", rows[i].file,
		    fault.text);
		spew(rows[i].file, old, n);
		free(old);
	}
	/* Nothing in control lasts: with nobody connected it is made anew, and said so. */
	static const char text[] =
	    "something that is as long as a header and is none of ours, for it is text";
	struct repo *repo;
	spew("control", text, sizeof(text) - 1);
	tap_int(repo_open(target, REPO_READ, &repo, &fault), CIM_OK, "control of garbage is made anew");
	tap_ok(repo_repaired(repo), "that is told");
	repo_close(repo);
	tap_int(repo_open(target, REPO_READ, &repo, &fault), CIM_OK, "and holds");
	tap_ok(!repo_repaired(repo), "from then on");
	repo_close(repo);
	static const char *const gone[] = { "format", "current", "gen-1/data.mdb" };
	for (size_t i = 0; i < 3; i++) {
		uint8_t *old;
		char name[4300];
		size_t n = slurp(gone[i], &old);
		file_name(name, sizeof(name), gone[i]);
		(void)unlink(name);
		enum cim_err err = verified(target);
		tap_ok(err == CIM_EDAMAGED, "without %s: %s", gone[i], fault.text);
		spew(gone[i], old, n);
		free(old);
	}
	tap_ok(is_copy(1), "and all is well again");
	/* A damaged one can be replaced. */
	spew("current", "gen-99\n", 7);
	tap_ok(build(-1, -1, 0) == CIM_OK && is_copy(2), "a restore replaces what is damaged: %s",
	    fault.text);
	spew("format", "wbemkit repository\n", 19);
	tap_ok(build(-1, -1, 0) == CIM_OK && is_copy(3), "also its format");
	spew("format", "wbemkit repository\nformat 2\n", 28);
	tap_ok(build(-1, -1, 0) == CIM_ENEWER, "but nothing newer");
}

/*
 * The data file, cut at every page and a few other places, and with bytes changed: an
 * answer, never a crash.
 */
static void
data_file(void)
{
	uint8_t *bytes;
	clean(target);
	(void)build(-1, -1, REPO_NO_SYNC);
	size_t n = slurp("gen-1/data.mdb", &bytes);
	int cut = 0, cuts = 0, changed = 0, told = 0, quiet = 0;
	char name[4300];
	file_name(name, sizeof(name), "gen-1/data.mdb");
	for (size_t at = n - n % 1024; at < n; at -= 1024) {
		if (truncate(name, (off_t)at) != 0)
			break;
		enum cim_err err = verified(target);
		cuts++;
		cut += err == CIM_EDAMAGED || err == CIM_EFOREIGN;
	}
	spew("gen-1/data.mdb", bytes, n);
	tap_ok(cut == cuts, "cut at %d places, always damage", cuts);
	uint32_t random = 1;
	for (int i = 0; i < 3000; i++) {
		random = random * 1664525u + 1013904223u;
		size_t at = random % n;
		uint8_t bad = (uint8_t)(bytes[at] ^ (1u << (random >> 28) % 8));
		poke("gen-1/data.mdb", at, bad);
		enum cim_err err = verified(target);
		poke("gen-1/data.mdb", at, bytes[at]);
		changed++;
		if (err == CIM_OK)
			quiet++;
		else
			told += err == CIM_EDAMAGED || err == CIM_EFOREIGN || err == CIM_ENEWER ||
			    err == CIM_ENOENT;
	}
	tap_ok(told + quiet == changed, "%d bits changed: %d told, %d in places that say nothing",
	    changed, told, quiet);
	memset(bytes, 0, n);
	spew("gen-1/data.mdb", bytes, n);
	tap_ok(verified(target) == CIM_EFOREIGN, "a file of zeros: %s", fault.text);
	free(bytes);
}

/* ---- Damage that only a verify sees -------------------------------------- */

/* Changes something behind the doors. */
static void
tamper(void (*deed)(struct repo_txn *txn))
{
	struct repo *repo;
	struct repo_txn *txn;
	clean(target);
	(void)build(-1, -1, REPO_NO_SYNC);
	if (repo_open(target, REPO_WRITE | REPO_NO_SYNC, &repo, &fault) == CIM_OK &&
	    repo_begin(repo, REPO_WRITE, &txn) == CIM_OK) {
		deed(txn);
		(void)repo_commit(txn);
	}
	repo_close(repo);
}

static struct repo_key key;

static void
no_index(struct repo_txn *txn)
{
	repo_key_subclass(&key, ns, cim_name_from("TST_Thing"), cim_name_from("TST_Sub"));
	(void)store_delete(txn->store, STORE_INDEX, key.bytes, key.len);
}

static void
wrong_index(struct repo_txn *txn)
{
	repo_key_subclass(&key, ns, cim_name_from("TST_Thing"), cim_name_from("TST_Sub"));
	(void)txn_index_put(txn, &key, "TST_Sab", 7);
}

static void
more_index(struct repo_txn *txn)
{
	repo_key_class_use(&key, ns, cim_name_from("TST_Thing"), cim_name_from("TST_Sub"));
	(void)txn_index_put(txn, &key, "TST_Sub", 7);
}

static void
wrong_counts(struct repo_txn *txn)
{
	txn->counts[COUNT_CLASSES] += 2;
}

static void
no_class(struct repo_txn *txn)
{
	repo_key_class(&key, ns, cim_name_from("TST_Thing"));
	(void)store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
}

static void
no_type(struct repo_txn *txn)
{
	repo_key_qualifier_type(&key, ns, cim_name_from("Key"));
	(void)store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
}

static void
no_namespace(struct repo_txn *txn)
{
	repo_key_namespace(&key, CIM_STR("root"));
	(void)store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
}

static void
other_key(struct repo_txn *txn)
{
	struct cim_class *cls = made_class(&arena, "TST_Other", NULL, NULL);
	repo_key_class(&key, ns, cim_name_from("TST_Else"));
	(void)record_encode_class(&txn->work, ns, cls, 0);
	(void)txn_record_put(txn, &key);
}

static void
circle(struct repo_txn *txn)
{
	struct cim_class *cls = made_class(&arena, "TST_Thing", "TST_Sub", thing);
	repo_key_class(&key, ns, cls->name);
	(void)record_encode_class(&txn->work, ns, cls, 0);
	(void)txn_record_put(txn, &key);
}

static void
bad_record(struct repo_txn *txn)
{
	uint8_t *room;
	repo_key_class(&key, ns, cim_name_from("TST_Thing"));
	if (store_put(txn->store, STORE_RECORDS, key.bytes, key.len, 5, &room) == CIM_OK) {
		memcpy(room, "\x30\x01\x02\x01\x01", 5);
		store_seal(key.bytes, key.len, room, 5);
	}
}

static void
newer_record(struct repo_txn *txn)
{
	uint8_t *room;
	repo_key_class(&key, ns, cim_name_from("TST_Thing"));
	if (store_put(txn->store, STORE_RECORDS, key.bytes, key.len, 5, &room) == CIM_OK) {
		memcpy(room, "\x30\x09\x02\x01\x01", 5);
		store_seal(key.bytes, key.len, room, 5);
	}
}

/* A bit in a text: the record makes sense, but it is not what was stored. */
static void
changed_text(struct repo_txn *txn)
{
	struct store_item item;
	uint8_t *room;
	repo_key_class(&key, ns, cim_name_from("TST_Thing"));
	if (store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item) != CIM_OK)
		return;
	size_t len = item.value_len;
	uint8_t *copy = (uint8_t *)arena_copy(&arena, item.value, len + 4);
	if (copy == NULL ||
	    store_put(txn->store, STORE_RECORDS, key.bytes, key.len, len, &room) != CIM_OK)
		return;
	copy[len - 1] ^= 0x20;
	memcpy(room, copy, len + 4);
}

static void
tampering(void)
{
	static const struct { void (*deed)(struct repo_txn *txn); const char *says;
	} rows[] = {
		{ no_index, "index of subclasses" },
		{ wrong_index, "index of subclasses" },
		{ more_index, "no record asks for" },
		{ wrong_counts, "record of counts" },
		{ no_class, "TST_Thing" },
		{ changed_text, "TST_Thing in root/cimv2: the record is damaged" },
		{ no_type, "qualifier type Key is missing" },
		{ no_namespace, "the one above it is missing" },
		{ other_key, "TST_Other" },
		{ circle, "index of subclasses" },
		{ bad_record, "class" },
		{ newer_record, "newer" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tamper(rows[i].deed);
		enum cim_err err = verified(target);
		tap_ok(err == CIM_EDAMAGED && problems > 0 &&
			strstr(first_problem, rows[i].says) != NULL,
		    "%d told: %s", problems, first_problem);
	}
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(dir, sizeof(dir), "%s/wk-build-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL)
		return 99;
	(void)snprintf(source, sizeof(source), "%s/s", dir);
	(void)snprintf(target, sizeof(target), "%s/t", dir);
	if (!make_source())
		return 99;
	tap_ok(verified(source) == CIM_OK, "the source is sound: %s", first_problem);
	building();
	fresh();
	killed();
	small_files();
	data_file();
	tampering();
	clean(dir);
	arena_free(&arena);
	return tap_done();
}
