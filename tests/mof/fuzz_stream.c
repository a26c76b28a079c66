/*
 * fuzz_stream.c: two bytes that say how long the output is, then any bytes as a compressed stream. What comes out, and the
 * input itself, come out again when they are compressed.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mof/bmof_compress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
there_and_back(const uint8_t *bytes, size_t n)
{
	struct bytes_writer stream = { .limit = 0 };
	size_t done;
	uint8_t *out = malloc(n + 1);
	must(out != NULL && mof_bmof_compress(bytes, n, &stream) == CIM_OK);
	must(mof_bmof_ratio_possible(stream.len, n));
	must(mof_bmof_decompress(stream.buf, stream.len, out, n, &done, NULL) == CIM_OK);
	must(done == n && (n == 0 || memcmp(out, bytes, n) == 0));
	bytes_writer_free(&stream);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	size_t n = (size_t)(data[0] | data[1] << 8), done;
	uint8_t *out = malloc(n + 1);
	must(out != NULL);
	enum cim_err err = mof_bmof_decompress(data + 2, size - 2, out, n, &done, NULL);
	must(err == CIM_OK || err == CIM_EDAMAGED);
	must(done <= n && (err != CIM_OK || done == n));
	there_and_back(out, done);
	there_and_back(data, size);
	free(out);
	return 0;
}
