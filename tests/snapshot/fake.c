/* fake.c: see fake.h. */
#include "tests/snapshot/fake.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/bytes.h"

struct fake_built fake_built;

static void *
must(void *p)
{
	if (p == NULL) {
		printf("Bail out! no memory for the test itself\n");
		exit(99);
	}
	return p;
}

void
fake_add_raw(struct repo_txn *txn, const void *key, size_t key_len, const void *bytes, size_t len)
{
	if (txn->n == txn->cap) {
		txn->cap = txn->cap == 0 ? 64 : txn->cap * 2;
		txn->records = must(realloc(txn->records, txn->cap * sizeof(*txn->records)));
	}
	uint8_t *copy = must(malloc(key_len + len + 1));
	memcpy(copy, key, key_len);
	if (len > 0)
		memcpy(copy + key_len, bytes, len);
	txn->records[txn->n++] = (struct repo_record){ copy, copy + key_len, key_len, len };
}

void
fake_add(struct repo_txn *txn, uint8_t kind, const char *key, const void *rest, size_t rest_len,
    const struct cim_str *texts, size_t count)
{
	struct bytes_writer k = { 0 }, v = { 0 };
	bytes_write_u8(&k, kind);
	bytes_write_text(&k, key);
	bytes_write_u8(&v, kind);
	bytes_write_u8(&v, 1);
	bytes_write_varint(&v, rest_len);
	bytes_write(&v, rest, rest_len);
	for (size_t i = 0; i < count; i++)
		bytes_write_str(&v, texts[i]);
	fake_add_raw(txn, k.buf, k.len, v.buf, v.len);
	bytes_writer_free(&k);
	bytes_writer_free(&v);
}

void
fake_free(struct repo_txn *txn)
{
	for (size_t i = 0; i < txn->n; i++)
		free((void *)(uintptr_t)txn->records[i].key);
	free(txn->records);
	*txn = (struct repo_txn){ 0 };
}

unsigned
fake_random(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 8 & 0xffffff;
}

static int
record_order(const void *a, const void *b)
{
	const struct repo_record *x = a, *y = b;
	size_t both = x->key_len < y->key_len ? x->key_len : y->key_len;
	int order = memcmp(x->key, y->key, both);
	return order != 0 ? order : (x->key_len > y->key_len) - (x->key_len < y->key_len);
}

void
fake_fill(struct repo_txn *txn, unsigned count, unsigned seed)
{
	static const char *words[] = { "", "Description", "Key", "root/cimv2", "a\0b", "fan",
	    "Acme_Fan", "x" };
	static const uint8_t kinds[] = { 0x10, 0x20, 0x20, 0x30, 0x30, 0x30, 0x40, 0x40 };
	for (unsigned i = 0; i < count; i++) {
		uint8_t rest[64];
		char key[64], fresh[400];
		struct cim_str texts[12];
		unsigned n = fake_random(&seed) % 10;
		size_t rest_len = fake_random(&seed) % sizeof(rest);
		for (size_t j = 0; j < rest_len; j++)
			rest[j] = (uint8_t)(fake_random(&seed) % 5);
		for (size_t j = 0; j < sizeof(fresh); j++)
			fresh[j] = (char)(fake_random(&seed) % 97 == 0 ? 0 :
			    'a' + fake_random(&seed) % 26);
		uint8_t kind = kinds[fake_random(&seed) % sizeof(kinds)];
		(void)snprintf(key, sizeof(key), "/ns%u/%08u", fake_random(&seed) % 3, i);
		texts[0] = cim_str(key, 4);
		texts[1] = cim_str(key + 3, strlen(key + 3));
		texts[2] = cim_str(key, strlen(key));
		for (unsigned j = 3; j < n; j++) {
			const char *word = words[fake_random(&seed) % 8];
			texts[j] = fake_random(&seed) % 3 == 0 ?
			    cim_str(fresh + j, fake_random(&seed) % 380) :
			    cim_str(word, word[0] == 'a' ? 3 : strlen(word));
		}
		fake_add(txn, kind, key, rest, rest_len, texts, n);
	}
	if (txn->n > 0)
		qsort(txn->records, txn->n, sizeof(*txn->records), record_order);
}

bool
fake_equal(const struct repo_txn *a, const struct repo_txn *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		const struct repo_record *x = &a->records[i], *y = &b->records[i];
		if (record_order(x, y) != 0 || x->len != y->len ||
		    memcmp(x->bytes, y->bytes, x->len) != 0)
			return false;
	}
	return a->n == b->n;
}

/* ---- A directory of one's own ---------------------------------------------- */

static char scratch[200];

