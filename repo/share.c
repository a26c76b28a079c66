/* share.c: who may open the files of a repository: its owner alone, or a group too, if he chose so. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/settings.h"

enum cim_err
share_group(const char *name, gid_t *gid, struct cim_fault *fault)
{
	struct group entry, *found = NULL;
	char room[16384];
	int rc = getgrnam_r(name, &entry, room, sizeof(room), &found);
	if (found == NULL && rc != 0 && rc != ENOENT && rc != ESRCH)
		return cim_fault(fault, CIM_EIO, "the system cannot tell the group '%s': %s", name,
		    strerror(rc));
	if (found == NULL)
		return cim_fault(fault, CIM_ENOENT, "the system knows no group '%s'", name);
	*gid = entry.gr_gid;
	return CIM_OK;
}

/* What is given to whom. */
struct share {
	gid_t gid;
	bool open;		/* else it is the owner's alone again */
	struct cim_fault *fault;
	const struct control *control;
};

/*
 * By name, and not by a descriptor: LMDB has a lock on lock.mdb that goes when any descriptor of
 * it is closed. A link is not followed. A new file keeps the group of its directory by the
 * set-group-id bit.
 */
static enum cim_err
give(const struct share *share, int at, const char *name)
{
	struct stat st;
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? CIM_OK :
		    cim_fault_errno(share->fault, "%s/%s", share->control->path, name);
	mode_t mode = S_ISDIR(st.st_mode) ? 02770 : strcmp(name, "settings") == 0 ? 0640 : 0660;
	if (!share->open)
		mode = S_ISDIR(st.st_mode) ? 0700 : 0600;
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return CIM_OK;
	bool good = true;
	if (share->open && st.st_gid != share->gid)
		good = fchownat(at, name, (uid_t)-1, share->gid, AT_SYMLINK_NOFOLLOW) == 0;
	/* What belongs to another member of the group is his to change, and was made to be shared. */
	if (good && (geteuid() == 0 || st.st_uid == geteuid()))
		good = control_chmod(at, name, mode);
	return good ? CIM_OK : cim_fault_errno(
	    share->fault, "%s/%s: its mode cannot be changed", share->control->path, name);
}

/* What is ours of the repository's directory; of others nothing is touched. */
static bool
is_ours(const char *name)
{
	return strcmp(name, "control") == 0 || control_is_small_file(name);
}

static bool
is_dir_of_ours(const char *name)
{
	return strncmp(name, "gen-", 4) == 0 || strcmp(name, "autorecover") == 0;
}

/* A directory and what is in it; of the repository's own (top) the directories in it too. */
static enum cim_err
give_dir(const struct share *share, int at, const char *name, bool top)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	if (dir == NULL) {
		enum cim_err err = cim_fault_errno(share->fault, "%s/%s", share->control->path, name);
		if (fd >= 0)
			close(fd);
		return err;
	}
	/* Nobody comes in before all is right, or after the first thing is not shared any more. */
	enum cim_err err = share->open ? CIM_OK : give(share, at, name);
	while (err == CIM_OK && (entry = readdir(dir)) != NULL) {
		if (top && is_dir_of_ours(entry->d_name))
			err = give_dir(share, fd, entry->d_name, false);
		else if (top ? is_ours(entry->d_name) : entry->d_name[0] != '.')
			err = give(share, fd, entry->d_name);
	}
	if (err == CIM_OK && share->open)
		err = give(share, at, name);
	closedir(dir);
	return err;
}

enum cim_err
share_with(struct control *control, const char *name, struct cim_fault *fault)
{
	struct share share = { .open = name[0] != '\0', .fault = fault, .control = control };
	enum cim_err err = share.open ? share_group(name, &share.gid, fault) : CIM_OK;
	if (err == CIM_OK)
		err = give_dir(&share, control->dir, ".", true);
	if (err == CIM_OK)
		control->shared = share.open;
	return err;
}
