/*
 * fake.h: a repository in memory, behind the names of repo.h that snapshot/ uses,
 * with records of any shape.
 */
#ifndef TESTS_SNAPSHOT_FAKE_H
#define TESTS_SNAPSHOT_FAKE_H

#include "repo/repo.h"

/* Records in the order in which they are added; repo_walk shows them so. */
struct repo_txn {
	struct repo_record *records;
	size_t n, cap;
	struct cim_fault fault;
};

struct repo {
	struct cim_fault fault;
};

/*
 * A record of the shape of real ones: kind, version, varint length of the rest
 * of the head, that rest, texts. The first text is the namespace, the second the name, the third
 * the path (of an instance).
 */
void fake_add(struct repo_txn *txn, uint8_t kind, const char *key, const void *rest,
    size_t rest_len, const struct cim_str *texts, size_t count);
/* The same with key and value as they are. */
void fake_add_raw(struct repo_txn *txn, const void *key, size_t key_len, const void *bytes,
    size_t len);
void fake_free(struct repo_txn *txn);

/* What repo_build_* got. after: the number of records after which add fails (0: never). */
struct fake_built {
	struct repo_txn records;
	bool finished, abandoned;
	size_t after;
};
extern struct fake_built fake_built;

/*
 * A mixed lot: namespaces, qualifier types, classes and count instances, with
 * shared, empty and odd texts; seeded.
 */
void fake_fill(struct repo_txn *txn, unsigned count, unsigned seed);
bool fake_equal(const struct repo_txn *a, const struct repo_txn *b);
unsigned fake_random(unsigned *state);

/* A directory for this run, gone at exit, and a path in it (static memory, 64 of them in turn). */
const char *scratch_path(const char *name);
/* The number of entries in that directory. */
unsigned scratch_count(void);
/* A whole file, in memory that the caller frees; NULL when there is none. */
uint8_t *scratch_load(const char *path, size_t *len);
void scratch_store(const char *path, const void *bytes, size_t len);

#endif
