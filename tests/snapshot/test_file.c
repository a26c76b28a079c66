/*
 * test_file.c: whole snapshots: written, opened, looked into, verified, restored;
 * and what must leave nothing.
 */
#include "tests/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "snapshot/format.h"
#include "snapshot/snapshot.h"
#include "tests/snapshot/fake.h"

static struct repo repo;

static enum cim_err
write_to(struct repo_txn *txn, const char *path, struct snap_write_options options,
    struct snap_label *label)
{
	struct cim_fault fault = { 0 };
	enum cim_err err = snap_write(&repo, txn, path, &options, label, &fault);
	if (err != CIM_OK)
		printf("# %s: %s\n", cim_strerror(err), fault.text);
	return err;
}

/* The content id by chapter 6 of the format, in the plainest way. */
static void
content_id(const struct repo_txn *txn, char hex[65])
{
	uint8_t *leaves = malloc(txn->n * 32 + 1), id[32], *flat = NULL;
	for (size_t i = 0; i < txn->n; i++) {
		const struct repo_record *r = &txn->records[i];
		flat = realloc(flat, r->key_len + r->len + 8);
		for (size_t j = 0; j < 4; j++) {
			flat[j] = (uint8_t)(r->key_len >> 8 * j);
			flat[4 + r->key_len + j] = (uint8_t)(r->len >> 8 * j);
		}
		memcpy(flat + 4, r->key, r->key_len);
		memcpy(flat + 8 + r->key_len, r->bytes, r->len);
		(void)crypto_generichash(leaves + 32 * i, 32, flat, r->key_len + r->len + 8, NULL,
		    0);
	}
	(void)crypto_generichash(id, 32, leaves, txn->n * 32, NULL, 0);
	(void)sodium_bin2hex(hex, 65, id, 32);
	free(leaves);
	free(flat);
}

/* ---- Round trips ----------------------------------------------------------- */

static void
test_label(struct repo_txn *txn, const char *path)
{
	struct snap_label wrote, read;
	struct snap_reader *snap;
	struct stat st;
	char id[65];
	uint64_t kinds[5] = { 0 }, weight = 0;
	for (size_t i = 0; i < txn->n; i++) {
		kinds[txn->records[i].key[0] >> 4]++;
		weight += txn->records[i].key_len + txn->records[i].len;
	}
	content_id(txn, id);
	tap_ok(write_to(txn, path, (struct snap_write_options){ .level = 6 }, &wrote) == CIM_OK,
	    "written");
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600 &&
	    (uint64_t)st.st_size == wrote.file_bytes,
	    "readable by its owner alone, as long as the label says");
	tap_ok(scratch_count() == 1, "nothing beside it");
	tap_ok(snap_open(path, &snap, NULL) == CIM_OK, "opened");
	read = *snap_label(snap);
	tap_ok(memcmp(&wrote, &read, sizeof(read)) == 0, "the label read is the label written");
	tap_ok(strcmp(read.content_id, id) == 0, "the content id is that of chapter 6");
	tap_ok(read.records == txn->n && read.namespaces == kinds[1] &&
	    read.qualifier_types == kinds[2] && read.classes == kinds[3] &&
	    read.instances == kinds[4] && read.record_bytes == weight, "the counts");
	tap_ok(read.format == 1 && read.oldest_reader == 1 && read.created > 1600000000 &&
	    read.origin[0] != '\0' && strcmp(read.repository,
	    "01234567-89ab-cdef-0123-456789abcdef") == 0 &&
	    strstr(read.compressor, "level 6") != NULL,
	    "format, time, origin, repository, compressor: %s", read.compressor);
	snap_close(snap);
}

struct seen {
	const struct repo_txn *txn;
	size_t n;
	bool good;
};

static enum cim_err
subject_seen(void *ctx, const struct repo_subject *subject)
{
	struct seen *seen = ctx;
	struct arena arena = { 0 };
	struct repo_subject own;
	seen->good = seen->good && seen->n < seen->txn->n &&
	    repo_record_subject(&arena, &seen->txn->records[seen->n], &own) == CIM_OK &&
	    own.kind == subject->kind && cim_str_eq(own.ns, subject->ns) &&
	    cim_str_eq(own.path, subject->path) && cim_str_eq(cim_name_str(own.name),
	    cim_name_str(subject->name)) && own.name.hash == subject->name.hash;
	seen->n++;
	arena_free(&arena);
	return CIM_OK;
}

