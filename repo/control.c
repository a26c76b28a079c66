/* control.c: keeps the directory of a repository in one of two states, none or a good one. */
#include "config.h"

#include "repo/control.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/repo.h"

#include "repo/slots.h"

/*
 * Locks of the open file, where the system has them: they do not vanish when some other
 * descriptor is closed.
 */
#ifdef F_OFD_SETLK
#define LOCK_TRY F_OFD_SETLK
#define LOCK_WAIT F_OFD_SETLKW
#define LOCK_LOOK F_OFD_GETLK
#else
#define LOCK_TRY F_SETLK
#define LOCK_WAIT F_SETLKW
#define LOCK_LOOK F_GETLK
#endif

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

#define HEADER_SIZE 64
#define HEADER_VERSION 1
#define HEADER_COMPLETE 12	/* offset: 1 once a generation was opened */
#define HEADER_EPOCH 16		/* offset: a u64 */
static const uint8_t header_magic[8] = { 0x89, 'W', 'B', 'C', 'T', 'L', 0x0d, 0x0a };

#define LIFE_AT UINT64_C(0x30000000)	/* the life lock of an epoch is one of those behind it */
#define LIFE_COUNT UINT64_C(0x10000000)

#define FORMAT_FIRST_LINE "wbemkit repository\n"
#define SMALL_FILE 256		/* more than any of our small files has */

/* ---- The directory ------------------------------------------------------- */

/* mkdir with the directories above it; *made counts those that were not there. */
static enum cim_err
make_path(char *path, unsigned *made, struct cim_fault *fault)
{
	/* Up to the deepest directory that can be made, then down again. */
	size_t len = strlen(path), cut = len;
	bool down = false;
	*made = 0;
	for (;;) {
		char old = path[cut];
		path[cut] = '\0';
		int rc = mkdir(path, 0700), sys = errno;
		path[cut] = old;
		if (rc == 0)
			(*made)++;
		else if (sys != EEXIST && (sys != ENOENT || down)) {
			/* On the way down the one above is there: a dangling link, or /proc. */
			errno = sys;
			return cim_fault_errno(fault, "%s: cannot make the directory", path);
		}
		if (rc != 0 && sys == ENOENT) {
			while (cut > 0 && path[cut - 1] != '/')
				cut--;
			while (cut > 0 && path[cut - 1] == '/')
				cut--;
			if (cut == 0) {
				errno = ENOENT;
				return cim_fault_errno(
				    fault, "%s: cannot make the directory", path);
			}
			continue;
		}
		down = true;
		if (cut == len)
			return CIM_OK;
		while (path[cut] == '/')
			cut++;
		while (cut < len && path[cut] != '/')
			cut++;
	}
}

/* Takes back what make_path made, the deepest first. */
static void
unmake_path(char *path, unsigned made)
{
	size_t cut = strlen(path);
	for (; made > 0; made--) {
		char old = path[cut];
		path[cut] = '\0';
		(void)rmdir(path);
		path[cut] = old;
		while (cut > 0 && path[cut - 1] != '/')
			cut--;
		while (cut > 0 && path[cut - 1] == '/')
			cut--;
	}
}

/* Writes the header of a control that has none yet. */
static enum cim_err
header_write(int fd)
{
	uint8_t header[HEADER_SIZE] = { 0 };
	memcpy(header, header_magic, sizeof(header_magic));
	header[8] = HEADER_VERSION;
	ssize_t n = pwrite(fd, header, sizeof(header), 0);
	if (n == (ssize_t)sizeof(header))
		return CIM_OK;
	if (n >= 0)
		errno = ENOSPC;
	return CIM_EIO;
}

/*
 * The page that the header is in, to look at its epoch without asking the system. Only of a file
 * that has its header: behind the end of a file there is no memory.
 */
static void
epoch_map(struct control *control)
{
	void *page = mmap(NULL, HEADER_SIZE, PROT_READ, MAP_SHARED, control->fd, 0);
	if (page != MAP_FAILED)
		control->now = (const uint64_t *)(const void *)((const uint8_t *)page + HEADER_EPOCH);
}

static void
epoch_unmap(struct control *control)
{
	if (control->now != NULL)
		(void)munmap((uint8_t *)(uintptr_t)control->now - HEADER_EPOCH, HEADER_SIZE);
	control->now = NULL;
}

uint64_t
control_epoch_read(const struct control *control)
{
	uint64_t epoch = 0;
	if (control->now != NULL)
		return le64toh(__atomic_load_n(control->now, __ATOMIC_ACQUIRE));
	/* A header that is not there yet will say 0. */
	if (control->fd < 0 ||
	    pread(control->fd, &epoch, sizeof(epoch), HEADER_EPOCH) != (ssize_t)sizeof(epoch))
		return 0;
	return le64toh(epoch);
}

enum cim_err
control_epoch_write(struct control *control, uint64_t epoch, struct cim_fault *fault)
{
	uint64_t bytes = htole64(epoch);
	struct stat st;
	bool good = control->writable && fstat(control->fd, &st) == 0 &&
	    (st.st_size >= HEADER_SIZE || header_write(control->fd) == CIM_OK) &&
	    control_bytes_write(control, HEADER_EPOCH, &bytes, sizeof(bytes));
	if (!good)
		return cim_fault_errno(fault, "%s/control cannot be written", control->path);
	control->epoch = epoch;
	return CIM_OK;
}

