/* provider_file.h: the file of a provider, opened and found fit to be run; not for other floors. */
#ifndef REPO_PROVIDER_FILE_H
#define REPO_PROVIDER_FILE_H

#include <sys/types.h>

#include "cim/limits.h"
#include "repo/provider_ask.h"

struct provider_file {
	int fd;				/* open for reading, closed on exec; or -1 */
	bool script;			/* it begins with #!, so its interpreter opens it again */
	bool drop;			/* to be run as uid and gid, with no other groups */
	uid_t uid;
	gid_t gid;
	char name[CIM_LIMIT_PROVIDER_NAME + 1];
};

/*
 * CIM_ENOPROVIDER: nobody registered it. CIM_EPROVIDER: what is there must not be run, and the
 * fault says why. *out is to be closed with provider_file_close when this answers CIM_OK.
 */
enum cim_err provider_file_open(struct repo *repo, struct cim_str name,
    struct provider_file *out, struct provider_fault *fault);
void provider_file_close(struct provider_file *file);

#endif
