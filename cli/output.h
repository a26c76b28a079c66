/* output.h: files that appear under their names together, or not at all. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stddef.h>

#include "cim/bytes.h"
#include "cim/stream.h"

/* A file that is to be made; zeroed but for its path. */
struct output {
	const char *path;
	struct bytes_writer text;	/* what is to be in it: output_sink, or written directly */
	char *temp;			/* output.c's */
	int fd;
};

struct cim_sink output_sink(struct output *out);
/*
 * Writes all of them beside, syncs them, and names them, over what was there: a full disk is met
 * before any name, and the names are durable. A status; why not was told.
 */
int output_publish(struct output *outs, size_t count);
void output_free(struct output *out);

#endif
