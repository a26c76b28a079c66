/* library.c: what a class costs through libwbemkit on a warm handle, beside the bare store and one decoding. */
#include "config.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/wbemkit.h"
#include "repo/key.h"
#include "repo/record.h"
#include "repo/sum.h"

/* usage: library REPOSITORY GENERATION NAMESPACE; prints nanoseconds of the limit, of the library, and how often. */

#define MOST 20000

struct names {
	char *list[MOST];
	size_t count;
};

static double
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
quit(const char *what)
{
	fprintf(stderr, "library: %s\n", what);
	exit(1);
}

static void
read_names(wk_txn *txn, const char *ns, struct names *names)
{
	wk_list *list;
	wk_object *object;
	if (WK_FAILED(wk_enumerate(txn, WK_CLASS, ns, NULL, 0, &list)))
		quit(wk_txn_error(txn));
	while (wk_next(list, &object) == WK_OK && names->count < MOST) {
		names->list[names->count++] = strdup(wk_object_name(object));
		wk_object_free(object);
	}
	wk_list_free(list);
}

/* Each class by a key that is known already, and decoded once: the limit. */
static double
bare(MDB_txn *txn, MDB_dbi records, const struct repo_key *keys, size_t count)
{
	struct arena arena = { 0 };
	struct record_work work = { 0 };
	double begin = now();
	for (size_t i = 0; i < count; i++) {
		MDB_val key = { keys[i].len, (void *)(uintptr_t)keys[i].bytes }, value;
		struct record object;
		if (mdb_get(txn, records, &key, &value) != 0)
			quit("a record is not there");
		/* Behind each record stands its sum. */
		if (record_decode(&work, &arena, value.mv_data, value.mv_size - REPO_SUM_SIZE,
		    false, &object) != CIM_OK)
			quit("a record cannot be decoded");
		arena_free(&arena);
	}
	double took = now() - begin;
	record_work_free(&work);
	return took;
}

static double
through(wk_txn *txn, const char *ns, const struct names *names)
{
	wk_object *object;
	double begin = now();
	for (size_t i = 0; i < names->count; i++) {
		if (WK_FAILED(wk_get(txn, WK_CLASS, ns, names->list[i], 0, &object)))
			quit(wk_txn_error(txn));
		wk_object_free(object);
	}
	return now() - begin;
}

static MDB_txn *
open_bare(const char *dir, MDB_env **env, MDB_dbi *records)
{
	MDB_txn *txn;
	if (mdb_env_create(env) != 0 || mdb_env_set_maxdbs(*env, 4) != 0 ||
	    mdb_env_open(*env, dir, MDB_RDONLY | MDB_NOLOCK, 0) != 0 ||
	    mdb_txn_begin(*env, NULL, MDB_RDONLY, &txn) != 0 ||
	    mdb_dbi_open(txn, "records", 0, records) != 0)
		quit("the store cannot be opened");
	return txn;
}

int
main(int argc, char **argv)
{
	static struct names names;
	static struct repo_key keys[MOST];
	static char dir[4096];
	double limit = 1e18, library = 1e18;
	MDB_env *env;
	MDB_dbi records;
	wk_txn *txn;
	if (argc != 4)
		quit("usage: library REPOSITORY GENERATION NAMESPACE");
	wk_repository *repo = wk_new(argv[1]);
	if (repo == NULL || WK_FAILED(wk_open(repo, WK_READ)) || WK_FAILED(wk_begin(repo, WK_READ, &txn)))
		quit(wk_error(repo));
	read_names(txn, argv[3], &names);
	for (size_t i = 0; i < names.count; i++) {
		if (repo_key_class(&keys[i], cim_str_from(argv[3]),
		    cim_name(names.list[i], strlen(names.list[i]))) != CIM_OK)
			quit("a name is none");
	}
	(void)snprintf(dir, sizeof(dir), "%s/gen-%s", argv[1], argv[2]);
	MDB_txn *view = open_bare(dir, &env, &records);
	/* The best of some rounds, side by side: what else the machine does matters least. */
	for (int round = 0; round < 15; round++) {
		double a = bare(view, records, keys, names.count), b = through(txn, argv[3], &names);
		limit = a < limit ? a : limit;
		library = b < library ? b : library;
	}
	double n = names.count > 0 ? (double)names.count : 1;
	printf("%.0f %.0f %zu\n", limit / n, library / n, names.count);
	mdb_txn_abort(view);
	mdb_env_close(env);
	wk_abort(txn);
	wk_free(repo);
	return 0;
}
