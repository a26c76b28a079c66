/* provider_shelf.c: the directory providers/ as a whole: listed, added to, taken from. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/provider.h"
#include "repo/provider_file.h"
#include "repo/txn.h"

#define TEMPORARY ".new-"
#define COPY_SIZE 65536

/* ---- List ---------------------------------------------------------------- */

struct names {
	char **list;
	size_t count, cap;
};

static void
names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->list[i]);
	free(names->list);
}

static enum cim_err
names_add(struct names *names, const char *name)
{
	if (names->count == names->cap) {
		size_t cap = names->cap == 0 ? 16 : 2 * names->cap;
		char **grown = realloc(names->list, cap * sizeof(*grown));
		if (grown == NULL)
			return CIM_ENOMEM;
		names->list = grown;
		names->cap = cap;
	}
	names->list[names->count] = strdup(name);
	return names->list[names->count++] == NULL ? CIM_ENOMEM : CIM_OK;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum cim_err
names_read(struct repo *repo, struct names *names, struct cim_fault *fault)
{
	int fd = openat(repo->control.dir, "providers",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? CIM_OK :
		    cim_fault_errno(fault, "%.200s/providers", repo->control.path);
	DIR *dir = fdopendir(fd);
	const struct dirent *entry;
	enum cim_err err = CIM_OK;
	if (dir == NULL) {
		(void)close(fd);
		return cim_fault_errno(fault, "%.200s/providers", repo->control.path);
	}
	while (err == CIM_OK && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);
		if (entry->d_name[0] != '.' &&
		    (len < 5 || strcmp(entry->d_name + len - 5, ".conf") != 0))
			err = names_add(names, entry->d_name);
	}
	(void)closedir(dir);
	if (names->count > 0)
		qsort(names->list, names->count, sizeof(names->list[0]), by_name);
	return err;
}

enum cim_err
repo_provider_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_provider *provider), void *ctx,
    struct cim_fault *fault)
{
	struct names names = { NULL, 0, 0 };
	enum cim_err err = repo_ours(repo, fault);
	if (err == CIM_OK)
		err = names_read(repo, &names, fault);
	for (size_t i = 0; i < names.count && err == CIM_OK; i++) {
		struct repo_provider provider = { .name = cim_str_from(names.list[i]) };
		cim_fault_clear(&provider.fault);
		provider.err = repo_provider_check(repo, provider.name, &provider.fault);
		/* What has no name of a provider is never run; it can be told all the same. */
		if (provider.err == CIM_ENOPROVIDER)
			(void)cim_fault(&provider.fault, provider.err, "no name of a provider");
		err = each(ctx, &provider);
	}
	names_free(&names);
	return err;
}

/* ---- Add and remove ------------------------------------------------------ */

/* What stands there is run as the owner, so it is he who says what that is. */
static enum cim_err
need_owner(const struct repo *repo, struct cim_fault *fault)
{
	return geteuid() == 0 || geteuid() == repo->control.owner ? CIM_OK : cim_fault(fault,
	    CIM_EDENIED, "%.200s: the providers are the owner's", repo->control.path);
}

/* providers/, made when it is missing, and the owner of the repository. */
static enum cim_err
open_shelf(struct repo *repo, bool make, int *dir, struct stat *top, struct cim_fault *fault)
{
	const char *path = repo->control.path;
	*dir = -1;
	if (fstat(repo->control.dir, top) != 0)
		return cim_fault_errno(fault, "%.200s", path);
	bool made = make && mkdirat(repo->control.dir, "providers", 0700) == 0;
	if (make && !made && errno != EEXIST)
		return cim_fault_errno(fault, "%.200s/providers cannot be made", path);
	*dir = openat(repo->control.dir, "providers",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*dir < 0)
		return cim_fault_errno(fault, "%.200s/providers", path);
	/* What root makes for somebody is his. */
	if (made && geteuid() == 0 && fchown(*dir, top->st_uid, top->st_gid) != 0)
		return cim_fault_errno(fault, "%.200s/providers", path);
	if (made && fsync(repo->control.dir) != 0)
		return cim_fault_errno(fault, "%.200s", path);
	return CIM_OK;
}