uint64_t
control_life_at(uint64_t epoch)
{
	return epoch == 0 ? CONTROL_LIFE : LIFE_AT + epoch % LIFE_COUNT;
}

static struct flock
byte_range(uint64_t at, int type)
{
	struct flock range = { 0 };
	range.l_type = (short)type;
	range.l_whence = SEEK_SET;
	range.l_start = (off_t)at;
	range.l_len = 1;
	return range;
}

/*
 * All life locks there can be, or none: whoever has it open holds one, whichever epoch he
 * believes in.
 */
static bool
everybody_out(struct control *control)
{
	struct flock first = byte_range(CONTROL_LIFE, F_WRLCK), others = byte_range(LIFE_AT, F_WRLCK);
	others.l_len = LIFE_COUNT;
	return fcntl(control->fd, LOCK_TRY, &first) == 0 && fcntl(control->fd, LOCK_TRY, &others) == 0;
}

static void
let_in(struct control *control)
{
	struct flock first = byte_range(CONTROL_LIFE, F_UNLCK), others = byte_range(LIFE_AT, F_UNLCK);
	others.l_len = LIFE_COUNT;
	(void)fcntl(control->fd, LOCK_TRY, &first);
	(void)fcntl(control->fd, LOCK_TRY, &others);
}

static uint32_t
header_version(const uint8_t header[HEADER_SIZE])
{
	return header[8] | (uint32_t)header[9] << 8 | (uint32_t)header[10] << 16 |
	    (uint32_t)header[11] << 24;
}

static bool
header_good(const uint8_t header[HEADER_SIZE])
{
	return memcmp(header, header_magic, sizeof(header_magic)) == 0 && header_version(header) != 0;
}

/*
 * A header that is none, in a directory that is a repository otherwise. Nothing in control
 * outlives the processes, so it is made anew, when it is certain that there are none: their
 * locks are the kernel's, and do not ask what the bytes are. Those who are connected look at the
 * epoch, and are broken by it.
 */
static enum cim_err
header_repair(struct control *control, uint8_t header[HEADER_SIZE], struct cim_fault *fault)
{
	uint8_t fresh[4096] = { 0 };
	uint64_t epoch = htole64(1 + (uint64_t)randombytes_random());
	enum cim_err err = control_lock(control, CONTROL_SETUP, true, true, fault);
	if (err != CIM_OK)
		return err;
	bool good = pread(control->fd, header, HEADER_SIZE, 0) == HEADER_SIZE && header_good(header);
	if (!good && !everybody_out(control))
		err = cim_fault(fault, CIM_EDAMAGED, "%s/control is damaged, and others still have the "
		    "repository open; it is made anew when they have closed it", control->path);
	if (!good && err == CIM_OK) {
		memcpy(fresh, header_magic, sizeof(header_magic));
		fresh[8] = HEADER_VERSION;
		memcpy(fresh + HEADER_EPOCH, &epoch, sizeof(epoch));
		memcpy(header, fresh, HEADER_SIZE);
		control->repaired = true;
		if (!control_bytes_write(control, 0, fresh, sizeof(fresh)))
			err = cim_fault_errno(fault, "%s/control cannot be made anew", control->path);
	}
	let_in(control);
	control_unlock(control, CONTROL_SETUP);
	return err;
}

/* Whether the directory has a format file of ours: then a control that is none is damage. */
static bool
is_repository(struct control *control)
{
	char uuid[37];
	uint32_t format;
	return control_format_read(control, uuid, &format, NULL) == CIM_OK;
}

static enum cim_err
header_check(struct control *control, bool writable, struct cim_fault *fault)
{
	uint8_t header[HEADER_SIZE] = { 0 };
	enum cim_err err = CIM_OK;
	ssize_t n = pread(control->fd, header, sizeof(header), 0);
	if (n < 0)
		return cim_fault_errno(fault, "%s/control", control->path);
	if (n < (ssize_t)sizeof(header)) {
		/*
		 * Cut short at its making, or on a disk that was full. It is there to be locked, and
		 * that needs no bytes: where there is no room for its header still, nobody is refused.
		 */
		if (writable && header_write(control->fd) == CIM_OK)
			epoch_map(control);
		else if (writable && cim_err_from_errno(errno) != CIM_ENOSPC)
			return cim_fault_errno(
			    fault, "%s/control: cannot be written", control->path);
		control->epoch = control_epoch_read(control);
		return CIM_OK;
	}
	if (!header_good(header) && !is_repository(control))
		return cim_fault(
		    fault, CIM_EFOREIGN, "%s/control is not of a repository", control->path);
	/* Who cannot write only locks: any bytes do for an epoch, as long as they stay. */
	if (!header_good(header) && writable)
		err = header_repair(control, header, fault);
	if (err != CIM_OK)
		return err;
	uint32_t version = header_version(header);
	if (header_good(header) && version > HEADER_VERSION)
		return cim_fault(fault, CIM_ENEWER, "%s/control: version %u, this program knows %u",
		    control->path, version, HEADER_VERSION);
	control->complete = header_good(header) && header[HEADER_COMPLETE] != 0;
	epoch_map(control);
	control->epoch = control_epoch_read(control);
	return CIM_OK;
}

