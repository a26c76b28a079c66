/* provider.h: the programs in providers/ that give instances: found, looked at, put there. */
#ifndef REPO_PROVIDER_H
#define REPO_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "repo/repo.h"

/*
 * Whether it can be the name of a provider: a file name of letters, digits and "_.-+ ", not too
 * long.
 */
bool repo_provider_name_valid(struct cim_str name);

/*
 * Whether a provider is registered and may be run: CIM_OK; CIM_ENOPROVIDER: nobody registered it;
 * CIM_EPROVIDER, and fault says what is wrong with its file. For who only wants to know.
 */
enum cim_err repo_provider_check(
    struct repo *repo, struct cim_str name, struct cim_fault *fault);

/* A file in providers/. */
struct repo_provider {
	struct cim_str name;
	enum cim_err err;		/* as repo_provider_check has it; CIM_OK: it may be run */
	struct cim_fault fault;		/* and what is wrong with it */
};
/* All of them by name. What each answers ends it unless CIM_OK. fault: why they cannot be read. */
enum cim_err repo_provider_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_provider *provider), void *ctx,
    struct cim_fault *fault);

/*
 * Registers a copy of the program that is open for reading, mode 0700, for the owner of the
 * repository; at once or not at all. CIM_EEXIST: it is there, and replace is false. CIM_EINVAL:
 * the name is none, or the file is not regular. CIM_EDENIED, ...: the file system says no.
 */
enum cim_err repo_provider_add(struct repo *repo, struct cim_str name, int from, bool replace,
    struct cim_fault *fault);
/* CIM_ENOENT: it is not registered. */
enum cim_err repo_provider_remove(
    struct repo *repo, struct cim_str name, struct cim_fault *fault);

#endif
