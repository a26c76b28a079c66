/* provider_run.h: a provider at work: a process with a request, whose output comes line by line. */
#ifndef REPO_PROVIDER_RUN_H
#define REPO_PROVIDER_RUN_H

#include "repo/provider_child.h"
#include "repo/provider_file.h"

#define PROVIDER_SAYS 2048		/* the last bytes of standard error are kept */

struct provider_run {
	const char *name;
	pid_t watcher;
	int out, says, control;		/* our ends, or -1 */
	uint64_t left;			/* nanoseconds that it may still keep us waiting */
	uint64_t allowed;		/* milliseconds, of which left is left */
	struct provider_news news;	/* how it ended; kind 0: not yet */
	char *buf;			/* lines of its output: bytes [at, end) are not yet told */
	size_t cap, at, end, seen;	/* seen: before it there is no end of a line */
	uint64_t bytes, says_bytes;	/* that it wrote in all */
	char said[PROVIDER_SAYS];
	size_t said_len;
};

/*
 * Starts the program in file with a request as its standard input. timeout: milliseconds that
 * its caller may be kept waiting in all; memory: bytes. CIM_EPROVIDER, CIM_ENOMEM. What was
 * begun is to be ended in any case.
 */
enum cim_err provider_run_begin(struct provider_run *run, const struct provider_file *file,
    struct cim_str request, uint64_t timeout, uint64_t memory, struct provider_fault *fault);
/*
 * The next line, without its end; a slice that is gone with the next call. CIM_ENOENT: there is no
 * more; what stands behind the last end of a line is a line too. CIM_EPROVIDER.
 */
enum cim_err provider_run_line(
    struct provider_run *run, struct cim_str *line, struct provider_fault *fault);
/* After the last line: how the program ended. CIM_EPROVIDER unless it did so with status 0. */
enum cim_err provider_run_status(struct provider_run *run, struct provider_fault *fault);
/* Kills what still runs of it, waits for that, and frees. Twice is fine. */
void provider_run_end(struct provider_run *run);

/* The last line that it wrote to standard error, with ": " in front; or "". */
const char *provider_run_said(struct provider_run *run);

#endif
