/* provider_ask.h: what repo/ asks of a provider, and what it answers; not for other floors. */
#ifndef REPO_PROVIDER_ASK_H
#define REPO_PROVIDER_ASK_H

#include "repo/live.h"

/* Why a provider gave no answer, or not all of it. */
struct provider_fault {
	struct cim_fault fault;
	struct cim_name about;		/* the class whose instances are asked for; may be empty */
};

/* Notes a failure with the code of WBEM's that fits it; answers err. */
enum cim_err provider_wrong(struct provider_fault *fault, enum cim_err err,
    uint32_t code, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What a provider may take. */
struct provider_limits {
	uint64_t timeout;		/* milliseconds that it may keep its caller waiting */
	uint64_t memory;		/* bytes of address space */
};
/* As the settings of the repository say. CIM_EDAMAGED, CIM_EDENIED: they cannot be believed. */
enum cim_err provider_limits_read(
    struct repo *repo, struct provider_limits *out, struct cim_fault *fault);
struct provider_file;
/* As providers/NAME.conf says where it does, else the settings. CIM_EPROVIDER, too. */
enum cim_err provider_limits_of(struct repo *repo, const struct provider_file *file,
    struct provider_limits *out, struct provider_fault *fault);

struct provider_ask {
	struct repo *repo;
	struct repo_scope *scope;
	struct cim_str provider;	/* its name, as the class says it */
	struct cim_str ns;
	struct cim_name class_name;
	const char *locale;		/* or NULL */
	const struct repo_live_wish *wish;	/* or NULL: all */
	const struct cim_path *path;		/* the one that is wanted; or NULL */
};

/*
 * Runs the provider and tells each instance as it comes (repo_live_list). Others than those that
 * are asked for may come too.
 */
enum cim_err provider_list(const struct provider_ask *ask, repo_live_each_fn each, void *ctx,
    struct provider_fault *fault);

#endif