/* Sets or clears what the header says of it; false when it cannot. */
static bool
complete_write(struct control *control, uint8_t value)
{
	return control->fd >= 0 && pwrite(control->fd, &value, 1, HEADER_COMPLETE) == 1;
}

void
control_complete(struct control *control)
{
	control->complete = control->complete || complete_write(control, 1);
}

static void
generation_name(uint64_t generation, char name[32])
{
	(void)snprintf(name, 32, "gen-%llu", (unsigned long long)generation);
}

/* Whether an entry is in the directory. */
static bool
is_there(const struct control *control, const char *name)
{
	struct stat st;
	return fstatat(control->dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Whether root works for another, whose everything is then. */
static bool
for_another(const struct control *control)
{
	return control->owner != 0 && geteuid() == 0;
}

/* A new file of ours gets its owner, and the mode that a shared one has. */
static bool
give_fd(const struct control *control, int fd, mode_t shared)
{
	return (!control->shared || fchmod(fd, shared) == 0) &&
	    (!for_another(control) || fchown(fd, control->owner, (gid_t)-1) == 0);
}

bool
control_chmod(int at, const char *name, mode_t mode)
{
	struct stat st;
	if (fchmodat(at, name, mode, AT_SYMLINK_NOFOLLOW) == 0)
		return true;
	/* Not all systems can do it of what is no link for certain; of a link the same is said. */
	if ((errno != EOPNOTSUPP && errno != EINVAL) ||
	    fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || S_ISLNK(st.st_mode))
		return false;
	return fchmodat(at, name, mode, 0) == 0;
}

/* The same by name, for what this process made: never by a descriptor, see share.c. */
static void
give_name(const struct control *control, int at, const char *name, mode_t shared)
{
	struct stat st;
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || st.st_uid != geteuid())
		return;
	if (control->shared && (st.st_mode & 07777) != shared)
		(void)control_chmod(at, name, shared);
	if (for_another(control))
		(void)fchownat(at, name, control->owner, (gid_t)-1, AT_SYMLINK_NOFOLLOW);
}

void
control_generation_give(struct control *control, uint64_t generation)
{
	char name[32];
	if (!control->shared && !for_another(control))
		return;
	generation_name(generation, name);
	int fd = openat(control->dir, generation == 0 ? control->growing : name, DIR_FLAGS | O_NOFOLLOW);
	if (fd < 0)
		return;
	give_name(control, fd, "data.mdb", 0660);
	give_name(control, fd, "lock.mdb", 0660);
	close(fd);
}

void
control_dir_give(struct control *control, const char *name)
{
	if (control->shared || for_another(control))
		give_name(control, control->dir, name, 02770);
}

/*
 * Opens one of our files. What stands there under its name and is none, a link or a pipe, is not
 * ours: -1 and errno ELOOP, and never a wait for somebody at the other end.
 */
static int
plain_open(const struct control *control, const char *name, int flags)
{
	struct stat st;
	int fd = openat(control->dir, name,
	    flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, 0600);
	if (fd >= 0 && (flags & O_CREAT) != 0)
		(void)give_fd(control, fd, 0660);
	if (fd < 0 && (errno == EISDIR || errno == ENXIO))
		errno = ELOOP;
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		errno = ELOOP;
		return -1;
	}
	return fd;
}

/* Why one could not be opened. */
static enum cim_err
plain_fault(const struct control *control, const char *name, struct cim_fault *fault)
{
	if (errno == ELOOP)
		return cim_fault(
		    fault, CIM_EDAMAGED, "%s/%s is not a regular file", control->path, name);
	return cim_fault_errno(fault, "%s/%s", control->path, name);
}

/*
 * Opens control. One who only reads may have to do without: on a medium that
 * cannot be written there is nobody to be locked out.
 */
static enum cim_err
header_open(struct control *control, unsigned mode, struct cim_fault *fault)
{
	bool make = mode == CONTROL_MAKE || is_there(control, "current");
	control->fd = plain_open(control, "control", O_RDWR);
	if (control->fd < 0 && errno == ENOENT && make) {
		control->fd = plain_open(control, "control", O_RDWR | O_CREAT);
		control->made_control = control->fd >= 0;
	}
	bool writable = control->fd >= 0;
	if (control->fd < 0 && mode == CONTROL_READ &&
	    (errno == EACCES || errno == EROFS || errno == EPERM)) {
		control->fd = plain_open(control, "control", O_RDONLY);
		if (control->fd < 0 && is_there(control, "current"))
			return CIM_OK;
	}
	if (control->fd < 0 && errno == ENOENT)
		return cim_fault(fault, CIM_ENOENT, "%s holds no repository", control->path);
	if (control->fd < 0)
		return plain_fault(control, "control", fault);
	control->writable = writable;
	return header_check(control, writable, fault);
}

