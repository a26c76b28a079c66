/* stream.h: sink and source, two callbacks for bytes out and in. */
#ifndef CIM_STREAM_H
#define CIM_STREAM_H

#include <stddef.h>

#include "cim/err.h"

/* Takes all n bytes or fails. */
struct cim_sink {
	enum cim_err (*write)(void *ctx, const void *bytes, size_t n);
	void *ctx;
};

/* Gives up to n bytes; *got 0 is the end. */
struct cim_source {
	enum cim_err (*read)(void *ctx, void *bytes, size_t n, size_t *got);
	void *ctx;
};

#endif