static enum cim_err
stop_at_once(void *ctx, const struct repo_subject *subject)
{
	(void)ctx;
	(void)subject;
	return CIM_ECONFLICT;
}

static void
test_read_all(const struct repo_txn *txn, const char *path)
{
	struct snap_reader *snap;
	struct cim_fault fault = { 0 };
	if (!tap_ok(snap_open(path, &snap, &fault) == CIM_OK, "open: %s", fault.text))
		return;
	struct seen seen = { .txn = txn, .good = true };
	tap_ok(snap_list(snap, subject_seen, &seen) == CIM_OK && seen.good && seen.n == txn->n,
	    "list: every subject, in order");
	tap_ok(txn->n == 0 || snap_list(snap, stop_at_once, NULL) == CIM_ECONFLICT,
	    "list: each can end it");
	tap_ok(snap_verify(snap, NULL, NULL) == CIM_OK, "verify: %s", snap_fault(snap)->text);
	tap_ok(snap_restore(snap, "x", 0, -1, NULL, NULL, &fault) == CIM_OK && fake_built.finished &&
	    fake_equal(txn, &fake_built.records), "restore: every record: %s", fault.text);
	struct repo_reader reader = snap_reader(snap);
	size_t got = 0;
	for (size_t i = 0; i < txn->n; i++) {
		/* In an order that jumps between blocks. */
		const struct repo_record *own = &txn->records[i * 7919 % txn->n];
		struct repo_record record;
		got += reader.get(reader.ctx, own->key, own->key_len, &record) == CIM_OK &&
		    record.len == own->len && memcmp(record.bytes, own->bytes, own->len) == 0;
	}
	tap_ok(txn->n % 7919 != 0 && got == txn->n, "get: every record");
	snap_close(snap);
}

static enum cim_err
record_count(void *ctx, const struct repo_record *record)
{
	(void)record;
	++*(unsigned *)ctx;
	return CIM_OK;
}

/* While it walks, it looks up what lies in other blocks. */
struct nested {
	struct repo_reader reader;
	const struct repo_txn *txn;
	unsigned n;
	bool good;
};

static enum cim_err
record_nested(void *ctx, const struct repo_record *record)
{
	struct nested *nested = ctx;
	uint8_t before = record->bytes[record->len - 1];
	struct repo_record other;
	for (size_t i = 0; i < nested->txn->n; i += nested->txn->n / 6) {
		const struct repo_record *own = &nested->txn->records[i];
		nested->good = nested->good && nested->reader.get(nested->reader.ctx, own->key,
		    own->key_len, &other) == CIM_OK;
	}
	nested->good = nested->good && record->bytes[record->len - 1] == before;
	nested->n++;
	return nested->n == 40 ? CIM_ECONFLICT : CIM_OK;
}

static void
test_reader(const struct repo_txn *txn, const char *path)
{
	struct snap_reader *snap;
	struct repo_record record;
	if (snap_open(path, &snap, NULL) != CIM_OK)
		return;
	struct repo_reader reader = snap_reader(snap);
	static const char *absent[] = { "", "\x01", "\x30/ns1/", "\x30/ns1/zzz", "\xff\xff",
	    "\x20/ns0/0000000" };
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		tap_ok(reader.get(reader.ctx, absent[i], strlen(absent[i]), &record) == CIM_ENOENT,
		    "get: absent key %zu", i);
	static const char *prefixes[] = { "", "\x10", "\x20/ns1/", "\x30/ns2/00000",
	    "\x40/ns0/00000001", "\x50", "\x01" };
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t len = strlen(prefixes[i]);
		unsigned expect = 0, got = 0;
		for (size_t j = 0; j < txn->n; j++)
			expect += txn->records[j].key_len >= len &&
			    memcmp(txn->records[j].key, prefixes[i], len) == 0;
		tap_ok(reader.walk(reader.ctx, prefixes[i], len, record_count, &got) == CIM_OK &&
		    got == expect,
		    "walk: prefix %zu has %u records", i, expect);
	}
	struct nested nested = { .reader = reader, .txn = txn, .good = true };
	tap_ok(reader.walk(reader.ctx, "", 0, record_nested, &nested) == CIM_ECONFLICT &&
	    nested.n == 40 && nested.good,
	    "walk: records hold while others are looked up; each can end it");
	snap_close(snap);
}

