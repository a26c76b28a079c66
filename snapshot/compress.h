/* compress.h: zlib streams (RFC 1950) and CRC-32, by whatever library is there. */
#ifndef SNAPSHOT_COMPRESS_H
#define SNAPSHOT_COMPRESS_H

#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "cim/err.h"

/* Compresses at one level, 0 to 9. NULL when out of memory. One thread each. */
struct snap_deflater;
struct snap_deflater *snap_deflater_new(int level);
void snap_deflater_free(struct snap_deflater *deflater);	/* NULL is fine */
/* Appends one zlib stream of n bytes (at most 1 GiB) to out. CIM_OK or CIM_ENOMEM. */
enum cim_err snap_deflate(struct snap_deflater *deflater, const void *bytes, size_t n,
    struct bytes_writer *out);

/* Inflates. NULL when out of memory. One thread each. */
struct snap_inflater;
struct snap_inflater *snap_inflater_new(void);
void snap_inflater_free(struct snap_inflater *inflater);	/* NULL is fine */
/*
 * One zlib stream that takes all n bytes and gives exactly out_len bytes:
 * CIM_OK; CIM_EDAMAGED when it is anything else. Never writes past out_len.
 */
enum cim_err snap_inflate(struct snap_inflater *inflater, const void *bytes, size_t n, void *out,
    size_t out_len);

uint32_t snap_crc32(const void *bytes, size_t n);

/* The library, its version and the level, e.g. "libdeflate 1.14 level 6". */
void snap_compressor_name(int level, char *out, size_t room);

#endif
