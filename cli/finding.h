/* finding.h: what a check of a repository finds, counted and told as text or JSON. */
#ifndef CLI_FINDING_H
#define CLI_FINDING_H

#include "cim/bytes.h"
#include "repo/repo.h"

struct findings {
	bool json;
	bool silent;			/* they are counted alone */
	uint64_t problems, notes;
	struct bytes_writer w;		/* scratch; findings_free */
};

/* A repo_finding_fn; ctx is the findings. A line on standard output. */
void findings_tell(void *ctx, const struct repo_finding *finding);
/* The same of one whose text is made here; kind and name as in struct repo_finding. */
void findings_format(struct findings *findings, bool note, const char *kind, const char *name,
    const char *format, ...) __attribute__((format(printf, 5, 6)));
/*
 * Tells of each provider that classes of a sound repository name and that cannot be run, with the first of
 * them: a note, as the repository is none the worse for it.
 */
enum cim_err findings_providers(
    struct findings *findings, const char *path, struct cim_fault *fault);
void findings_free(struct findings *findings);

#endif
