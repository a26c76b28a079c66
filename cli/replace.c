/* replace.c: a file's content changed at once, or not at all: beside, synced, renamed. */
#include "config.h"

#include "cli/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum cim_err
replace_check(const char *name, char *path, struct stat *seen, struct cim_fault *fault)
{
	if (realpath(name, path) == NULL || stat(path, seen) != 0)
		return cim_fault_errno(fault, "%s", name);
	if (S_ISDIR(seen->st_mode))
		return cim_fault(fault, CIM_EINVAL, "%s: %s", name, strerror(EISDIR));
	if (!S_ISREG(seen->st_mode))
		return cim_fault(fault, CIM_EINVAL, "%s: not a plain file; --stdout prints what it "
		    "would be", name);
	/* A rename would not ask: what is read-only is meant to stay. */
	if (access(path, W_OK) != 0)
		return cim_fault_errno(fault, "%s: cannot be written", name);
	return CIM_OK;
}

/* A new file beside path, under a name that nobody has. Its name is in temp. -1 with errno. */
static int
open_beside(const char *path, char *temp, size_t room)
{
	const char *slash = strrchr(path, '/');
	int dir = slash == NULL ? 0 : (int)(slash - path) + 1;
	/* Names have a length: of a long one only the beginning is kept. */
	int len = snprintf(temp, room, "%.*s.%.200s.XXXXXX", dir, path, path + dir);
	if (len < 0 || (size_t)len >= room) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return mkostemp(temp, O_CLOEXEC);
}

static enum cim_err
write_all(int fd, struct cim_str bytes, const char *path, struct cim_fault *fault)
{
	while (bytes.len > 0) {
		ssize_t wrote = write(fd, bytes.ptr, bytes.len);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote == 0)
			errno = ENOSPC;
		if (wrote <= 0)
			return cim_fault_errno(fault, "%s: cannot be written anew", path);
		bytes.ptr += wrote;
		bytes.len -= (size_t)wrote;
	}
	return CIM_OK;
}

/*
 * Owner, group and mode of the old file. A group that cannot be kept gets no more than all others
 * have, and rights that go with an owner go with him.
 */
static enum cim_err
take_over(int fd, const struct stat *old, const char *path, struct cim_fault *fault)
{
	mode_t mode = old->st_mode & 07777;
	struct stat now;
	if (fstat(fd, &now) != 0)
		return cim_fault_errno(fault, "%s", path);
	bool same = now.st_uid == old->st_uid && now.st_gid == old->st_gid;
	if (!same && fchown(fd, old->st_uid, old->st_gid) != 0) {
		mode &= 0777;
		if (fchown(fd, (uid_t)-1, old->st_gid) != 0 && now.st_gid != old->st_gid)
			mode = (mode & ~(mode_t)070) | ((mode & 07) << 3 & mode);
	}
	if (fchmod(fd, mode) != 0)
		return cim_fault_errno(fault, "%s: its mode cannot be kept", path);
	return CIM_OK;
}

/* Whether the file is still the one that was read. */
static bool
is_as_seen(const char *path, const struct stat *seen)
{
	struct stat now;
	return stat(path, &now) == 0 && now.st_dev == seen->st_dev && now.st_ino == seen->st_ino &&
	    now.st_size == seen->st_size && now.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == seen->st_mtim.tv_nsec;
}

/* The new name lasts when its directory is synced; some file systems have nothing to sync. */
static enum cim_err
sync_directory(const char *path, struct cim_fault *fault)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	(void)snprintf(dir, sizeof(dir), "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
	    slash == NULL ? "." : path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		/* It may be searched and written to, and not read: then it cannot be asked. */
		return errno == EACCES ? CIM_OK : cim_fault_errno(fault, "%s", dir);
	enum cim_err err = fsync(fd) == 0 || errno == EINVAL ? CIM_OK :
	    cim_fault_errno(fault, "%s is written, but its directory cannot be synced", path);
	(void)close(fd);
	return err;
}

enum cim_err
replace_file(const char *path, const struct stat *seen, struct cim_str bytes, bool no_sync,
    struct cim_fault *fault)
{
	char temp[PATH_MAX];
	int fd = open_beside(path, temp, sizeof(temp));
	if (fd < 0)
		return cim_fault_errno(fault, "%s: no file can be made beside it", path);
	enum cim_err err = write_all(fd, bytes, path, fault);
	if (err == CIM_OK)
		err = take_over(fd, seen, path, fault);
	if (err == CIM_OK && !no_sync && fsync(fd) != 0)
		err = cim_fault_errno(fault, "%s: cannot be synced", path);
	/* Some file systems tell of a full disk here alone. */
	if (close(fd) != 0 && err == CIM_OK)
		err = cim_fault_errno(fault, "%s: cannot be written anew", path);
	if (err == CIM_OK && !is_as_seen(path, seen))
		err = cim_fault(fault, CIM_ECONFLICT,
		    "%s: somebody changed it meanwhile; it is left as it is", path);
	if (err == CIM_OK && rename(temp, path) != 0)
		err = cim_fault_errno(fault, "%s: cannot be replaced", path);
	else if (err == CIM_OK)
		return no_sync ? CIM_OK : sync_directory(path, fault);
	(void)unlink(temp);
	return err;
}
