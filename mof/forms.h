/* forms.h: diagnostics for programs: JSON lines, SARIF 2.1.0, GitHub's workflow commands. */
#ifndef MOF_FORMS_H
#define MOF_FORMS_H

#include <stddef.h>

#include "cim/bytes.h"
#include "mof/diag.h"
#include "mof/mof.h"
#include "mof/source.h"

/* Appends to out, which the caller may empty between two calls. */
struct mof_forms {
	struct mof_sources *sources;
	enum mof_form form;	/* MOF_FORM_JSON, _SARIF, _GITHUB */
	struct bytes_writer *out;
	size_t count;		/* diagnostics put so far */
	bool lint;		/* the rules of lint are rules too */
};

void mof_forms_begin(struct mof_forms *f);
void mof_forms_put(struct mof_forms *f, const struct mof_diag *diag);
/* hidden: errors that were not put. */
void mof_forms_end(struct mof_forms *f, size_t hidden);

#endif
