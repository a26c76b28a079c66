/* scratch.c: a directory where temporary files are, for a repository that lives for a moment. */
#include "config.h"

#include "cli/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH 4		/* a repository has two levels */

enum cim_err
scratch_make(char *out, size_t size, struct cim_fault *fault)
{
	const char *tmp = getenv("TMPDIR");
	int n = snprintf(out, size, "%s/wbemkit-XXXXXX",
	    tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp);
	if (n < 0 || (size_t)n >= size)
		return cim_fault(fault, CIM_ELIMIT, "TMPDIR is too long");
	return mkdtemp(out) != NULL ? CIM_OK : cim_fault_errno(fault, "%s", out);
}

/* All that is in a directory. */
static void
empty(int at, const char *name, int depth)
{
	struct dirent *de;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	while ((de = readdir(dir)) != NULL) {
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0 ||
		    unlinkat(fd, de->d_name, 0) == 0 || depth == 0)
			continue;
		empty(fd, de->d_name, depth - 1);
		(void)unlinkat(fd, de->d_name, AT_REMOVEDIR);
	}
	(void)closedir(dir);
}

void
scratch_remove(const char *path)
{
	empty(AT_FDCWD, path, DEPTH);
	(void)rmdir(path);
}