/* ---- The same bytes -------------------------------------------------------- */

static void
test_deterministic(struct repo_txn *txn)
{
	static const unsigned threads[] = { 1, 2, 3, 8, 0, 1000 };
	size_t first_len = 0, len;
	uint8_t *first = NULL;
	char id[65] = "";
	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		const char *path = scratch_path("same");
		struct snap_label label;
		struct snap_write_options options =
		    { .level = 6, .threads = threads[i], .overwrite = true,
		    .no_verify = i % 2 == 1, .no_sync = i % 3 == 1 };
		bool good = write_to(txn, path, options, &label) == CIM_OK;
		uint8_t *bytes = scratch_load(path, &len);
		if (i == 0) {
			first = bytes;
			first_len = len;
			memcpy(id, label.content_id, sizeof(id));
		} else {
			good = good && len == first_len &&
			    memcmp(first + SNAP_LABEL_SIZE, bytes + SNAP_LABEL_SIZE,
			    len - SNAP_LABEL_SIZE) == 0 && strcmp(id, label.content_id) == 0;
			free(bytes);
		}
		tap_ok(good, "%u threads: the same body and content id", threads[i]);
	}
	for (int level = 0; level <= 9; level++) {
		struct snap_label label;
		struct snap_reader *snap = NULL;
		const char *path = scratch_path("same");
		bool good = write_to(txn, path, (struct snap_write_options){ .level = level,
		    .overwrite = true }, &label) == CIM_OK &&
		    snap_open(path, &snap, NULL) == CIM_OK &&
		    snap_verify(snap, NULL, NULL) == CIM_OK;
		tap_ok(good && strcmp(id, label.content_id) == 0,
		    "level %d: the same content id, %llu bytes", level,
		    (unsigned long long)label.file_bytes);
		snap_close(snap);
	}
	free(first);
	(void)unlink(scratch_path("same"));
}

/* ---- What must leave nothing ----------------------------------------------- */

struct polled {
	unsigned calls, stop_at;
	uint64_t done, total;
	bool good;
};

static int
poll_count(void *ctx, uint64_t done, uint64_t total)
{
	struct polled *polled = ctx;
	polled->good = polled->good && done <= total && done >= polled->done;
	polled->done = done;
	polled->total = total;
	return ++polled->calls == polled->stop_at;
}

static void
test_cancel(struct repo_txn *txn)
{
	char path[600];
	(void)snprintf(path, sizeof(path), "%s", scratch_path("canceled"));
	unsigned before = scratch_count();
	struct polled all = { .good = true };
	struct snap_write_options options = { .level = 1, .overwrite = true, .no_sync = true,
	    .progress = poll_count, .progress_ctx = &all };
	tap_ok(write_to(txn, path, options, NULL) == CIM_OK && all.good && all.done == all.total &&
	    all.done > 0,
	    "progress: %u calls, never backwards, all at the end", all.calls);
	(void)unlink(path);
	unsigned canceled = 0;
	for (unsigned i = 1; i <= all.calls; i++) {
		struct polled some = { .good = true, .stop_at = i };
		struct cim_fault fault = { 0 };
		options.progress_ctx = &some;
		canceled += snap_write(&repo, txn, path, &options, NULL, &fault) ==
		    CIM_ECANCELED && scratch_count() == before;
	}
	tap_ok(canceled == all.calls, "a backup canceled at each call leaves nothing");
	tap_ok(write_to(txn, path, (struct snap_write_options){ .level = 1 }, NULL) == CIM_OK,
	    "written again");
	struct snap_reader *snap;
	if (snap_open(path, &snap, NULL) != CIM_OK)
		return;
	struct polled verify = { .good = true }, stop = { .good = true, .stop_at = 2 };
	tap_ok(snap_verify(snap, poll_count, &verify) == CIM_OK && verify.good &&
	    verify.done == verify.total,
	    "verify: %u calls", verify.calls);
	struct cim_fault fault = { 0 };
	tap_ok(snap_restore(snap, "x", 0, -1, poll_count, &stop, &fault) == CIM_ECANCELED &&
	    fake_built.abandoned && !fake_built.finished,
	    "a canceled restore abandons what it built: %s", fault.text);
	fake_built.after = 5;
	cim_fault_clear(&fault);
	tap_ok(snap_restore(snap, "x", 0, -1, NULL, NULL, &fault) == CIM_ENOSPC &&
	    fake_built.abandoned,
	    "so does one that fails: %s", fault.text);
	fake_built.after = 0;
	snap_close(snap);
	(void)unlink(path);
}

