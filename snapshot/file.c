/* file.c: publish a file: beside, locked, synced, named, directory synced. */
#include "config.h"

#include "snapshot/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

/*
 * A temporary name: a dot, what the file will be called (cut), a dot, 16
 * hexadecimal digits, this.
 */
#define TEMP_SUFFIX ".wbktmp"
#define TEMP_RANDOM ((size_t)16)
#define TEMP_KEPT ((size_t)200)		/* bytes of the name that are kept: NAME_MAX is 255 */
#define TEMP_ROOM (TEMP_KEPT + 32)

struct snap_file {
	int dir, fd;
	bool overwrite;
	char *path;			/* for messages */
	const char *name;		/* its last part */
	char temp[TEMP_ROOM];		/* the name it has meanwhile; empty: none */
};

/* ---- Names --------------------------------------------------------------- */

/* Splits path into its directory, opened, and its last part. -1 with errno. */
static int
dir_open(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	*name = slash == NULL ? path : slash + 1;
	if (**name == '\0' || strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0) {
		errno = EINVAL;
		return -1;
	}
	if (slash == NULL)
		return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *dir = strndup(path, (size_t)(slash - path) + 1);
	if (dir == NULL)
		return -1;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	return fd;
}

static void
temp_name(const char *name, char out[TEMP_ROOM])
{
	uint8_t random[TEMP_RANDOM / 2];
	char hex[TEMP_RANDOM + 1];
	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2hex(hex, sizeof(hex), random, sizeof(random));
	(void)snprintf(out, TEMP_ROOM, ".%.*s.%s" TEMP_SUFFIX, (int)TEMP_KEPT, name, hex);
}

/* Whether a directory entry is a temporary name of ours, whatever the file will be called. */
static bool
temp_name_is(const char *entry)
{
	size_t len = strlen(entry), tail = 1 + TEMP_RANDOM + sizeof(TEMP_SUFFIX) - 1;
	if (entry[0] != '.' || len < 2 + tail || entry[len - tail] != '.')
		return false;
	const char *random = entry + len - tail + 1;
	return strspn(random, "0123456789abcdef") == TEMP_RANDOM &&
	    strcmp(random + TEMP_RANDOM, TEMP_SUFFIX) == 0;
}

/* ---- What killed runs left ----------------------------------------------- */