static void
scratch_remove(void)
{
	DIR *list = opendir(scratch);
	const struct dirent *entry;
	char path[600];
	while (list != NULL && (entry = readdir(list)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s", scratch, entry->d_name);
		(void)remove(path);
	}
	if (list != NULL)
		(void)closedir(list);
	(void)rmdir(scratch);
}

const char *
scratch_path(const char *name)
{
	static char paths[64][600];
	static unsigned turn;
	if (scratch[0] == '\0') {
		const char *tmp = getenv("TMPDIR");
		(void)snprintf(scratch, sizeof(scratch), "%s/snapshot.XXXXXX", tmp == NULL ?
		    "/tmp" : tmp);
		must(mkdtemp(scratch));
		(void)atexit(scratch_remove);
	}
	char *path = paths[turn++ % 64];
	(void)snprintf(path, sizeof(paths[0]), "%s/%s", scratch, name);
	return path;
}

unsigned
scratch_count(void)
{
	DIR *list = must(opendir(scratch));
	unsigned count = 0;
	while (readdir(list) != NULL)
		count++;
	(void)closedir(list);
	return count - 2;
}

uint8_t *
scratch_load(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	if (f == NULL || fstat(fileno(f), &st) != 0)
		return NULL;
	uint8_t *bytes = must(malloc((size_t)st.st_size + 1));
	*len = fread(bytes, 1, (size_t)st.st_size, f);
	(void)fclose(f);
	return bytes;
}

void
scratch_store(const char *path, const void *bytes, size_t len)
{
	/* In place and cut afterwards: some file systems sync a file that was emptied first. */
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || ftruncate(fd, (off_t)len) != 0 ||
	    close(fd) != 0) {
		printf("Bail out! cannot write %s\n", path);
		exit(99);
	}
}

/* ---- What snapshot/ asks a repository -------------------------------------- */

/* Moves to the first text. */
static void
head_skip(struct bytes_reader *r, const void *bytes, size_t len)
{
	bytes_reader_init(r, bytes, len);
	(void)bytes_read_u8(r);
	(void)bytes_read_u8(r);
	(void)bytes_read_str(r);
}

enum cim_err
repo_record_split(const uint8_t *bytes, size_t len, size_t *head_len)
{
	struct bytes_reader r;
	head_skip(&r, bytes, len);
	*head_len = bytes_read_offset(&r);
	return r.err;
}

static struct cim_str
text_or_none(struct bytes_reader *r)
{
	return bytes_read_left(r) == 0 ? cim_str("", 0) : bytes_read_str(r);
}

enum cim_err
repo_record_subject(struct arena *arena, const struct repo_record *record,
    struct repo_subject *out)
{
	struct bytes_reader r;
	(void)arena;
	head_skip(&r, record->bytes, record->len);
	out->kind = (enum repo_kind)record->key[0];
	out->ns = text_or_none(&r);
	struct cim_str name = text_or_none(&r);
	out->name = cim_name(name.ptr, name.len);
	out->path = out->kind == REPO_KIND_INSTANCE ? text_or_none(&r) : cim_str("", 0);
	return r.err;
}

enum cim_err
repo_record_check(struct arena *arena, const struct repo_record *record)
{
	struct bytes_reader r;
	if (arena_alloc(arena, 16) == NULL)
		return CIM_ENOMEM;
	head_skip(&r, record->bytes, record->len);
	while (r.err == CIM_OK && bytes_read_left(&r) > 0)
		(void)bytes_read_str(&r);
	return r.err;
}

enum cim_err
repo_walk(struct repo_txn *txn, enum cim_err (*each)(void *ctx, const struct repo_record *record),
    void *ctx)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < txn->n && err == CIM_OK; i++)
		err = each(ctx, &txn->records[i]);
	return err;
}

const struct cim_fault *
repo_txn_fault(const struct repo_txn *txn)
{
	return &txn->fault;
}

const struct cim_fault *
repo_fault(const struct repo *repo)
{
	return &repo->fault;
}

enum cim_err
repo_status(struct repo *repo, struct repo_status *out)
{
	(void)repo;
	*out = (struct repo_status){ .uuid = "01234567-89ab-cdef-0123-456789abcdef",
	    .used_bytes = 4096 };
	return CIM_OK;
}

enum cim_err
repo_build_begin(const char *path, unsigned flags, struct repo_build **out,
    struct cim_fault *fault)
{
	(void)path;
	(void)flags;
	(void)fault;
	fake_free(&fake_built.records);
	fake_built.finished = fake_built.abandoned = false;
	*out = (struct repo_build *)&fake_built;
	return CIM_OK;
}

enum cim_err
repo_privilege_check(struct repo *repo, unsigned privileges, struct cim_fault *fault)
{
	(void)repo;
	(void)privileges;
	(void)fault;
	return CIM_OK;
}

void
repo_build_set_wait(struct repo_build *build, int64_t milliseconds)
{
	(void)build;
	(void)milliseconds;
}

enum cim_err
repo_build_add(struct repo_build *build, const struct repo_record *record)
{
	struct fake_built *built = (struct fake_built *)build;
	if (built->after != 0 && built->records.n == built->after)
		return CIM_ENOSPC;
	fake_add_raw(&built->records, record->key, record->key_len, record->bytes, record->len);
	return CIM_OK;
}

enum cim_err
repo_build_finish(struct repo_build *build)
{
	((struct fake_built *)build)->finished = true;
	return CIM_OK;
}

void
repo_build_abandon(struct repo_build *build)
{
	((struct fake_built *)build)->abandoned = true;
}
