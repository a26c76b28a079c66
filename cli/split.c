/* split.c: a split unit into two files, which both appear, or neither. */
#include "config.h"

#include "cli/split.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/bytes.h"
#include "cli/cmd.h"
#include "cli/out.h"

/* A file that is made beside the one it is to replace. */
struct output {
	const char *path;
	char *temp;		/* NULL: none is there */
	int fd;
	struct bytes_writer text;
};

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

static void
end(struct output *out)
{
	if (out->fd >= 0)
		(void)close(out->fd);
	if (out->temp != NULL)
		(void)unlink(out->temp);
	free(out->temp);
	bytes_writer_free(&out->text);
}

/* All steps of both, each step of one before the next: a full disk is met before any name. */
static int
publish(struct output outs[2])
{
	static bool (*const steps[])(struct output *out) = { begin, fill, name_it };
	for (size_t step = 0; step < 3; step++) {
		for (size_t i = 0; i < 2; i++) {
			if (steps[step](&outs[i]))
				continue;
			err_line("%s: %s", outs[i].path, strerror(errno));
			return errno == ENOSPC || errno == EDQUOT || errno == EIO ? CMD_IO
			    : CMD_USAGE;
		}
	}
	return CMD_DONE;
}

int
split_files(struct mof_unit *unit, const char *locale, const char *ns, const char *neutral,
    const char *localized)
{
	struct output outs[2] = { { .path = neutral, .fd = -1 }, { .path = localized, .fd = -1 } };
	size_t count;
	enum cim_err err = mof_split(unit, locale, cim_str_from(ns),
	    (struct cim_sink){ collect, &outs[0] }, (struct cim_sink){ collect, &outs[1] }, &count);
	int status = CMD_DONE;
	if (err == CIM_EINVAL)
		status = cmd_usage("'%s' is no locale such as MS_409", locale);
	else if (err != CIM_OK)
		status = cmd_fail(neutral, err, NULL);
	else
		status = publish(outs);
	if (status == CMD_DONE && count == 0)
		err_line("%s: nothing is Amended, so it declares nothing", localized);
	end(&outs[0]);
	end(&outs[1]);
	return status;
}
