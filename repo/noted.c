/* noted.c: when, and to which file, a repository was last backed up. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repo/txn.h"

#define FILE_NAME "last-backup"
#define FIRST_LINE "wbemkit backup\n"
#define ROOM 8192		/* the note, with its NUL */

enum cim_err
repo_backup_note(
    struct repo *repo, const char *file, const char *content_id, int64_t when, struct cim_fault *fault)
{
	char text[ROOM];
	int n = snprintf(text, sizeof(text), FIRST_LINE "time %" PRId64 "\ncontent %s\nfile %s\n", when,
	    content_id, file);
	enum cim_err err = repo_ours(repo, fault);
	if (err != CIM_OK)
		return err;
	/* Where control cannot be written nothing else is either: a medium that is read-only. */
	if (!repo->control.writable)
		return CIM_OK;
	if (n < 0 || (size_t)n >= sizeof(text) || strpbrk(file, "\n\r") != NULL)
		return cim_fault(fault, CIM_EINVAL, "%s: a name that cannot be noted", file);
	return control_file_write(&repo->control, FILE_NAME, text, false, fault);
}

/* A line of the note: its word, then its value. False: it is none. */
static bool
line_take(char **at, const char *word, char *out, size_t size)
{
	size_t n = strlen(word), len = strcspn(*at, "\n");
	if (strncmp(*at, word, n) != 0 || (*at)[len] != '\n' || len - n >= size)
		return false;
	memcpy(out, *at + n, len - n);
	out[len - n] = '\0';
	*at += len + 1;
	return true;
}

enum cim_err
repo_backup_read(struct repo *repo, struct repo_backup *out, struct cim_fault *fault)
{
	char text[ROOM], when[24], *at = text + strlen(FIRST_LINE), *end;
	size_t len;
	enum cim_err err =
	    control_file_read(&repo->control, FILE_NAME, text, ROOM, &len, NULL, fault);
	if (err != CIM_OK)
		return err;
	/* What is none of ours says nothing. */
	if (strncmp(text, FIRST_LINE, strlen(FIRST_LINE)) != 0 ||
	    !line_take(&at, "time ", when, sizeof(when)) ||
	    !line_take(&at, "content ", out->content_id, sizeof(out->content_id)) ||
	    !line_take(&at, "file ", out->file, sizeof(out->file)))
		return CIM_ENOENT;
	out->when = (int64_t)strtoll(when, &end, 10);
	return *end == '\0' ? CIM_OK : CIM_ENOENT;
}