/* The directory cannot be opened: whose it is says whom to ask. */
static enum cim_err
dir_fault(const struct control *control, struct cim_fault *fault)
{
	struct stat st;
	struct group entry, *found = NULL;
	char user[32], room[4096];
	int was = errno;
	bool seen = was == EACCES && stat(control->path, &st) == 0 && S_ISDIR(st.st_mode);
	errno = was;
	if (!seen)
		return cim_fault_errno(fault, "%s", control->path);
	slot_user(st.st_uid, user, sizeof(user));
	if ((st.st_mode & S_IWGRP) != 0 &&
	    getgrgid_r(st.st_gid, &entry, room, sizeof(room), &found) == 0 && found != NULL)
		return cim_fault(fault, CIM_EDENIED, "%s: permission denied; it is user %s's, shared with "
		    "the group %s: do it as a member of that", control->path, user, entry.gr_name);
	return cim_fault(fault, CIM_EDENIED, "%s: permission denied; it is user %s's: do it as that "
	    "user, who can also share it: wbemkit settings set group GROUP", control->path, user);
}

/* Whose the directory is, and whether he shares it with its group. */
static enum cim_err
dir_look(struct control *control, struct cim_fault *fault)
{
	struct stat st;
	if (fstat(control->dir, &st) != 0)
		return cim_fault_errno(fault, "%s", control->path);
	control->owner = st.st_uid;
	control->shared = (st.st_mode & S_IWGRP) != 0;
	return CIM_OK;
}

enum cim_err
control_open(struct control *control, const char *path, unsigned mode, struct cim_fault *fault)
{
	*control = (struct control){ .dir = -1, .fd = -1 };
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	control->path = strndup(path, len);
	if (control->path == NULL)
		return CIM_ENOMEM;
	control->dir = open(control->path, DIR_FLAGS);
	if (control->dir < 0 && errno == ENOENT && mode == CONTROL_MAKE) {
		enum cim_err err = make_path(control->path, &control->made, fault);
		if (err != CIM_OK) {
			unmake_path(control->path, control->made);
			control->made = 0;
			control_close(control);
			return err;
		}
		control->dir = open(control->path, DIR_FLAGS);
	}
	enum cim_err err = control->dir < 0 ? dir_fault(control, fault) :
	    dir_look(control, fault);
	if (err == CIM_OK)
		err = header_open(control, mode, fault);
	if (err != CIM_OK) {
		if (control->made > 0)
			control_remove(control);
		control_close(control);
	}
	return err;
}

void
control_close(struct control *control)
{
	epoch_unmap(control);
	if (control->fd >= 0)
		close(control->fd);
	if (control->dir >= 0)
		close(control->dir);
	free(control->path);
	*control = (struct control){ .dir = -1, .fd = -1 };
}

/* ---- Locks --------------------------------------------------------------- */

static int
lock_call(struct control *control, int command, enum control_lock which, int type)
{
	struct flock range = { 0 };
	range.l_type = (short)type;
	range.l_whence = SEEK_SET;
	range.l_start = (off_t)(which == CONTROL_LIFE ? control_life_at(control->epoch) : which);
	range.l_len = 1;
	return fcntl(control->fd, command, &range);
}

enum cim_err
control_lock(struct control *control, enum control_lock which, bool exclusive, bool wait,
    struct cim_fault *fault)
{
	if (control->fd < 0)
		return CIM_OK;
	if (lock_call(
		control, wait ? LOCK_WAIT : LOCK_TRY, which, exclusive ? F_WRLCK : F_RDLCK) == 0)
		return CIM_OK;
	if (errno == EAGAIN || errno == EACCES)
		return cim_fault(
		    fault, CIM_EBUSY, "%s is in use by another process", control->path);
	if (errno == EINTR)
		return cim_fault(
		    fault, CIM_ECANCELED, "interrupted while waiting for another process");
	return cim_fault_errno(fault, "%s/control cannot be locked", control->path);
}

void
control_unlock(struct control *control, enum control_lock which)
{
	if (control->fd >= 0)
		(void)lock_call(control, LOCK_TRY, which, F_UNLCK);
}

enum cim_err
control_byte_lock(struct control *control, uint64_t at)
{
	struct flock range = byte_range(at, F_WRLCK);
	if (control->fd < 0 || !control->writable)
		return CIM_EDENIED;
	if (fcntl(control->fd, LOCK_TRY, &range) == 0)
		return CIM_OK;
	return errno == EAGAIN || errno == EACCES ? CIM_EBUSY : CIM_EIO;
}

void
control_unlock_all(struct control *control)
{
	struct flock all = { .l_type = F_UNLCK, .l_whence = SEEK_SET };
	if (control->fd >= 0)
		(void)fcntl(control->fd, LOCK_TRY, &all);
}

void
control_byte_unlock(struct control *control, uint64_t at)
{
	struct flock range = byte_range(at, F_UNLCK);
	if (control->fd >= 0)
		(void)fcntl(control->fd, LOCK_TRY, &range);
}

bool
control_byte_locked(struct control *control, uint64_t at)
{
	struct flock range = byte_range(at, F_RDLCK);
	return control->fd >= 0 && fcntl(control->fd, LOCK_LOOK, &range) == 0 &&
	    range.l_type != F_UNLCK;
}

bool
control_range_locked(struct control *control, uint64_t from, uint64_t to, uint64_t *at)
{
	struct flock range = byte_range(from, F_RDLCK);
	range.l_len = (off_t)(to - from);
	if (control->fd < 0 || fcntl(control->fd, LOCK_LOOK, &range) != 0 || range.l_type == F_UNLCK)
		return false;
	/* Who locks a range has begun before ours. */
	*at = (uint64_t)range.l_start < from ? from : (uint64_t)range.l_start;
	return true;
}

