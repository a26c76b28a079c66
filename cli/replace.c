/* replace.c: a file's content changed at once, or not at all: beside, synced, renamed. */
#include "config.h"

#include "cli/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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

#define TEMP_SUFFIX ".wbkfmt"

/* The name that the new file has meanwhile: of a long one only the beginning is kept. */
static bool
temp_name(const char *path, char temp[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	int dir = slash == NULL ? 0 : (int)(slash - path) + 1;
	int len = snprintf(temp, PATH_MAX, "%.*s.%.200s" TEMP_SUFFIX, dir, path, path + dir);
	return len > 0 && len < PATH_MAX;
}

/* Removes what a killed run has left. Whoever lives holds its lock, which dies with the process. */
static bool
remove_leftover(const char *temp)
{
	struct stat st;
	int fd = open(temp, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT;
	bool gone = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0 && unlink(temp) == 0;
	(void)close(fd);
	return gone;
}

void
replace_sweep(const char *path)
{
	char temp[PATH_MAX];
	if (temp_name(path, temp))
		(void)remove_leftover(temp);
}

/* Whether the name still leads to the locked file: somebody may have taken it for a leftover. */
static bool
temp_holds(const char *temp, int fd)
{
	struct stat by_name, by_fd;
	return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &by_fd) == 0 &&
	    lstat(temp, &by_name) == 0 && by_name.st_ino == by_fd.st_ino &&
	    by_name.st_dev == by_fd.st_dev;
}

/* A new file beside path, locked. Its name is in temp. -1, told. */
static int
open_beside(const char *path, char temp[PATH_MAX], struct cim_fault *fault)
{
	errno = ENAMETOOLONG;
	bool named = temp_name(path, temp);
	for (int tries = 0; named && tries < 100; tries++) {
		int fd = open(temp, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
		if (fd >= 0 && temp_holds(temp, fd))
			return fd;
		if (fd >= 0)
			(void)close(fd);
		else if (errno != EEXIST)
			break;
		else if (!remove_leftover(temp)) {
			(void)cim_fault(fault, CIM_EBUSY, "%s: somebody else writes it anew just "
			    "now, or may: %s is in the way", path, temp);
			return -1;
		}
		errno = EEXIST;
	}
	(void)cim_fault_errno(fault, "%s: no file can be made beside it", path);
	return -1;
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
enum cim_err
replace_name_sync(const char *path, struct cim_fault *fault)
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
	int fd = open_beside(path, temp, fault);
	if (fd < 0)
		return fault->err;
	enum cim_err err = write_all(fd, bytes, path, fault);
	if (err == CIM_OK)
		err = take_over(fd, seen, path, fault);
	if (err == CIM_OK && !no_sync && fsync(fd) != 0)
		err = cim_fault_errno(fault, "%s: cannot be synced", path);
	/*
	 * Some file systems tell of a full disk here alone. The second one keeps the lock to the
	 * end, or another run could take the file for what a killed one left.
	 */
	int lock = dup(fd);
	if ((close(fd) != 0 || lock < 0) && err == CIM_OK)
		err = cim_fault_errno(fault, "%s: cannot be written anew", path);
	if (err == CIM_OK && !is_as_seen(path, seen))
		err = cim_fault(fault, CIM_ECONFLICT,
		    "%s: somebody changed it meanwhile; it is left as it is", path);
	if (err == CIM_OK && rename(temp, path) != 0)
		err = cim_fault_errno(fault, "%s: cannot be replaced", path);
	if (err != CIM_OK)
		(void)unlink(temp);
	else if (!no_sync)
		err = replace_name_sync(path, fault);
	if (lock >= 0)
		(void)close(lock);
	return err;
}
