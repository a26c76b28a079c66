/* output.c: files that appear under their names together, or not at all. */
#include "config.h"

#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/replace.h"

static enum cim_err
collect(void *ctx, const void *bytes, size_t n)
{
	struct output *out = ctx;
	bytes_write(&out->text, bytes, n);
	return out->text.err;
}

/* Where the file may stand, with the rights of the one that it replaces. */
static bool
begin(struct output *out)
{
	struct stat st;
	bool there = stat(out->path, &st) == 0;
	if (there && !S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return false;
	}
	size_t len = strlen(out->path);
	out->fd = -1;
	out->temp = malloc(len + 12);
	if (out->temp == NULL)
		return false;
	memcpy(out->temp, out->path, len);
	memcpy(out->temp + len, ".tmp.XXXXXX", 12);
	out->fd = mkstemp(out->temp);
	if (out->fd < 0) {
		free(out->temp);
		out->temp = NULL;
		return false;
	}
	mode_t mask = umask(0);
	(void)umask(mask);
	mode_t mode = there ? st.st_mode & 0777u : 0666u & ~mask;
	return fchmod(out->fd, mode) == 0;
}

static bool
fill(struct output *out)
{
	const uint8_t *at = out->text.buf;
	size_t left = out->text.len;
	while (left > 0) {
		ssize_t written = write(out->fd, at, left);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			at += written;
			left -= (size_t)written;
		}
	}
	return fsync(out->fd) == 0;
}

static bool
name_it(struct output *out)
{
	if (rename(out->temp, out->path) != 0)
		return false;
	free(out->temp);
	out->temp = NULL;
	return true;
}

struct cim_sink
output_sink(struct output *out)
{
	return (struct cim_sink){ collect, out };
}

void
output_free(struct output *out)
{
	if (out->temp != NULL) {
		(void)unlink(out->temp);
		if (out->fd >= 0)
			(void)close(out->fd);
	}
	free(out->temp);
	out->temp = NULL;
	bytes_writer_free(&out->text);
}

/* An error of writing may come as late as this. */
static bool
shut(struct output *out)
{
	int fd = out->fd;
	out->fd = -1;
	return close(fd) == 0;
}

/* All steps of all, each step of one before the next. */
int
output_publish(struct output *outs, size_t count)
{
	static bool (*const steps[])(struct output *out) = { begin, fill, shut, name_it };
	for (size_t step = 0; step < 4; step++) {
		for (size_t i = 0; i < count; i++) {
			if (steps[step](&outs[i]))
				continue;
			err_line("%s: %s", outs[i].path, strerror(errno));
			return errno == ENOSPC || errno == EDQUOT || errno == EIO ? CMD_IO
			    : CMD_USAGE;
		}
	}
	for (size_t i = 0; i < count; i++) {
		struct cim_fault fault = { .err = CIM_OK };
		enum cim_err err = replace_name_sync(outs[i].path, &fault);
		if (err != CIM_OK)
			return cmd_fail(outs[i].path, err, &fault);
	}
	return CMD_DONE;
}

