/*
 * test_repo_threads.c: one handle, many threads: some read, two write, one pauses, one looks who is
 * there. Run it under ThreadSanitizer too.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "repo/repo.h"
#include "tests/unit.h"

#define READERS 6
#define WRITERS 2
#define ROUNDS 300

static char dir[] = "/tmp/wbemkit-threads.XXXXXX";
static struct repo *repo;
static atomic_uint failed, written, paused;

/* Opens it with both privileges enabled, as who pauses needs them. */
static enum cim_err
open_enabled(const char *path, unsigned flags, struct repo **out, struct cim_fault *fault)
{
	enum cim_err err = repo_open(path, flags, out, fault);
	return err != CIM_OK ? err :
	    repo_privilege_enable(*out, REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE);
}

static enum cim_err
count_one(void *ctx, struct cim_str ns)
{
	unsigned *count = ctx;
	(void)ns;
	(*count)++;
	return CIM_OK;
}

/* What a view shows does not change while it is open, whatever others write. */
static void *
reads(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		struct repo_txn *txn;
		struct repo_status status;
		unsigned first = 0, again = 0;
		if (repo_begin(repo, REPO_READ, &txn) != CIM_OK) {
			failed++;
			continue;
		}
		struct repo_reader reader = repo_txn_reader(txn);
		failed += repo_namespace_list(reader, count_one, &first) != CIM_OK;
		failed += repo_namespace_list(reader, count_one, &again) != CIM_OK;
		failed += first < 2 || first != again;
		repo_abort(txn);
		failed += repo_status(repo, &status) != CIM_OK || status.namespaces < first;
	}
	return NULL;
}

static enum cim_err
make(struct repo_txn *txn, void *ctx)
{
	return repo_namespace_create(txn, *(const struct cim_str *)ctx);
}

/* The other thread may be at it, or pause: that is told at once, and nothing is half done. */
static void *
writes(void *arg)
{
	char text[40];
	for (int i = 0; i < ROUNDS / 10; i++) {
		int n = snprintf(text, sizeof(text), "root/t%u_%d", *(const unsigned *)arg, i);
		struct cim_str ns = cim_str(text, (size_t)n);
		enum cim_err err;
		do
			err = repo_write(repo, make, &ns);
		while (err == CIM_EBUSY || err == CIM_EINVAL);
		failed += err != CIM_OK;
		written += err == CIM_OK;
	}
	return NULL;
}

static enum cim_err
own(void *ctx, const struct repo_connection *connection)
{
	*(unsigned *)ctx += connection->own;
	return CIM_OK;
}

static void *
pauses(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS / 10; i++) {
		unsigned seen = 0;
		enum cim_err err;
		do
			err = repo_pause(repo, 0);
		while (err == CIM_EINVAL);
		if (err == CIM_OK) {
			struct repo_gate gate;
			failed += repo_gate_read(repo, &gate) != CIM_OK || !gate.own;
			failed += repo_resume(repo) != CIM_OK;
			paused++;
		} else {
			failed++;
		}
		failed += repo_connection_list(repo, own, &seen) != CIM_OK || seen != 1;
	}
	return NULL;
}

static void
all_at_once(void)
{
	static const unsigned numbers[WRITERS] = { 0, 1 };
	pthread_t threads[READERS + WRITERS + 1];
	unsigned started = 0, wanted = READERS + WRITERS + 1;
	for (unsigned i = 0; i < wanted; i++)
		started += pthread_create(&threads[i], NULL, i < READERS ? reads :
		    i < READERS + WRITERS ? writes : pauses, i >= READERS && i < READERS + WRITERS ?
		    (void *)(uintptr_t)&numbers[i - READERS] : NULL) == 0;
	tap_int(started, wanted, "%u threads", wanted);
	for (unsigned i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
}

int
main(void)
{
	struct repo_status status;
	if (mkdtemp(dir) == NULL)
		return 99;
	tap_int(open_enabled(dir, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &repo, NULL), CIM_OK, "made");
	all_at_once();
	tap_int(failed, 0, "nothing failed");
	tap_int(written, WRITERS * (ROUNDS / 10), "all was written");
	tap_int(paused, ROUNDS / 10, "every pause came through");
	tap_int(repo_status(repo, &status), CIM_OK, "status");
	tap_int((long)status.namespaces, 2 + WRITERS * (ROUNDS / 10), "and is there");
	repo_close(repo);
	char command[120];
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	tap_int(system(command), 0, "removed");
	return tap_done();
}
