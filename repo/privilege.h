/* privilege.h: backup and restore privilege, as other rooms of repo/ ask for them. */
#ifndef REPO_PRIVILEGE_H
#define REPO_PRIVILEGE_H

#include "repo/control.h"

/*
 * REPO_PRIVILEGE_ bits of who runs this: root and the owner all; others by the groups of the
 * settings.
 */
enum cim_err privilege_held(struct control *control, unsigned *held, struct cim_fault *fault);
/* CIM_EPRIVILEGE, with a sentence, for who does not hold it. */
enum cim_err privilege_need_held(
    struct control *control, unsigned privilege, struct cim_fault *fault);
/* The same of a directory whose control may be damaged. */
enum cim_err privilege_need_at(const char *path, unsigned privilege, struct cim_fault *fault);

#endif