/* Removes it unless its maker lives: the lock dies with the process. */
static void
stale_remove(int dir, const char *entry)
{
	int fd = openat(dir, entry, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(dir, entry, 0);
	(void)close(fd);
}

static void
sweep(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (list == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	const struct dirent *entry;
	while ((entry = readdir(list)) != NULL) {
		if (temp_name_is(entry->d_name))
			stale_remove(dir, entry->d_name);
	}
	(void)closedir(list);
}

void
snap_file_sweep(const char *path)
{
	const char *name;
	int dir = dir_open(path, &name);
	if (dir < 0)
		return;
	sweep(dir);
	(void)close(dir);
}

/* ---- Create -------------------------------------------------------------- */

/* What is under the name must not be there, or be a plain file that may be replaced. */
static enum cim_err
target_check(const struct snap_file *file, struct cim_fault *fault)
{
	struct stat st;
	if (fstatat(file->dir, file->name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return CIM_OK;
		return cim_fault_errno(fault, "cannot look at %s", file->path);
	}
	if (!S_ISREG(st.st_mode))
		return cim_fault(fault, CIM_EINVAL,
		    "%s is not a plain file: it cannot become a snapshot", file->path);
	if (!file->overwrite)
		return cim_fault(fault, CIM_EEXIST, "%s exists already", file->path);
	return CIM_OK;
}

/* Where everybody may rename, nobody can promise what is under a name. */
static enum cim_err
dir_check(const struct snap_file *file, struct cim_fault *fault)
{
	struct stat st;
	if (fstat(file->dir, &st) != 0)
		return cim_fault_errno(fault, "cannot look at the directory of %s", file->path);
	if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
		return cim_fault(fault, CIM_EDENIED,
		    "%s: its directory is writable by everybody and not sticky, so that anybody could "
		    "put another file in its place; take another directory", file->path);
	return CIM_OK;
}

/* A file without a name, that nobody finds and that is gone when the process dies. */
static int
unnamed_open(const struct snap_file *file)
{
#ifdef O_TMPFILE
	/* It gets its name by way of /proc: without that it is of no use. */
	if (access("/proc/self/fd", X_OK) != 0)
		return -1;
	int fd = openat(file->dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
#else
	(void)file;
	errno = ENOTSUP;
	return -1;
#endif
}

/* Whether the name still leads to the locked file: a sweep may have come between open and lock. */
static bool
temp_holds(int dir, const char *temp, int fd)
{
	struct stat by_name, by_fd;
	return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &by_fd) == 0 &&
	    fstatat(dir, temp, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	    by_name.st_ino == by_fd.st_ino && by_name.st_dev == by_fd.st_dev;
}

static int
named_open(struct snap_file *file)
{
	for (int tries = 0; tries < 100; tries++) {
		temp_name(file->name, file->temp);
		int fd = openat(file->dir, file->temp,
		    O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			break;
		if (fd < 0)
			continue;
		if (temp_holds(file->dir, file->temp, fd))
			return fd;
		(void)unlinkat(file->dir, file->temp, 0);
		(void)close(fd);
		errno = EEXIST;
	}
	file->temp[0] = '\0';
	return -1;
}

enum cim_err
snap_file_create(const char *path, bool overwrite, struct snap_file **out, struct cim_fault *fault)
{
	enum cim_err err;
	*out = NULL;
	struct snap_file *file = calloc(1, sizeof(*file));
	if (file == NULL)
		return cim_fault(fault, CIM_ENOMEM, "out of memory");
	file->fd = -1;
	file->overwrite = overwrite;
	file->path = strdup(path);
	if (file->path == NULL) {
		err = cim_fault(fault, CIM_ENOMEM, "out of memory");
		goto err0;
	}
	file->dir = dir_open(file->path, &file->name);
	if (file->dir < 0) {
		err = errno == EINVAL ? cim_fault(fault, CIM_EINVAL, "\"%s\" does not name a file",
		    path) : cim_fault_errno(fault, "cannot open its directory");
		goto err0;
	}
	if ((err = target_check(file, fault)) != CIM_OK ||
	    (err = dir_check(file, fault)) != CIM_OK)
		goto err1;
	sweep(file->dir);
	file->fd = unnamed_open(file);
	if (file->fd < 0)
		file->fd = named_open(file);
	if (file->fd < 0) {
		err = cim_fault_errno(fault, "cannot create a file beside %s", path);
		goto err1;
	}
	*out = file;
	return CIM_OK;
err1:	(void)close(file->dir);
err0:	free(file->path);
	free(file);
	return err;
}

int
snap_file_fd(const struct snap_file *file)
{
	return file->fd;
}

/* ---- Write and read ------------------------------------------------------ */

enum cim_err
snap_file_write(struct snap_file *file, uint64_t offset, const void *bytes, size_t n, bool lazy,
    struct cim_fault *fault)
{
	const uint8_t *p = bytes;
	uint64_t at = offset;
	for (size_t left = n; left > 0; ) {
		ssize_t wrote = pwrite(file->fd, p, left, (off_t)at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote == 0)
			errno = ENOSPC;
		if (wrote <= 0)
			return cim_fault_errno(fault, "cannot write %s at offset %llu", file->path,
			    (unsigned long long)at);
		p += wrote;
		at += (uint64_t)wrote;
		left -= (size_t)wrote;
	}
#ifdef HAVE_SYNC_FILE_RANGE
	/*
	 * Starts the disk early, so that the sync at the end finds little to do. Failures
	 * show there.
	 */
	if (!lazy)
		(void)sync_file_range(file->fd, (off_t)offset, (off_t)n, SYNC_FILE_RANGE_WRITE);
#else
	(void)lazy;
#endif
	return CIM_OK;
}

enum cim_err
snap_read_at(int fd, uint64_t offset, void *bytes, size_t n, const char *what,
    struct cim_fault *fault)
{
	uint8_t *p = bytes;
	while (n > 0) {
		ssize_t got = pread(fd, p, n, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cim_fault_errno(fault, "cannot read %s at offset %llu", what,
			    (unsigned long long)offset);
		if (got == 0)
			return cim_fault(fault, CIM_EDAMAGED, "%s: the file ends at offset %llu",
			    what, (unsigned long long)offset);
		p += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return CIM_OK;
}

/* ---- Publish ------------------------------------------------------------- */

/* Gives a file without a name one. linkat never replaces. */
static int
unnamed_link(const struct snap_file *file, const char *name)
{
	char proc[64];
	(void)snprintf(proc, sizeof(proc), "/proc/self/fd/%d", file->fd);
	return linkat(AT_FDCWD, proc, file->dir, name, AT_SYMLINK_FOLLOW);
}

/* Renames without replacing, where file systems have no such rename by a link. */
static int
rename_fresh(const struct snap_file *file)
{
#ifdef HAVE_RENAMEAT2
	if (renameat2(file->dir, file->temp, file->dir, file->name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
#endif
	if (linkat(file->dir, file->temp, file->dir, file->name, 0) != 0)
		return -1;
	return unlinkat(file->dir, file->temp, 0);
}

/* The name, atomically: fresh, or in place of what is there. */
static int
name_give(struct snap_file *file)
{
	if (!file->overwrite)
		return file->temp[0] == '\0' ? unnamed_link(file, file->name) : rename_fresh(file);
	for (int tries = 0; file->temp[0] == '\0'; tries++) {
		char temp[TEMP_ROOM];
		temp_name(file->name, temp);
		if (unnamed_link(file, temp) == 0)
			memcpy(file->temp, temp, sizeof(temp));
		else if (errno != EEXIST || tries == 100)
			return -1;
	}
	return renameat(file->dir, file->temp, file->dir, file->name);
}

/*
 * Some file systems cannot sync a directory, and say so with EINVAL: then there is
 * nothing to wait for.
 */
static int
dir_sync(const struct snap_file *file)
{
	if (fsync(file->dir) == 0 || errno == EINVAL)
		return 0;
	return -1;
}

enum cim_err
snap_file_publish(struct snap_file *file, bool no_sync, struct cim_fault *fault)
{
	enum cim_err err = CIM_OK;
	/*
	 * An fsync that failed is never repeated: the second one would succeed, and the
	 * data be lost.
	 */
	if (!no_sync && fsync(file->fd) != 0) {
		err = cim_fault_errno(fault, "cannot sync %s", file->path);
		goto err0;
	}
	if (name_give(file) != 0) {
		err = cim_fault_errno(fault, "cannot name %s", file->path);
		goto err0;
	}
	file->temp[0] = '\0';
	if (!no_sync && dir_sync(file) != 0) {
		err = cim_fault_errno(fault, "%s is written, but its directory cannot be synced",
		    file->path);
		/* What was not there before goes again; what was replaced is gone already. */
		if (!file->overwrite)
			(void)unlinkat(file->dir, file->name, 0);
	}
err0:	snap_file_discard(file);
	return err;
}

void
snap_file_discard(struct snap_file *file)
{
	if (file == NULL)
		return;
	if (file->temp[0] != '\0')
		(void)unlinkat(file->dir, file->temp, 0);
	if (file->fd >= 0)
		(void)close(file->fd);
	(void)close(file->dir);
	free(file->path);
	free(file);
}