bool
control_bytes_write(struct control *control, uint64_t at, const void *bytes, size_t n)
{
	errno = EBADF;
	ssize_t put = control->fd < 0 ? -1 : pwrite(control->fd, bytes, n, (off_t)at);
	if (put >= 0 && put < (ssize_t)n)
		errno = ENOSPC;
	return put == (ssize_t)n;
}

enum cim_err
control_bytes_read(struct control *control, uint64_t at, void *bytes, size_t n, size_t *got,
    struct cim_fault *fault)
{
	*got = 0;
	while (*got < n && control->fd >= 0) {
		ssize_t part = pread(control->fd, (char *)bytes + *got, n - *got, (off_t)(at + *got));
		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0)
			return cim_fault_errno(fault, "%s/control", control->path);
		if (part == 0)
			break;
		*got += (size_t)part;
	}
	return CIM_OK;
}

bool
control_in_place(const struct control *control)
{
	struct stat ours, theirs;
	if (control->fd < 0)
		return true;
	return fstat(control->fd, &ours) == 0 &&
	    fstatat(control->dir, "control", &theirs, AT_SYMLINK_NOFOLLOW) == 0 &&
	    ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

/* ---- Small files --------------------------------------------------------- */

/* All of them. The first is the first to go: without it there is no repository. */
static const char *const small_files[] = { "current", "format", "settings", "kept", "last-backup" };
#define SMALL_FILES (sizeof(small_files) / sizeof(small_files[0]))

bool
control_is_small_file(const char *name)
{
	for (size_t i = 0; i < SMALL_FILES; i++) {
		if (strcmp(name, small_files[i]) == 0)
			return true;
	}
	return false;
}

enum cim_err
control_file_read(struct control *control, const char *name, char *text, size_t size,
    size_t *len, struct stat *st, struct cim_fault *fault)
{
	ssize_t n = 1;
	*len = 0;
	text[0] = '\0';
	int fd = plain_open(control, name, O_RDONLY);
	if (fd < 0 && errno == ENOENT)
		return CIM_ENOENT;
	if (fd < 0)
		return plain_fault(control, name, fault);
	bool good = st == NULL || fstat(fd, st) == 0;
	while (good && n != 0 && *len < size) {
		n = read(fd, text + *len, size - *len);
		good = n >= 0 || errno == EINTR;
		*len += n > 0 ? (size_t)n : 0;
	}
	enum cim_err err =
	    good ? CIM_OK : cim_fault_errno(fault, "%s/%s", control->path, name);
	close(fd);
	text[good && *len < size ? *len : 0] = '\0';
	return err;
}

/* One of a few lines. Too much of it is nothing: no text of ours is like that. */
static enum cim_err
small_read(
    struct control *control, const char *name, char text[SMALL_FILE], struct cim_fault *fault)
{
	size_t len;
	return control_file_read(control, name, text, SMALL_FILE, &len, NULL, fault);
}

/* Writes and syncs a file beside, then gives it the name. The directory is synced by the caller. */
enum cim_err
control_file_write(struct control *control, const char *name, const char *text, bool owners,
    struct cim_fault *fault)
{
	uint64_t random;
	char temp[64];
	randombytes_buf(&random, sizeof(random));
	(void)snprintf(temp, sizeof(temp), ".%s.%016llx.tmp", name, (unsigned long long)random);
	int fd =
	    openat(control->dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return cim_fault_errno(fault, "%s/%s cannot be written", control->path, name);
	size_t len = strlen(text);
	ssize_t n = write(fd, text, len);
	if (n >= 0 && n < (ssize_t)len)
		errno = ENOSPC;
	bool good = n == (ssize_t)len &&
	    give_fd(control, fd, owners ? 0640 : 0660) &&
	    (control->no_sync || fsync(fd) == 0);
	int sys = errno;
	if (close(fd) != 0 && good) {
		sys = errno;
		good = false;
	}
	if (good && renameat(control->dir, temp, control->dir, name) == 0)
		return CIM_OK;
	if (good)
		sys = errno;
	(void)unlinkat(control->dir, temp, 0);
	errno = sys;
	return cim_fault_errno(fault, "%s/%s cannot be written", control->path, name);
}

/* The N of "gen-N"; 0 when it is no such name. *end is what stands behind it. */
static uint64_t
generation_of(const char *name, const char **end)
{
	uint64_t n = 0;
	int digits = 0;
	if (strncmp(name, "gen-", 4) != 0 || name[4] == '0')
		return 0;
	for (name += 4; *name >= '0' && *name <= '9' && digits < 18; name++, digits++)
		n = n * 10 + (uint64_t)(*name - '0');
	*end = name;
	return n;
}

/* What current says. */
static enum cim_err
current_parse(struct control *control, uint64_t *generation, struct cim_fault *fault)
{
	char text[SMALL_FILE];
	const char *end = "";
	enum cim_err err = small_read(control, "current", text, fault);
	if (err != CIM_OK)
		return err;
	*generation = generation_of(text, &end);
	if (*generation == 0 || strcmp(end, "\n") != 0)
		return cim_fault(
		    fault, CIM_EDAMAGED, "%s/current names no generation", control->path);
	return CIM_OK;
}

enum cim_err
control_current_read(struct control *control, uint64_t *generation, struct cim_fault *fault)
{
	char name[32];
	uint64_t last;
	*generation = 0;
	enum cim_err err = current_parse(control, generation, fault);
	if (err != CIM_OK && err != CIM_ENOENT)
		return err;
	generation_name(*generation, name);
	if (err == CIM_OK && is_there(control, name))
		return CIM_OK;
	/*
	 * A creation writes current first and its only generation last; whatever else is
	 * missing was there once.
	 */
	enum cim_err scan = control_generation_last(control, &last, fault);
	if (scan != CIM_OK)
		return scan;
	if (last == 0 && *generation <= 1 && !control->complete)
		return CIM_ENOENT;
	if (err == CIM_ENOENT)
		return cim_fault(fault, CIM_EDAMAGED, "%s/current is missing", control->path);
	return cim_fault(
	    fault, CIM_EDAMAGED, "%s/current names %s, which is missing", control->path, name);
}

enum cim_err
control_current_write(struct control *control, uint64_t generation, struct cim_fault *fault)
{
	char text[64];
	(void)snprintf(text, sizeof(text), "gen-%llu\n", (unsigned long long)generation);
	return control_file_write(control, "current", text, false, fault);
}

/* Whether 36 characters are a uuid. */
static bool
uuid_valid(const char *text)
{
	for (int i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
		if (dash ? text[i] != '-' : !hex)
			return false;
	}
	return true;
}

enum cim_err
control_format_read(
    struct control *control, char uuid[37], uint32_t *format, struct cim_fault *fault)
{
	char text[SMALL_FILE];
	enum cim_err err = small_read(control, "format", text, fault);
	if (err != CIM_OK)
		return err;
	const char *at = text, *first = FORMAT_FIRST_LINE;
	if (strncmp(at, first, strlen(first)) != 0)
		return cim_fault(
		    fault, CIM_EFOREIGN, "%s/format is not of a repository", control->path);
	at += strlen(first);
	unsigned long number = 0;
	if (strncmp(at, "format ", 7) == 0 && at[7] >= '1' && at[7] <= '9') {
		char *end;
		errno = 0;
		number = strtoul(at + 7, &end, 10);
		at = *end == '\n' && errno == 0 && number <= UINT32_MAX ? end + 1 : "";
	}
	if (number > CONTROL_FORMAT)
		return cim_fault(fault, CIM_ENEWER, "%s: format %lu, this program knows %u",
		    control->path, number, CONTROL_FORMAT);
	if (number == 0 || strncmp(at, "uuid ", 5) != 0 || strlen(at) != 5 + 36 + 1 ||
	    !uuid_valid(at + 5) || at[5 + 36] != '\n')
		return cim_fault(fault, CIM_EDAMAGED, "%s/format is damaged", control->path);
	*format = (uint32_t)number;
	memcpy(uuid, at + 5, 36);
	uuid[36] = '\0';
	return CIM_OK;
}

enum cim_err
control_format_write(struct control *control, struct cim_fault *fault)
{
	uint8_t u[16];
	char text[SMALL_FILE];
	randombytes_buf(u, sizeof(u));
	u[6] = (uint8_t)((u[6] & 0x0f) | 0x40); /* a random uuid says so: version 4, variant 1 */
	u[8] = (uint8_t)((u[8] & 0x3f) | 0x80);
	(void)snprintf(text, sizeof(text),
	    FORMAT_FIRST_LINE
	    "format %d\nuuid "
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x\n",
	    CONTROL_FORMAT, u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10],
	    u[11], u[12], u[13], u[14], u[15]);
	return control_file_write(control, "format", text, false, fault);
}

enum cim_err
control_header_mend(const char *path, bool dry, bool *mended, struct cim_fault *fault)
{
	uint8_t header[HEADER_SIZE] = { 0 }, zeros[4096] = { 0 };
	struct control control = { .dir = -1, .fd = -1, .path = (char *)(uintptr_t)path };
	*mended = false;
	control.dir = open(path, DIR_FLAGS);
	if (control.dir < 0)
		return cim_fault_errno(fault, "%s", path);
	control.fd = plain_open(&control, "control", O_RDWR);
	enum cim_err err = CIM_OK;
	if (control.fd < 0 && errno != ENOENT)
		err = plain_fault(&control, "control", fault);
	if (control.fd >= 0) {
		ssize_t n = pread(control.fd, header, sizeof(header), 0);
		bool good = n == (ssize_t)sizeof(header) &&
		    memcmp(header, header_magic, sizeof(header_magic)) == 0 &&
		    header[8] == HEADER_VERSION && (header[9] | header[10] | header[11]) == 0;
		*mended = !good && n > 0;
	}
	/* Its locks are the file's, whatever is in it: the file stays, and only who is alone may write. */
	if (err == CIM_OK && *mended && !dry) {
		err = control_lock(&control, CONTROL_LIFE, true, false, fault);
		if (err == CIM_OK && (!control_bytes_write(&control, 0, zeros, sizeof(zeros)) ||
		    header_write(control.fd) != CIM_OK || !complete_write(&control, 1) ||
		    ftruncate(control.fd, sizeof(zeros)) != 0 || fsync(control.fd) != 0))
			err = cim_fault_errno(fault, "%s/control cannot be written", path);
	}
	if (control.fd >= 0)
		close(control.fd);
	close(control.dir);
	return err;
}

/* ---- Generations that a salvage keeps ------------------------------------- */

size_t
control_kept_read(struct control *control, uint64_t kept[CONTROL_KEPT_MAX])
{
	char text[SMALL_FILE];
	const char *at = text;
	size_t n = 0;
	if (small_read(control, "kept", text, NULL) != CIM_OK)
		return 0;
	while (n < CONTROL_KEPT_MAX && *at != '\0') {
		const char *end = "";
		uint64_t generation = generation_of(at, &end);
		if (generation == 0 || *end != '\n')
			break;
		kept[n++] = generation;
		at = end + 1;
	}
	return n;
}

enum cim_err
control_kept_write(
    struct control *control, const uint64_t *kept, size_t count, struct cim_fault *fault)
{
	char text[SMALL_FILE] = "", name[32];
	size_t len = 0;
	if (count == 0) {
		if (unlinkat(control->dir, "kept", 0) != 0 && errno != ENOENT)
			return cim_fault_errno(fault, "%s/kept cannot be removed", control->path);
		return CIM_OK;
	}
	for (size_t i = 0; i < count && i < CONTROL_KEPT_MAX; i++) {
		generation_name(kept[i], name);
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s\n", name);
	}
	return control_file_write(control, "kept", text, false, fault);
}

/* ---- Generations --------------------------------------------------------- */

/* A name in the directory as a path. */
static char *
path_of(const struct control *control, const char *name)
{
	size_t n = strlen(control->path) + strlen(name) + 2;
	char *path = malloc(n);
	if (path != NULL)
		(void)snprintf(path, n, "%s/%s", control->path, name);
	return path;
}

char *
control_generation_path(const struct control *control, uint64_t generation)
{
	char name[32];
	generation_name(generation, name);
	return path_of(control, name);
}

char *
control_generation_growing(const struct control *control)
{
	return path_of(control, control->growing);
}

/* A directory of ours in ours. */
static int
dir_make(struct control *control, const char *name)
{
	int rc = mkdirat(control->dir, name, 0700);
	if (rc == 0)
		give_name(control, control->dir, name, 02770);
	return rc;
}

enum cim_err
control_generation_begin(struct control *control, uint64_t generation, struct cim_fault *fault)
{
	uint64_t random;
	char name[32];
	generation_name(generation, name);
	randombytes_buf(&random, sizeof(random));
	(void)snprintf(control->growing, sizeof(control->growing), ".%s.%016llx.tmp", name,
	    (unsigned long long)random);
	if (dir_make(control, control->growing) == 0)
		return CIM_OK;
	control->growing[0] = '\0';
	return cim_fault_errno(fault, "%s/%s cannot be made", control->path, name);
}

static enum cim_err
dir_sync(int fd, const char *what, struct cim_fault *fault)
{
	/* Some file systems cannot sync a directory, and need not. */
	if (fsync(fd) == 0 || errno == EINVAL)
		return CIM_OK;
	return cim_fault_errno(fault, "%s cannot be synced", what);
}

enum cim_err
control_generation_finish(struct control *control, uint64_t generation, struct cim_fault *fault)
{
	char name[32];
	generation_name(generation, name);
	int fd = openat(control->dir, control->growing, DIR_FLAGS | O_NOFOLLOW);
	if (fd < 0)
		return cim_fault_errno(fault, "%s/%s", control->path, name);
	enum cim_err err = control->no_sync ? CIM_OK : dir_sync(fd, name, fault);
	close(fd);
	if (err != CIM_OK)
		return err;
	if (renameat(control->dir, control->growing, control->dir, name) != 0)
		return cim_fault_errno(fault, "%s/%s cannot get its name", control->path, name);
	control->growing[0] = '\0';
	return CIM_OK;
}

/* A directory with a store in it. */
static void
store_dir_remove(struct control *control, const char *name)
{
	int fd = openat(control->dir, name, DIR_FLAGS | O_NOFOLLOW);
	if (fd < 0)
		return;
	(void)unlinkat(fd, "data.mdb", 0);
	(void)unlinkat(fd, "lock.mdb", 0);
	close(fd);
	(void)unlinkat(control->dir, name, AT_REMOVEDIR);
}

void
control_generation_remove(struct control *control, uint64_t generation)
{
	char name[32];
	generation_name(generation, name);
	store_dir_remove(control, name);
}

void
control_generation_drop(struct control *control)
{
	if (control->growing[0] != '\0')
		store_dir_remove(control, control->growing);
	control->growing[0] = '\0';
}

enum cim_err
control_autorecover_make(struct control *control, struct cim_fault *fault)
{
	if (dir_make(control, "autorecover") != 0 && errno != EEXIST)
		return cim_fault_errno(fault, "%s/autorecover cannot be made", control->path);
	return CIM_OK;
}

enum cim_err
control_sync(struct control *control, struct cim_fault *fault)
{
	if (control->no_sync)
		return CIM_OK;
	enum cim_err err = dir_sync(control->dir, control->path, fault);
	int fd = control->dir;
	/* The directories above, as far up as they are new, and the one that was there. */
	for (unsigned i = 0; i < control->made && err == CIM_OK; i++) {
		int up = openat(fd, "..", DIR_FLAGS);
		if (up < 0)
			err = cim_fault_errno(fault, "the directory above %s", control->path);
		else
			err = dir_sync(up, "the directory above", fault);
		if (fd != control->dir)
			close(fd);
		fd = up;
	}
	if (fd >= 0 && fd != control->dir)
		close(fd);
	return err;
}

/* ---- Cleaning ------------------------------------------------------------ */

/* Whether an entry is a small file that is being written, or a directory that grows. */
static bool
is_temp(const char *name)
{
	static const char tail[] = ".tmp";
	size_t len = strlen(name), end = sizeof(tail) - 1;
	if (name[0] != '.' || len <= end || strcmp(name + len - end, tail) != 0)
		return false;
	for (size_t i = 0; i < SMALL_FILES; i++) {
		size_t n = strlen(small_files[i]);
		if (strncmp(name + 1, small_files[i], n) == 0 && name[1 + n] == '.')
			return true;
	}
	return strncmp(name, ".gen-", 5) == 0 || strncmp(name, ".salvage.", 9) == 0;
}

bool
repo_entry_is_ours(const char *name)
{
	const char *end = "";
	return strcmp(name, "control") == 0 || control_is_small_file(name) || is_temp(name) ||
	    strcmp(name, "autorecover") == 0 || strcmp(name, "providers") == 0 ||
	    (generation_of(name, &end) != 0 && *end == '\0');
}

/* Calls each for every entry of the directory but . and .. */
static enum cim_err
entries(struct control *control,
    void (*each)(struct control *control, const char *name, void *ctx), void *ctx,
    struct cim_fault *fault)
{
	int fd = openat(control->dir, ".", DIR_FLAGS);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		enum cim_err err = cim_fault_errno(fault, "%s", control->path);
		if (fd >= 0)
			close(fd);
		return err;
	}
	const struct dirent *entry;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			each(control, entry->d_name, ctx);
	}
	closedir(dir);
	return CIM_OK;
}

