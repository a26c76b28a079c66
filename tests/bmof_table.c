/*
 * bmof_table.c: for each FILE with a binary MOF a row: its sizes, and whether it is decompressed to the announced size, compressed
 * to the same file again, its records written to the same bytes again, and its text compiled to them. Status 1: not all of that.
 * With -t no rows: how long all of it takes, for bench/.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mof/bmof.h"
#include "mof/bmof_compress.h"
#include "mof/mof.h"

#define MOST (1u << 20)

struct file {
	uint8_t *bytes;
	size_t n;
	const char *path;
};

static bool
load(struct file *f, const char *path)
{
	FILE *in = fopen(path, "rb");
	f->path = path;
	f->bytes = malloc(MOST);
	f->n = in == NULL || f->bytes == NULL ? 0 : fread(f->bytes, 1, MOST, in);
	if (in != NULL)
		(void)fclose(in);
	return f->n > 0;
}

struct row {
	size_t blob;
	bool unpacked, packed, records, text;
};

static bool
is_same(const struct bytes_writer *w, const uint8_t *bytes, size_t n)
{
	return w->err == CIM_OK && w->len == n && memcmp(w->buf, bytes, n) == 0;
}

static struct row
look(const struct file *f)
{
	struct row row = { .blob = 0 };
	struct arena arena = { 0 };
	struct mof_bmof_problems problems = { .arena = &arena };
	struct cim_fault fault = { .err = CIM_OK };
	struct bytes_writer packed = { .limit = 0 }, written = { .limit = 0 };
	struct mof_bmof bmof;
	struct mof_binary *binary = NULL;
	const uint8_t *blob;
	uint32_t outer, at;
	size_t used;
	if (mof_bmof_unpack(&arena, f->bytes, f->n, &blob, &row.blob, &outer, &used, &problems, &fault) ==
	    CIM_OK) {
		uint32_t size = 0;
		for (unsigned i = 4; i-- > 0;)
			size = size << 8 | f->bytes[12 + i];
		row.unpacked = row.blob == size && problems.count == 0;
		row.packed = mof_bmof_pack(blob, row.blob, outer, &packed) == CIM_OK &&
		    is_same(&packed, f->bytes, used);
		row.records = mof_bmof_read(&arena, blob, row.blob, &bmof, &problems) == CIM_OK &&
		    mof_bmof_write(&bmof, &written) == CIM_OK && is_same(&written, blob, row.blob);
	}
	if (mof_binary_read(f->path, f->bytes, f->n, &used, &binary, &fault) != CIM_OK ||
	    mof_binary_again(binary, &row.text, &at) != CIM_OK)
		row.text = false;
	mof_binary_free(binary);
	bytes_writer_free(&packed);
	bytes_writer_free(&written);
	arena_free(&arena);
	return row;
}

static const char *
word(bool same)
{
	return same ? "same" : "DIFFERS";
}

static bool
print_row(const struct file *f)
{
	struct row r = look(f);
	const char *name = strrchr(f->path, '/');
	printf("%7zu %7zu  %-8s %-8s %-8s %-8s %s\n", f->n, r.blob, word(r.unpacked), word(r.packed),
	    word(r.records), word(r.text), name == NULL ? f->path : name + 1);
	return r.unpacked && r.packed && r.records && r.text;
}

static double
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of the processor: MB/s of decompression over all files; milliseconds for the compression of the largest blob. */
static void
measure(const struct file *files, int count)
{
	uint8_t *out = malloc(MOST), *largest = malloc(MOST);
	size_t total = 0, most = 0, done;
	unsigned rounds = 0;
	if (out == NULL || largest == NULL)
		exit(2);
	double begin = now(), took;
	do {
		for (int i = 0; i < count; i++) {
			const uint8_t *p = files[i].bytes;
			size_t size = (size_t)p[12] | (size_t)p[13] << 8 | (size_t)p[14] << 16;
			(void)mof_bmof_decompress(p + 16, files[i].n - 16, out, size, &done, NULL);
			total += done;
			if (done > most) {
				most = done;
				memcpy(largest, out, done);
			}
		}
		rounds++;
	} while ((took = now() - begin) < 0.5);
	printf("decompress %.1f MB/s (%d files, %u times)\n", (double)total / took / 1e6, count, rounds);
	double best = 1e9;
	for (int i = 0; i < 5; i++) {
		struct bytes_writer w = { .limit = 0 };
		begin = now();
		(void)mof_bmof_compress(largest, most, &w);
		took = now() - begin;
		best = took < best ? took : best;
		bytes_writer_free(&w);
	}
	printf("compress %.2f ms (%zu bytes)\n", best * 1e3, most);
	free(out);
	free(largest);
}

int
main(int argc, char **argv)
{
	bool time = argc > 1 && strcmp(argv[1], "-t") == 0;
	int first = time ? 2 : 1, bad = 0;
	struct file *files = calloc((size_t)argc, sizeof(*files));
	if (files == NULL)
		return 2;
	if (!time)
		printf("   file    blob  unpacked packed   records  text\n");
	for (int i = first; i < argc; i++) {
		if (!load(&files[i - first], argv[i])) {
			(void)fprintf(stderr, "%s: cannot be read\n", argv[i]);
			return 2;
		}
		bad += !time && !print_row(&files[i - first]);
	}
	if (time)
		measure(files, argc - first);
	else
		printf("%d of %d are the same throughout\n", argc - first - bad, argc - first);
	for (int i = first; i < argc; i++)
		free(files[i - first].bytes);
	free(files);
	return bad > 0;
}
