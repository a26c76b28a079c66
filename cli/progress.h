/* progress.h: a bar on standard error for work that takes long, with rate and time left. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "cli/opts.h"

struct progress {
	const char *title;
	enum cmd_when when;
	bool shown;
	bool plain;		/* no terminal: lines instead of one that is redrawn */
	struct timespec begin, drawn;
	uint64_t done, total;
};

void progress_begin(struct progress *p, const struct cmd *cmd, const char *title);
/* A callback for the doors: ctx is the struct progress. Non-zero when a signal asks to stop. */
int progress_step(void *ctx, uint64_t done, uint64_t total);
/* Wipes the bar from the terminal; nothing when none was shown. */
void progress_end(struct progress *p);

#endif
