/* format.h: the numbers of doc/snapshot-format.txt, in its order. */
#ifndef SNAPSHOT_FORMAT_H
#define SNAPSHOT_FORMAT_H

#include "cim/limits.h"

/* 0. Terms */
#define SNAP_KEY_MAX 511u		/* bytes of a key */
#define SNAP_HASH 32u			/* bytes of a BLAKE2b */

/* 2. The label */
#define SNAP_MAGIC "\x89WBK\r\n\x1a\n"
#define SNAP_MAGIC_SIZE 8u
#define SNAP_FORMAT 1u			/* the version written here, and the highest one read */
#define SNAP_OLDEST_READER 1u
#define SNAP_REQUIRED_TYPES 1u		/* required flag: structures or enumerations */
#define SNAP_REQUIRED_KNOWN SNAP_REQUIRED_TYPES	/* required flags that this reader knows */
#define SNAP_LABEL_SIZE 512u
#define SNAP_LABEL_UUID 40u		/* sizes of the text fields */
#define SNAP_LABEL_COMPRESSOR 32u
#define SNAP_LABEL_ORIGIN 256u
#define SNAP_LABEL_ZERO 36u

/* 3. Blocks */
#define SNAP_BLOCK_RECORDS 4096u	/* the rule by which records fall into blocks */
#define SNAP_BLOCK_WEIGHT 524288u
#define SNAP_BLOCK_MARK 0x8a6c4277u	/* "\x77\x42\x6c\x8a", read as a number */
#define SNAP_BLOCK_HEADER 40u
#define SNAP_WEIGHT_MAX (CIM_LIMIT_RECORD + SNAP_KEY_MAX)
#define SNAP_DEFLATE_RATIO 1032u	/* deflate cannot do more */

/* 4. The index */
#define SNAP_INDEX_ENTRY_MIN (SNAP_BLOCK_HEADER + 2u)

/* 5. The trailer */
#define SNAP_TRAILER_SIZE 64u
#define SNAP_TRAILER_MARK 0x444e458au	/* "\x8a" "END" */

#endif
