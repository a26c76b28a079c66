/* bmof_compress.h: the compression of binary MOF: LZ77 in blocks of 512 bytes (doc/binary-mof.txt, 2). */
#ifndef MOF_BMOF_COMPRESS_H
#define MOF_BMOF_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "cim/err.h"

#define MOF_BMOF_HEADER 16u		/* bytes in front of the stream */
#define MOF_BMOF_SIGNATURE "DS\0\1"	/* the first four of the stream */
#define MOF_BMOF_BLOCK 512u		/* bytes of output between two syncs */
#define MOF_BMOF_MID 64u		/* the first distance of nine bits, */
#define MOF_BMOF_FAR 320u		/* of twelve, */
#define MOF_BMOF_SYNC 4415u		/* and the one that is none */

/*
 * A stream of n bytes into exactly size bytes of out. *done: how many of them are there, also of a
 * stream that is damaged or cut (CIM_EDAMAGED; offsets in the fault count from the header).
 */
enum cim_err mof_bmof_decompress(const uint8_t *in, size_t n, uint8_t *out, size_t size,
    size_t *done, struct cim_fault *fault);

/* Whether a stream can have so many bytes: before memory is taken for them. */
bool mof_bmof_ratio_possible(size_t compressed, size_t size);

/*
 * Appends the stream that Microsoft's compiler writes for these bytes, bit by bit. CIM_ENOMEM,
 * also in out->err.
 */
enum cim_err mof_bmof_compress(const uint8_t *in, size_t n, struct bytes_writer *out);

#endif
