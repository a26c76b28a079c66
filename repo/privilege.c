/* privilege.c: backup and restore privilege: who holds them, and whether a connection uses them. */
#include "config.h"

#include "repo/privilege.h"

#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/settings.h"
#include "repo/txn.h"

/* ORDER: by their bits */
static const struct {
	const char *name, *setting;
} privileges[] = {
	{ "backup", "backup-group" },
	{ "restore", "restore-group" },
};
#define PRIVILEGES (sizeof(privileges) / sizeof(privileges[0]))

/* Of the groups with which this process runs. */
static bool
is_member(gid_t gid)
{
	gid_t room[256];
	if (getegid() == gid)
		return true;
	int n = getgroups((int)(sizeof(room) / sizeof(room[0])), room);
	for (int i = 0; i < n; i++) {
		if (room[i] == gid)
			return true;
	}
	return false;
}

/* Whether the group that a setting names has us as a member; one that is not there has none. */
static enum cim_err
by_group(struct control *control, const char *setting, bool *held, struct cim_fault *fault)
{
	char name[REPO_SETTING_SIZE];
	gid_t gid;
	enum cim_err err = settings_get(control, setting, name, fault);
	if (err != CIM_OK || name[0] == '\0')
		return err;
	err = share_group(name, &gid, NULL);
	*held = err == CIM_OK && is_member(gid);
	return err == CIM_ENOENT ? CIM_OK : err;
}

enum cim_err
privilege_held(struct control *control, unsigned *held, struct cim_fault *fault)
{
	enum cim_err err = CIM_OK;
	*held = 0;
	if (geteuid() == 0 || geteuid() == control->owner) {
		*held = REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE;
		return CIM_OK;
	}
	for (size_t i = 0; i < PRIVILEGES && err == CIM_OK; i++) {
		bool member = false;
		err = by_group(control, privileges[i].setting, &member, fault);
		*held |= member ? 1u << i : 0;
	}
	return err;
}

enum cim_err
privilege_need_held(struct control *control, unsigned privilege, struct cim_fault *fault)
{
	unsigned held;
	enum cim_err err = privilege_held(control, &held, fault);
	for (size_t i = 0; i < PRIVILEGES && err == CIM_OK; i++) {
		if ((privilege & ~held & 1u << i) != 0)
			err = cim_fault(fault, CIM_EPRIVILEGE, "%s: the %s privilege is root's, the "
			    "owner's, and of the members of the group that the setting %s names; you "
			    "do not hold it", control->path, privileges[i].name,
			    privileges[i].setting);
	}
	return err;
}

enum cim_err
privilege_need_at(const char *path, unsigned privilege, struct cim_fault *fault)
{
	struct control control = { .dir = -1, .fd = -1, .path = strdup(path) };
	struct stat st;
	enum cim_err err = CIM_OK;
	if (control.path == NULL)
		return CIM_ENOMEM;
	control.dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (control.dir < 0 || fstat(control.dir, &st) != 0) {
		err = cim_fault_errno(fault, "%s", path);
	} else {
		control.owner = st.st_uid;
		err = privilege_need_held(&control, privilege, fault);
	}
	control_close(&control);
	return err;
}

enum cim_err
repo_privilege_enable(struct repo *repo, unsigned which)
{
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK && (which & ~(REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE)) != 0)
		err = cim_fault(&fault, CIM_EINVAL, "there is no such privilege");
	if (err == CIM_OK)
		err = privilege_need_held(&repo->control, which, &fault);
	if (err == CIM_OK)
		__atomic_fetch_or(&repo->privileges, which, __ATOMIC_RELAXED);
	return repo_told(repo, err, &fault);
}

void
repo_privilege_disable(struct repo *repo, unsigned which)
{
	__atomic_fetch_and(&repo->privileges, ~which, __ATOMIC_RELAXED);
}

enum cim_err
repo_privilege_get(struct repo *repo, unsigned *held, unsigned *enabled)
{
	struct cim_fault fault = { 0 };
	*held = *enabled = 0;
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK)
		err = privilege_held(&repo->control, held, &fault);
	*enabled = __atomic_load_n(&repo->privileges, __ATOMIC_RELAXED);
	return repo_told(repo, err, &fault);
}

enum cim_err
repo_privilege_check(struct repo *repo, unsigned which, struct cim_fault *fault)
{
	unsigned enabled = __atomic_load_n(&repo->privileges, __ATOMIC_RELAXED);
	for (size_t i = 0; i < PRIVILEGES; i++) {
		if ((which & ~enabled & 1u << i) != 0)
			return cim_fault(fault, CIM_EPRIVILEGE,
			    "%s: the %s privilege is not enabled on this connection; enable it first",
			    repo->control.path, privileges[i].name);
	}
	return CIM_OK;
}
