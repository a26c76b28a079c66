/* settings.h: the repository's own settings, as other rooms of repo/ ask for them. */
#ifndef REPO_SETTINGS_H
#define REPO_SETTINGS_H

#include <sys/types.h>

#include "repo/control.h"
#include "repo/repo.h"

/*
 * The value of a setting, or what holds without one (may be empty). Nothing of the file is
 * believed: CIM_EDAMAGED with the line that is none, CIM_EDENIED when it is not the owner's.
 * key: of the table.
 */
enum cim_err settings_get(struct control *control, const char *key,
    char value[REPO_SETTING_SIZE], struct cim_fault *fault);
/* The same for one that is a time: milliseconds. */
enum cim_err settings_time(
    struct control *control, const char *key, uint64_t *milliseconds, struct cim_fault *fault);

/* Likewise a size: bytes. */
enum cim_err settings_size(
    struct control *control, const char *key, uint64_t *bytes, struct cim_fault *fault);

/* repo/share.c: gives the files of the repository to a group, or takes them back (name empty). */
enum cim_err share_with(struct control *control, const char *name, struct cim_fault *fault);
/* The number of a group. CIM_ENOENT: the system knows none of that name. */
enum cim_err share_group(const char *name, gid_t *gid, struct cim_fault *fault);

#endif