/* A scratch repository that a salvage was making: two floors of files, and no deeper. */
static void
scratch_remove(int dir, const char *name, int floors)
{
	int fd = openat(dir, name, DIR_FLAGS | O_NOFOLLOW);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	if (list == NULL && fd >= 0)
		close(fd);
	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, entry->d_name, 0) != 0 && floors > 0)
			scratch_remove(fd, entry->d_name, floors - 1);
	}
	if (list != NULL)
		closedir(list);
	(void)unlinkat(dir, name, AT_REMOVEDIR);
}

void
control_scratch_remove(struct control *control, const char *name)
{
	scratch_remove(control->dir, name, 1);
}

bool
control_is_kept(struct control *control, uint64_t generation)
{
	uint64_t kept[CONTROL_KEPT_MAX];
	size_t n = control_kept_read(control, kept);
	for (size_t i = 0; i < n; i++) {
		if (kept[i] == generation)
			return true;
	}
	return false;
}

static void
clean_one(struct control *control, const char *name, void *ctx)
{
	const uint64_t *keep = ctx;
	const char *end = "";
	uint64_t generation = generation_of(name, &end);
	if (is_temp(name) && strncmp(name, ".gen-", 5) == 0)
		store_dir_remove(control, name);
	else if (is_temp(name) && strncmp(name, ".salvage.", 9) == 0)
		control_scratch_remove(control, name);
	else if (is_temp(name))
		(void)unlinkat(control->dir, name, 0);
	else if (generation != 0 && *end == '\0' && generation != *keep &&
	    (*keep == 0 || !control_is_kept(control, generation)))
		control_generation_remove(control, generation);
}

