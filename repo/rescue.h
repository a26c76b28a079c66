/* rescue.h: the records of a damaged store into a new one; for repo/ alone. */
#ifndef REPO_RESCUE_H
#define REPO_RESCUE_H

#include "repo/repo.h"

/*
 * All that can be read of the store in one generation's directory, as far as it holds together,
 * into a new repository at place. Each hears of what is lost, dropped, older or changed.
 */
enum cim_err rescue_records(const char *generation, const char *place, repo_finding_fn each,
    void *ctx, struct repo_rescued *out, struct cim_fault *fault);

#endif
