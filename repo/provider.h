/* provider.h: the programs in providers/ that give instances: found, looked at, put there. */
#ifndef REPO_PROVIDER_H
#define REPO_PROVIDER_H

#include <stdint.h>

#include "repo/repo.h"

/* Whether it can be the name of a provider: a file name of letters, digits and "_.-+ ", not too long. */
bool repo_provider_name_valid(struct cim_str name);

/*
 * Whether a provider is registered and may be run: CIM_OK; CIM_ENOPROVIDER: nobody registered it;
 * CIM_EPROVIDER, and fault says what is wrong with its file. For who only wants to know.
 */
enum cim_err repo_provider_check(
    struct repo *repo, struct cim_str name, struct cim_fault *fault);

#endif
