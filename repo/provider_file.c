/* provider_file.c: finds the file of a provider in providers/, and says whether it may be run. */
#include "config.h"

#include "repo/provider_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/wbem.h"
#include "repo/provider.h"
#include "repo/txn.h"

/*
 * Who may say what is run: the owner of the repository, and root. A file that others can change, or
 * could have put there, is not run, nor is one behind a link. And nobody runs what he does not
 * trust: root runs the providers of a user's repository as that user, and other users do not run
 * them at all.
 */

bool
repo_provider_name_valid(struct cim_str name)
{
	if (name.len == 0 || name.len > CIM_LIMIT_PROVIDER_NAME || name.ptr[0] == '.' ||
	    name.ptr[0] == '-' || name.ptr[0] == ' ' || name.ptr[name.len - 1] == ' ')
		return false;
	/* NAME.conf is what NAME may take. */
	if (name.len >= 5 && memcmp(name.ptr + name.len - 5, ".conf", 5) == 0)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] < 0x20 || name.ptr[i] > 0x7e || name.ptr[i] == '/' ||
		    name.ptr[i] == '\\')
			return false;
	}
	return true;
}

static enum cim_err
refuse(struct provider_fault *fault, const char *why, const char *name)
{
	return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_LOAD_FAILURE,
	    "provider %s is not run: %s", name, why);
}

static enum cim_err
refuse_errno(struct provider_fault *fault, const char *name)
{
	int sys = errno;
	if (sys == ENOMEM)
		return cim_fault(&fault->fault, CIM_ENOMEM, "%s", cim_strerror(CIM_ENOMEM));
	return refuse(fault, sys == ELOOP || sys == EMLINK ?
	    "its file is a symbolic link; put the program itself there" : strerror(sys), name);
}

/* What is wrong with who owns something, or may write to it; NULL: nothing. */
static const char *
wrong_mode(const struct stat *st, uid_t owner, bool is_dir)
{
	if (st->st_uid != 0 && st->st_uid != owner)
		return is_dir ? "the directory providers belongs to neither root nor the owner of "
		    "the repository" :
		    "its file belongs to neither root nor the owner of the repository";
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return is_dir ? "others can write to the directory providers; chmod go-w it" :
		    "others can write to its file; chmod go-w it";
	return NULL;
}

static const char *
wrong_file(const struct stat *st, uid_t owner)
{
	const char *why = wrong_mode(st, owner, false);
	if (!S_ISREG(st->st_mode))
		return "it is no regular file";
	if (why != NULL)
		return why;
	if ((st->st_mode & (S_ISUID | S_ISGID)) != 0)
		return "its file is set-user-id or set-group-id; take that away";
	if ((st->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
		return "its file is not executable; chmod +x it";
	return NULL;
}

/* The directory of providers; its owner is known to be right. CIM_ENOPROVIDER: there is none. */
static enum cim_err
open_directory(struct repo *repo, const char *name, int *dir, struct stat *top,
    struct provider_fault *fault)
{
	struct stat st;
	const char *why = NULL;
	*dir = -1;
	if (fstat(repo->control.dir, top) != 0)
		return refuse_errno(fault, name);
	*dir = openat(repo->control.dir, "providers",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*dir < 0 && errno == ENOENT)
		return CIM_ENOPROVIDER;
	if (*dir < 0 && (errno == ENOTDIR || errno == ELOOP))
		return refuse(fault, "providers is no directory of the repository's own", name);
	if (*dir < 0)
		return refuse_errno(fault, name);
	if (fstat(*dir, &st) != 0)
		return refuse_errno(fault, name);
	why = wrong_mode(&st, top->st_uid, true);
	/*
	 * The group that the repository was given to may write in it; what it puts there is its
	 * own, so not run.
	 */
	if (why == NULL && (top->st_mode & S_IWOTH) != 0 && (top->st_mode & S_ISVTX) == 0)
		why = "others can write to the directory of the repository; chmod go-w it";
	return why != NULL ? refuse(fault, why, name) : CIM_OK;
}

/* Whether the one who asks may run what the owner of the repository put there. */
static enum cim_err
trust(struct provider_file *file, const struct stat *top, struct provider_fault *fault)
{
	uid_t caller = geteuid();
	file->uid = top->st_uid;
	file->gid = top->st_gid;
	file->drop = caller == 0 && top->st_uid != 0;
	if (caller == 0 || top->st_uid == 0 || top->st_uid == caller)
		return CIM_OK;
	return refuse(fault, "the repository is another user's, and what he put there would run "
	    "as you; ask him, or root", file->name);
}

/* The file itself, once the directory is known to be right. */
static enum cim_err
open_file(struct provider_file *file, int dir, const struct stat *top, struct provider_fault *fault)
{
	struct stat st;
	char begin[2] = { 0, 0 };
	file->fd = openat(dir, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file->fd < 0 && errno == ENOENT)
		return CIM_ENOPROVIDER;
	if (file->fd < 0 || fstat(file->fd, &st) != 0)
		return refuse_errno(fault, file->name);
	const char *why = wrong_file(&st, top->st_uid);
	if (why != NULL)
		return refuse(fault, why, file->name);
	file->script = pread(file->fd, begin, 2, 0) == 2 && begin[0] == '#' && begin[1] == '!';
	return trust(file, top, fault);
}

enum cim_err
provider_file_open(struct repo *repo, struct cim_str name, struct provider_file *out,
    struct provider_fault *fault)
{
	struct stat top;
	int dir = -1;
	memset(out, 0, sizeof(*out));
	out->fd = -1;
	enum cim_err err = repo_ours(repo, &fault->fault);
	if (err != CIM_OK)
		return err;
	if (repo_provider_name_valid(name)) {
		memcpy(out->name, name.ptr, name.len);
		err = open_directory(repo, out->name, &dir, &top, fault);
		if (err == CIM_OK)
			err = open_file(out, dir, &top, fault);
		if (dir >= 0)
			(void)close(dir);
	} else {
		err = CIM_ENOPROVIDER;
	}
	if (err != CIM_OK)
		provider_file_close(out);
	if (err != CIM_ENOPROVIDER)
		return err;
	if (name.len == 0)
		return provider_wrong(fault, err, WBEM_E_PROVIDER_NOT_FOUND,
		    "the class is dynamic, but names no provider: add provider(\"NAME\")");
	return provider_wrong(fault, err, WBEM_E_PROVIDER_NOT_FOUND, "provider %.*s is not registered: wbemkit -R %.200s "
	    "provider add %.*s FILE does that, --no-providers leaves it out",
	    name.len > 100 ? 100 : (int)name.len, name.ptr, repo->control.path,
	    name.len > 100 ? 100 : (int)name.len, name.ptr);
}

void
provider_file_close(struct provider_file *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
}

enum cim_err
repo_provider_check(struct repo *repo, struct cim_str name, struct cim_fault *fault)
{
	struct provider_file file;
	struct provider_fault why = { .about = { NULL, 0, 0 } };
	enum cim_err err = provider_file_open(repo, name, &file, &why);
	if (err == CIM_OK)
		provider_file_close(&file);
	else if (fault != NULL && fault->err == CIM_OK)
		*fault = why.fault;
	return err;
}
