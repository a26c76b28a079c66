/*
 * test_nomem.c: the n-th request for memory fails, for each n: out of memory is
 * the answer, and nothing is left.
 */
#include "tests/unit.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "snapshot/snapshot.h"
#include "tests/snapshot/fake.h"

/*
 * The linker sends requests of our own code here (--wrap). armed: which one
 * fails, counted from 1; 0 none. again: all after it fail too.
 */
static atomic_long armed, asked;
static atomic_bool again;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

static bool
fails(void)
{
	long now = atomic_fetch_add(&asked, 1) + 1, at = atomic_load(&armed);
	bool fail = at != 0 && (now == at || (now > at && atomic_load(&again)));
	if (fail)
		errno = ENOMEM;
	return fail;
}

void *
__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

char *
__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

char *
__wrap_strndup(const char *text, size_t n)
{
	return fails() ? NULL : __real_strndup(text, n);
}

/* ---- The deeds ------------------------------------------------------------- */

static struct repo_txn txn;
static char path[600], fresh[600];
static unsigned threads;

static enum cim_err
deed_write(struct cim_fault *fault)
{
	struct repo repo = { .fault = { .err = CIM_OK } };
	struct snap_write_options options = { .level = 1, .threads = threads, .no_sync = true };
	return snap_write(&repo, &txn, fresh, &options, NULL, fault);
}

static enum cim_err
subject_ignore(void *ctx, const struct repo_subject *subject)
{
	(void)ctx;
	(void)subject;
	return CIM_OK;
}

static enum cim_err
deed_look(struct cim_fault *fault)
{
	struct snap_reader *snap;
	struct repo_record record;
	enum cim_err err = snap_open(path, &snap, fault);
	if (err != CIM_OK)
		return err;
	struct repo_reader reader = snap_reader(snap);
	err = snap_list(snap, subject_ignore, NULL);
	for (size_t i = 0; i < txn.n && err == CIM_OK; i += txn.n / 5)
		err = reader.get(reader.ctx, txn.records[i].key, txn.records[i].key_len, &record);
	*fault = *snap_fault(snap);
	snap_close(snap);
	return err;
}

static enum cim_err
deed_verify(struct cim_fault *fault)
{
	struct snap_reader *snap;
	enum cim_err err = snap_open(path, &snap, fault);
	if (err != CIM_OK)
		return err;
	err = snap_verify(snap, NULL, NULL);
	*fault = *snap_fault(snap);
	snap_close(snap);
	return err;
}

/* Fails each request in turn until the deed does not get so far. */
static void
test_deed(const char *name, enum cim_err (*deed)(struct cim_fault *fault), bool from_then_on)
{
	long n, refused = 0, went_on = 0;
	enum cim_err err = CIM_ENOMEM;
	unsigned before = scratch_count();
	atomic_store(&again, from_then_on);
	for (n = 1; n < 100000; n++) {
		struct cim_fault fault = { .err = CIM_OK };
		atomic_store(&asked, 0);
		atomic_store(&armed, n);
		err = deed(&fault);
		bool reached = atomic_load(&asked) >= n;
		atomic_store(&armed, 0);
		if (!reached)
			break;
		if (err == CIM_ENOMEM && fault.text[0] != '\0' && scratch_count() == before)
			refused++;
		else if (err == CIM_OK)
			went_on++;
		else
			printf("# request %ld: %s: %s\n", n, cim_strerror(err), fault.text);
		(void)remove(fresh);
	}
	(void)remove(fresh);
	/* One request may go without: looking for what killed runs left is not worth a failure. */
	tap_ok(err == CIM_OK && n > 10 && went_on <= 1 && refused + went_on == n - 1,
	    "%s: each of %ld requests fails%s", name, n - 1, from_then_on ? ", and all after it" :
	    "");
}

int
main(void)
{
	struct cim_fault fault = { .err = CIM_OK };
	fake_fill(&txn, 3000, 11);
	(void)snprintf(path, sizeof(path), "%s", scratch_path("there"));
	(void)snprintf(fresh, sizeof(fresh), "%s", scratch_path("fresh"));
	if (deed_write(&fault) != CIM_OK || rename(fresh, path) != 0)
		return 99;
	for (threads = 1; threads < 4; threads += 2) {
		test_deed(threads == 1 ? "backup" : "backup with three threads", deed_write,
		    false);
		test_deed(threads == 1 ? "backup" : "backup with three threads", deed_write, true);
	}
	test_deed("list and get", deed_look, false);
	test_deed("list and get", deed_look, true);
	test_deed("verify", deed_verify, false);
	test_deed("verify", deed_verify, true);
	fake_free(&txn);
	return tap_done();
}
