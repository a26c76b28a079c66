/* deflate.c: the limit for a backup: deflates a file's bytes in blocks on all cores, and writes nothing. Or dumps a repository's records. */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#endif

#include "repo/repo.h"

#define BLOCK 524288u	/* as in snapshot/format.h */

struct job {
	const unsigned char *bytes;
	size_t n;
	int level;
	atomic_size_t next, packed;
	atomic_bool failed;
};

static void
deflate_blocks(struct job *job, unsigned char *room, size_t cap)
{
#ifdef HAVE_LIBDEFLATE
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(job->level);
#endif
	for (;;) {
		size_t at = atomic_fetch_add(&job->next, BLOCK);
		if (at >= job->n)
			break;
		size_t len = job->n - at < BLOCK ? job->n - at : BLOCK;
#ifdef HAVE_LIBDEFLATE
		size_t got = c == NULL ? 0 : libdeflate_zlib_compress(c, job->bytes + at, len, room, cap);
#else
		uLongf got = (uLongf)cap;
		if (compress2(room, &got, job->bytes + at, (uLong)len, job->level) != Z_OK)
			got = 0;
#endif
		if (got == 0)
			atomic_store(&job->failed, true);
		atomic_fetch_add(&job->packed, (size_t)got);
	}
#ifdef HAVE_LIBDEFLATE
	libdeflate_free_compressor(c);
#endif
}

static void *
work(void *arg)
{
	struct job *job = arg;
	size_t cap = compressBound(BLOCK) + 1024;
	unsigned char *room = malloc(cap);
	if (room == NULL)
		atomic_store(&job->failed, true);
	else
		deflate_blocks(job, room, cap);
	free(room);
	return NULL;
}

static int
deflate_file(const char *path, int level, int threads)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
		perror(path);
		return 1;
	}
	long size = ftell(f);
	rewind(f);
	unsigned char *bytes = malloc(size > 0 ? (size_t)size : 1);
	size_t n = bytes == NULL || size < 0 ? 0 : fread(bytes, 1, (size_t)size, f);
	(void)fclose(f);
	struct job job = { .bytes = bytes, .n = n, .level = level };
	pthread_t ids[64];
	int started = 0;
	for (; started < threads - 1 && started < 64; started++)
		if (pthread_create(&ids[started], NULL, work, &job) != 0)
			break;
	work(&job);
	while (started > 0)
		(void)pthread_join(ids[--started], NULL);
	printf("%zu %zu\n", n, atomic_load(&job.packed));
	free(bytes);
	return atomic_load(&job.failed) ? 1 : 0;
}

static enum cim_err
dump_record(void *ctx, const struct repo_record *record)
{
	FILE *f = ctx;
	return fwrite(record->key, 1, record->key_len, f) == record->key_len &&
	    fwrite(record->bytes, 1, record->len, f) == record->len ? CIM_OK : CIM_EIO;
}

static int
dump(const char *path, const char *to)
{
	struct cim_fault fault;
	struct repo *repo = NULL;
	struct repo_txn *txn = NULL;
	cim_fault_clear(&fault);
	FILE *f = fopen(to, "wb");
	if (f == NULL) {
		perror(to);
		return 1;
	}
	enum cim_err err = repo_open(path, REPO_READ, &repo, &fault);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_walk(txn, dump_record, f);
	repo_abort(txn);
	repo_close(repo);
	if (fclose(f) != 0 || err != CIM_OK) {
		fprintf(stderr, "deflate: %s: %s %s\n", path, cim_strerror(err), fault.text);
		return 1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "dump") == 0)
		return dump(argv[2], argv[3]);
	if (argc == 4)
		return deflate_file(argv[1], atoi(argv[2]), atoi(argv[3]));
	fprintf(stderr, "usage: deflate FILE LEVEL THREADS | deflate dump REPOSITORY FILE\n");
	return 2;
}
