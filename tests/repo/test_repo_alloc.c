/*
 * test_repo_alloc.c: every allocation of a deed fails once: the deed answers
 * CIM_ENOMEM, and the repository is as it was. The linker puts these functions in the place of the
 * C library's.
 */
#include <stdlib.h>

#include "repo/query.h"
#include "repo/repo.h"
#include "repo/shelf.h"
#include "tests/repo/sample.h"
#include "tests/unit.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long countdown = -1;	/* how many more succeed; -1: all */

static int
fails(void)
{
	if (countdown < 0)
		return 0;
	if (countdown > 0) {
		countdown--;
		return 0;
	}
	return 1;		/* and from then on */
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

static char dir[4096], path[4200], copy[4200];
static struct arena arena;
static const struct cim_str ns = { "root/cimv2", 10 };
static struct cim_item items[8];
static const struct cim_batch batch = { .items = items, .count = 6, .cap = 8 };

static enum cim_err
apply(struct repo_txn *txn, void *ctx)
{
	struct repo_counts counts;
	const struct cim_item *refused;
	(void)ctx;
	return repo_apply(txn, &batch, &counts, &refused);
}

static enum cim_err
deed_apply(void)
{
	struct repo *repo;
	enum cim_err err = repo_open(path, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &repo, NULL);
	if (err == CIM_OK)
		err = repo_write(repo, apply, NULL);
	repo_close(repo);
	return err;
}

static int problems;
static struct repo_query *asked;	/* by the deed at hand */

static void
problem(void *ctx, const char *text)
{
	(void)ctx;
	printf("# %s\n", text);
	problems++;
}

static enum cim_err
deed_verify(void)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	enum cim_err err = repo_open(path, REPO_READ, &repo, NULL);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_verify(txn, problem, NULL);
	repo_abort(txn);
	repo_close(repo);
	return err;
}

static enum cim_err
add(void *ctx, const struct repo_record *record)
{
	return repo_build_add(ctx, record);
}

static enum cim_err
deed_build(void)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	struct repo_build *build = NULL;
	enum cim_err err = repo_open(path, REPO_READ, &repo, NULL);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_build_begin(copy, REPO_NO_SYNC, &build, NULL);
	if (err == CIM_OK)
		err = repo_walk(txn, add, build);
	if (err == CIM_OK)
		err = repo_build_finish(build);
	else
		repo_build_abandon(build);
	repo_abort(txn);
	repo_close(repo);
	return err;
}

static enum cim_err
row(void *ctx, const struct repo_query_row *found)
{
	static const struct cim_name part = { "__RELPATH", 9, 0 };
	static const struct wql_name name = { &part, 1, 0, 0 };
	struct cim_value value;
	(*(unsigned *)ctx)++;
	return repo_query_value(asked, found, &name, &value);
}

static const char *const queries[] = {
	"select * from TST_Thing where id = 1 and text like \"%o%\"",
	"select id from TST_Thing where text = \"ONE\" or __DYNASTY = \"x\"",
	"select * from TST_Link where a = \"TST_Sub.id=1\" and __RELPATH like \"%\"",
	"select * from meta_class where __this isa \"TST_Thing\"",
	"associators of {TST_Sub.id=1}", "references of {TST_Sub.id=1} where Role = a",
	"references of {TST_Sub.id=1} where ClassDefsOnly",
	"associators of {TST_Thing} where SchemaOnly",
};

/* With the indexes, and as a reader without them is asked: the same rows. */
static enum cim_err
deed_query(void)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	/* The other end of the link is not there, and its class is no association by its qualifiers. */
	static const unsigned wanted[] = { 1, 1, 1, 2, 0, 1, 1, 0 };
	enum cim_err err = repo_open(path, REPO_READ, &repo, NULL);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	for (size_t i = 0; i < 2 * sizeof(queries) / sizeof(queries[0]) && err == CIM_OK; i++) {
		struct repo_query_source source = { .reader = repo_txn_reader(txn),
			.txn = i % 2 == 0 ? txn : NULL, .ns = ns };
		struct bytes_writer plan = { 0 };
		struct wql_fault wrong;
		unsigned rows = 0;
		err = repo_query_open(&source, cim_str_from(queries[i / 2]), &asked, &wrong);
		if (err == CIM_OK)
			err = repo_query_explain(asked, &plan);
		if (err == CIM_OK)
			err = repo_query_run(asked, row, &rows);
		repo_query_close(asked);
		bytes_writer_free(&plan);
		if (err == CIM_OK && rows != wanted[i / 2]) {
			printf("# %s: %u rows\n", queries[i / 2], rows);
			err = CIM_ECONFLICT;
		}
	}
	repo_abort(txn);
	repo_close(repo);
	return err;
}