static void
test_targets(struct repo_txn *txn)
{
	const char *path = scratch_path("target");
	struct snap_write_options plain = { .level = 1 }, over = { .level = 1, .overwrite = true };
	struct stat st;
	scratch_store(path, "precious", 8);
	tap_ok(write_to(txn, path, plain, NULL) == CIM_EEXIST && stat(path, &st) == 0 &&
	    st.st_size == 8,
	    "what exists stays without overwrite");
	tap_ok(write_to(txn, path, over, NULL) == CIM_OK && stat(path, &st) == 0 &&
	    st.st_size > 500,
	    "and goes with it");
	(void)unlink(path);
	tap_ok(write_to(txn, path, over, NULL) == CIM_OK, "overwrite needs nothing there");
	tap_ok(write_to(txn, scratch_path("no/such"), plain, NULL) == CIM_ENOENT,
	    "a directory that is not there");
	tap_ok(write_to(txn, scratch_path(""), over, NULL) == CIM_EINVAL,
	    "no name behind the slash");
	tap_ok(write_to(txn, "", over, NULL) == CIM_EINVAL &&
	    write_to(txn, "..", over, NULL) == CIM_EINVAL,
	    "no name at all");
	(void)mkdir(scratch_path("dir"), 0700);
	tap_ok(write_to(txn, scratch_path("dir"), over, NULL) == CIM_EINVAL,
	    "a directory as target");
	(void)symlink("target", scratch_path("link"));
	tap_ok(write_to(txn, scratch_path("link"), over, NULL) == CIM_EINVAL,
	    "a symbolic link as target");
	(void)chmod(scratch_path("dir"), 0777);
	tap_ok(write_to(txn, scratch_path("dir/x"), plain, NULL) == CIM_EDENIED,
	    "a directory open to everybody");
	tap_ok(write_to(txn, scratch_path("x"), (struct snap_write_options){ .level = 10 },
	    NULL) == CIM_EINVAL && write_to(txn, scratch_path("x"),
	    (struct snap_write_options){ .level = -1 }, NULL) == CIM_EINVAL,
	    "levels that are none");
	char longest[256];
	memset(longest, 'n', 255);
	longest[255] = '\0';
	tap_ok(write_to(txn, scratch_path(longest), over, NULL) == CIM_OK,
	    "a name as long as can be");
	(void)unlink(scratch_path(longest));
	(void)rmdir(scratch_path("dir"));
	(void)unlink(scratch_path("link"));
	(void)unlink(path);
	struct snap_reader *snap;
	tap_ok(snap_open(path, &snap, NULL) == CIM_ENOENT && snap == NULL, "open: nothing there");
	tap_ok(snap_open("/dev/null", &snap, NULL) == CIM_EFOREIGN, "open: no plain file");
	tap_ok(scratch_count() == 1, "nothing was left");
}