void
control_clean(struct control *control, uint64_t keep)
{
	(void)entries(control, clean_one, &keep, NULL);
}

void
control_forsake(struct control *control)
{
	if (control->made_control)
		(void)unlinkat(control->dir, "control", 0);
}

void
control_remove(struct control *control)
{
	/*
	 * First it is no repository any more: a kill from here on leaves what the next
	 * command clears away.
	 */
	if (control->complete && complete_write(control, 0)) {
		control->complete = false;
		(void)fdatasync(control->fd);
	}
	control_clean(control, 0);
	for (size_t i = 0; i < SMALL_FILES; i++)
		(void)unlinkat(control->dir, small_files[i], 0);
	(void)unlinkat(control->dir, "autorecover", AT_REMOVEDIR);
	(void)unlinkat(control->dir, "providers", AT_REMOVEDIR);
	(void)unlinkat(control->dir, "control", 0);
	unmake_path(control->path, control->made);
	control->made = 0;
}

static void
last_one(struct control *control, const char *name, void *ctx)
{
	uint64_t *last = ctx;
	const char *end = "";
	uint64_t generation = generation_of(name, &end);
	(void)control;
	if (*end == '\0' && generation > *last)
		*last = generation;
}

enum cim_err
control_generation_last(struct control *control, uint64_t *last, struct cim_fault *fault)
{
	*last = 0;
	return entries(control, last_one, last, fault);
}

static void
ours_one(struct control *control, const char *name, void *ctx)
{
	bool *ours = ctx;
	(void)control;
	*ours = *ours && repo_entry_is_ours(name);
}

enum cim_err
control_is_ours(struct control *control, bool *ours, struct cim_fault *fault)
{
	*ours = true;
	return entries(control, ours_one, ours, fault);
}
