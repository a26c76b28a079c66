/*
 * fuzz_snapshot.c: any bytes as a part of a snapshot: no crash, no read or write out of bounds, no
 * leak.
 * The first byte says which part, so that checksums do not keep the fuzzer out.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

#include "snapshot/index.h"
#include "snapshot/snapshot.h"
#include "tests/snapshot/fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum cim_err
subject_ignore(void *ctx, const struct repo_subject *subject)
{
	(void)ctx;
	(void)subject;
	return CIM_OK;
}

/* A whole file, through the door. */
static void
fuzz_file(const uint8_t *data, size_t size)
{
	char path[64];
	struct snap_reader *snap;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0 && write(fd, data, size) == (ssize_t)size &&
	    snap_open(path, &snap, NULL) == CIM_OK) {
		(void)snap_list(snap, subject_ignore, NULL);
		(void)snap_verify(snap, NULL, NULL);
		snap_close(snap);
	}
	if (fd >= 0)
		(void)close(fd);
}

static void
fuzz_names(const uint8_t *data, size_t size, uint32_t records)
{
	struct snap_names_reader r = { .why = NULL };
	struct cim_str key;
	struct repo_subject subject;
	enum cim_err err = snap_names_begin(&r, data, size, records);
	while (err == CIM_OK)
		err = snap_names_next(&r, &key, &subject);
	snap_names_reader_free(&r);
}

static void
fuzz_body(const uint8_t *data, size_t size, uint32_t records)
{
	static uint8_t room[SNAP_BLOCK_WEIGHT];
	struct snap_body_reader r = { .why = NULL };
	size_t len, at = 0;
	enum cim_err err = snap_body_begin(&r, data, size, records);
	for (; err == CIM_OK; at += len)
		err = snap_body_next(&r, room + at, sizeof(room) - at, &len);
	snap_body_reader_free(&r);
}

static void
fuzz_frame(const uint8_t *data, size_t size)
{
	struct snap_label label = { .records = 20 };
	struct snap_index_entry *entries;
	struct snap_trailer trailer;
	uint32_t blocks;
	if (size >= SNAP_LABEL_SIZE)
		(void)snap_label_decode(data, &label, NULL);
	if (size >= SNAP_TRAILER_SIZE)
		(void)snap_trailer_decode(data, size, &trailer, NULL);
	if (snap_index_decode(data, size, 4096, &label, &entries, &blocks, NULL) == CIM_OK)
		free(entries);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3 || sodium_init() < 0)
		return 0;
	uint32_t records = data[1] + 1u;
	switch (data[0] % 4) {
	case 0: fuzz_file(data + 2, size - 2); break;
	case 1: fuzz_names(data + 2, size - 2, records); break;
	case 2: fuzz_body(data + 2, size - 2, records); break;
	default: fuzz_frame(data + 2, size - 2); break;
	}
	return 0;
}