/* What the shelf has under the key of a record of the repository. */
static enum cim_err
same_record(void *ctx, const struct repo_record *record)
{
	struct repo_reader *reader = ctx;
	struct repo_record other;
	enum cim_err err = reader->get(reader->ctx, record->key, record->key_len, &other);
	if (err != CIM_OK)
		return err == CIM_ENOENT ? CIM_ECONFLICT : err;
	return other.len == record->len && memcmp(other.bytes, record->bytes, other.len) == 0 ?
	    CIM_OK : CIM_ECONFLICT;
}

static enum cim_err
count_record(void *ctx, const struct repo_record *record)
{
	(void)record;
	(*(unsigned *)ctx)++;
	return CIM_OK;
}

/* A batch in memory is what it is in a repository, alone and on top of that: byte by byte. */
static enum cim_err
deed_shelf(void)
{
	struct repo *repo;
	struct repo_txn *txn = NULL;
	struct repo_shelf *shelf = NULL;
	enum cim_err err = repo_open(path, REPO_READ, &repo, NULL);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	for (int on_top = 0; on_top < 2 && err == CIM_OK; on_top++) {
		unsigned counts[2] = { 0, 0 };
		struct repo_reader under, reader;
		under = repo_txn_reader(txn);
		err = repo_shelf_new(on_top ? &under : NULL, &batch, &shelf, NULL);
		if (err != CIM_OK)
			break;
		reader = repo_shelf_reader(shelf);
		err = repo_walk(txn, same_record, &reader);
		if (err == CIM_OK)
			err = repo_walk(txn, count_record, &counts[0]);
		if (err == CIM_OK)
			err = reader.walk(reader.ctx, NULL, 0, count_record, &counts[1]);
		if (err == CIM_OK && counts[0] != counts[1]) {
			printf("# %u records, and %u\n", counts[0], counts[1]);
			err = CIM_ECONFLICT;
		}
		repo_shelf_free(shelf);
	}
	repo_abort(txn);
	repo_close(repo);
	return err;
}

/* Runs the deed with ever more memory until it succeeds. */
static void
starve(const char *what, enum cim_err (*deed)(void))
{
	enum cim_err err = CIM_ENOMEM;
	long n = 0;
	int others = 0, sound = 1;
	for (; n < 5000; n++) {
		countdown = n;
		err = deed();
		countdown = -1;
		if (err == CIM_OK)
			break;
		if (err != CIM_ENOMEM && others++ == 0)
			printf("# %s, allocation %ld: %s\n", what, n, cim_strerror(err));
		err = deed_verify();
		sound &= err == CIM_OK || err == CIM_ENOENT;
	}
	tap_ok(err == CIM_OK && others == 0 && problems == 0 && sound && n > 3,
	    "%s: %ld times without memory, then done", what, n);
}

int
main(void)
{
	char command[4300];
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(dir, sizeof(dir), "%s/wk-alloc-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL)
		return 99;
	(void)snprintf(path, sizeof(path), "%s/r", dir);
	(void)snprintf(copy, sizeof(copy), "%s/c", dir);
	static const char *const thing[] = { "+id", "text", NULL },
				 *const ends[] = { "@a", "@b", NULL };
	items[0].as.qualifier_type = made_type(&arena, "Key", CIM_BOOLEAN);
	items[0].kind = CIM_ITEM_QUALIFIER_TYPE;
	items[1].as.cls = made_class(&arena, "TST_Thing", NULL, thing);
	items[2].as.cls = made_class(&arena, "TST_Sub", "TST_Thing", NULL);
	items[3].as.cls = made_class(&arena, "TST_Link", NULL, ends);
	items[4].as.instance = made_instance(&arena, "TST_Sub", 1, "one");
	items[5].as.instance = made_link(&arena, "TST_Sub.id=1", "TST_Thing.id=2");
	for (size_t i = 0; i < 6; i++) {
		items[i].ns = ns;
		if (i > 0)
			items[i].kind = i < 4 ? CIM_ITEM_CLASS : CIM_ITEM_INSTANCE;
	}
	starve("create and apply", deed_apply);
	starve("verify", deed_verify);
	starve("queries", deed_query);
	starve("a shelf", deed_shelf);
	starve("build", deed_build);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command) != 0)
		printf("# cannot clean\n");
	arena_free(&arena);
	return tap_done();
}