static enum cim_err
copy(int from, int to, struct cim_fault *fault)
{
	char *buf = malloc(COPY_SIZE);
	enum cim_err err = buf == NULL ? CIM_ENOMEM : CIM_OK;
	while (err == CIM_OK) {
		ssize_t n = read(from, buf, COPY_SIZE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err = cim_fault_errno(fault, "the program cannot be read");
		if (n <= 0)
			break;
		for (ssize_t done = 0; done < n && err == CIM_OK;) {
			ssize_t put = write(to, buf + done, (size_t)(n - done));
			if (put < 0 && errno != EINTR)
				err = cim_fault_errno(fault, "the program cannot be copied");
			done += put > 0 ? put : 0;
		}
	}
	free(buf);
	return err;
}

/* The copy under its temporary name, whole and on the disk. */
static enum cim_err
write_copy(int dir, const char *temporary, int from, const struct stat *top, struct cim_fault *fault)
{
	int fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return cim_fault_errno(fault, "providers/%s cannot be made", temporary);
	enum cim_err err = copy(from, fd, fault);
	if (err == CIM_OK && geteuid() == 0 && fchown(fd, top->st_uid, top->st_gid) != 0)
		err = cim_fault_errno(fault, "the program cannot be given to its owner");
	if (err == CIM_OK && (fchmod(fd, 0700) != 0 || fsync(fd) != 0))
		err = cim_fault_errno(fault, "the program cannot be written");
	if (close(fd) != 0 && err == CIM_OK)
		err = cim_fault_errno(fault, "the program cannot be written");
	return err;
}

/*
 * What those left who were killed while they added something. By who holds the lock of the
 * setup.
 */
static void
clean_shelf(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	if (list == NULL && fd >= 0)
		(void)close(fd);
	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (strncmp(entry->d_name, TEMPORARY, sizeof(TEMPORARY) - 1) == 0)
			(void)unlinkat(dir, entry->d_name, 0);
	}
	if (list != NULL)
		(void)closedir(list);
}

enum cim_err
repo_provider_add(struct repo *repo, struct cim_str name, int from, bool replace,
    struct cim_fault *fault)
{
	char file[CIM_LIMIT_PROVIDER_NAME + 1] = "", temporary[64];
	uint64_t random;
	struct stat st, top;
	int dir;
	enum cim_err err = repo_ours(repo, fault);
	if (err == CIM_OK)
		err = need_owner(repo, fault);
	if (err != CIM_OK)
		return err;
	if (!repo_provider_name_valid(name))
		return cim_fault(fault, CIM_EINVAL, "no name of a provider: it is one of a file, "
		    "without / and \\, and does not begin with a point or a minus");
	if (fstat(from, &st) != 0)
		return cim_fault_errno(fault, "the program");
	if (!S_ISREG(st.st_mode))
		return cim_fault(fault, CIM_EINVAL, "the program is no regular file");
	memcpy(file, name.ptr, name.len);
	randombytes_buf(&random, sizeof(random));
	(void)snprintf(temporary, sizeof(temporary), TEMPORARY "%016llx",
	    (unsigned long long)random);
	err = control_lock(&repo->control, CONTROL_SETUP, true, true, fault);
	if (err != CIM_OK)
		return err;
	err = open_shelf(repo, true, &dir, &top, fault);
	if (err == CIM_OK) {
		clean_shelf(dir);
		err = write_copy(dir, temporary, from, &top, fault);
		/* link does not replace, rename does. */
		if (err == CIM_OK && replace && renameat(dir, temporary, dir, file) != 0)
			err = cim_fault_errno(fault, "providers/%s", file);
		else if (err == CIM_OK && !replace && linkat(dir, temporary, dir, file, 0) != 0)
			err = errno == EEXIST ? cim_fault(fault, CIM_EEXIST, "provider %s is "
			    "registered already; --overwrite replaces it", file) :
			    cim_fault_errno(fault, "providers/%s", file);
		if (err != CIM_OK || !replace)
			(void)unlinkat(dir, temporary, 0);
		if (err == CIM_OK && fsync(dir) != 0)
			err = cim_fault_errno(fault, "providers/%s", file);
	}
	if (dir >= 0)
		(void)close(dir);
	control_unlock(&repo->control, CONTROL_SETUP);
	return err;
}

enum cim_err
repo_provider_remove(struct repo *repo, struct cim_str name, struct cim_fault *fault)
{
	char file[CIM_LIMIT_PROVIDER_NAME + 1] = "";
	struct stat top;
	int dir;
	enum cim_err err = repo_ours(repo, fault);
	if (err == CIM_OK)
		err = need_owner(repo, fault);
	if (err != CIM_OK)
		return err;
	if (!repo_provider_name_valid(name))
		return CIM_ENOENT;
	memcpy(file, name.ptr, name.len);
	struct cim_fault opened = { .err = CIM_OK };
	err = open_shelf(repo, false, &dir, &top, &opened);
	if (err == CIM_OK && unlinkat(dir, file, 0) != 0)
		err = errno == ENOENT ? CIM_ENOENT : cim_fault_errno(&opened, "providers/%s", file);
	if (err == CIM_OK && fsync(dir) != 0)
		err = cim_fault_errno(&opened, "providers/%s", file);
	if (dir >= 0)
		(void)close(dir);
	if (err != CIM_OK && err != CIM_ENOENT && fault != NULL && fault->err == CIM_OK)
		*fault = opened;
	return err;
}