/* The file may not grow beyond a size: every write beyond fails. */
static void
test_full(struct repo_txn *txn)
{
	char path[600];
	(void)snprintf(path, sizeof(path), "%s", scratch_path("full"));
	struct rlimit old, now;
	struct snap_label label;
	unsigned good = 0, tries = 0, before = scratch_count();
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &old);
	if (write_to(txn, path, (struct snap_write_options){ .level = 1, .no_sync = true },
	    &label) != CIM_OK)
		return;
	size_t len, again_len;
	uint8_t *bytes = scratch_load(path, &len);
	for (uint64_t limit = 0; limit < label.file_bytes; limit += 1 + label.file_bytes / 60,
	    tries++) {
		struct cim_fault fault = { 0 };
		struct snap_write_options options =
		    { .level = 1, .threads = 1 + tries % 3, .overwrite = true };
		now = old;
		now.rlim_cur = (rlim_t)limit;
		(void)setrlimit(RLIMIT_FSIZE, &now);
		enum cim_err err = snap_write(&repo, txn, path, &options, NULL, &fault);
		(void)setrlimit(RLIMIT_FSIZE, &old);
		uint8_t *again = scratch_load(path, &again_len);
		good += err == CIM_ENOSPC && fault.text[0] != '\0' && again_len == len &&
		    memcmp(bytes, again, len) == 0 && scratch_count() == before + 1;
		free(again);
	}
	tap_ok(tries > 50 && good == tries, "no room at %u sizes: the old file holds", tries);
	free(bytes);
	(void)unlink(path);
}

static void
test_stale(struct repo_txn *txn)
{
	const char *path = scratch_path("s");
	scratch_store(scratch_path(".s.0123456789abcdef.wbktmp"), "", 0);
	scratch_store(scratch_path(".s.0123456789abcdeg.wbktmp"), "", 0);
	scratch_store(scratch_path(".s.0123456789abcdef0.wbktmp"), "", 0);
	scratch_store(scratch_path(".ss.0123456789abcdef.wbktmp"), "", 0);
	scratch_store(scratch_path(".s.fedcba9876543210.wbktmp"), "", 0);
	int fd = open(scratch_path(".s.fedcba9876543210.wbktmp"), O_RDWR);
	(void)flock(fd, LOCK_EX);
	unsigned before = scratch_count();
	tap_ok(write_to(txn, path, (struct snap_write_options){ .level = 1 }, NULL) == CIM_OK,
	    "written beside leftovers");
	tap_ok(access(scratch_path(".s.0123456789abcdef.wbktmp"), F_OK) != 0 &&
	    access(scratch_path(".ss.0123456789abcdef.wbktmp"), F_OK) != 0 &&
	    scratch_count() == before - 1,
	    "a backup removes what killed ones left, whatever they were writing, and only that");
	tap_ok(access(scratch_path(".s.fedcba9876543210.wbktmp"), F_OK) == 0,
	    "but not what a living one holds");
	(void)close(fd);
	struct snap_reader *snap;
	tap_ok(snap_open(path, &snap, NULL) == CIM_OK && snap_verify(snap, NULL, NULL) == CIM_OK &&
	    access(scratch_path(".s.fedcba9876543210.wbktmp"), F_OK) != 0,
	    "verify removes leftovers too");
	snap_close(snap);
	static const char *names[] = { ".s.0123456789abcdeg.wbktmp", ".s.0123456789abcdef0.wbktmp",
	    "s" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(scratch_path(names[i]));
}

int
main(void)
{
	struct repo_txn txn = { 0 }, none = { 0 };
	if (sodium_init() < 0)
		return 77;
	fake_fill(&txn, 9000, 42);
	const char *path = scratch_path("a.wbk");
	test_label(&txn, path);
	test_read_all(&txn, path);
	test_reader(&txn, path);
	test_deterministic(&txn);
	test_cancel(&txn);
	test_full(&txn);
	test_stale(&txn);
	test_targets(&txn);
	(void)unlink(path);
	tap_ok(write_to(&none, path, (struct snap_write_options){ .level = 6 }, NULL) == CIM_OK,
	    "nothing at all: written");
	struct snap_reader *snap = NULL;
	tap_ok(snap_open(path, &snap, NULL) == CIM_OK && snap_verify(snap, NULL, NULL) == CIM_OK &&
	    snap_label(snap)->records == 0, "nothing at all: verified");
	snap_close(snap);
	fake_free(&txn);
	fake_free(&fake_built.records);
	return tap_done();
}
