/* check.c: the table of named checks, and what runs and reports its rows. */
#include "mof/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "mof/compile.h"

/* MOF_STRICT in the table: a warning, and an error with --strict. */
#define USUAL_MOF_NOTE MOF_NOTE
#define USUAL_MOF_WARNING MOF_WARNING
#define USUAL_MOF_STRICT MOF_WARNING
#define USUAL_MOF_ERROR MOF_ERROR
#define STRICT_MOF_NOTE MOF_NOTE
#define STRICT_MOF_WARNING MOF_WARNING
#define STRICT_MOF_STRICT MOF_ERROR
#define STRICT_MOF_ERROR MOF_ERROR

/* ORDER: enum mof_check. */
static const struct mof_check_info infos[] = {
#define MOF_TELL(symbol, id, rule, severity, title)                                                \
	{ id, rule, USUAL_##severity, STRICT_##severity, title },
#define MOF_CHECK(symbol, id, rule, severity, level, function, title)                              \
	{ id, rule, USUAL_##severity, STRICT_##severity, title },
#include "mof/check_table.h"
#undef MOF_TELL
#undef MOF_CHECK
};

/* ORDER: enum mof_check. */
static const struct {
	enum mof_check_level level;
	mof_check_fn run;
} rows[] = {
#define MOF_TELL(symbol, id, rule, severity, title) { MOF_AT_COMPILE, NULL },
#define MOF_CHECK(symbol, id, rule, severity, level, function, title)                              \
	{ level, mof_check_##function },
#include "mof/check_table.h"
#undef MOF_TELL
#undef MOF_CHECK
};

_Static_assert(sizeof(infos) / sizeof(infos[0]) == MOF_CHECK_COUNT, "one row a check");

const struct mof_check_info *
mof_checks(size_t *count)
{
	*count = MOF_CHECK_COUNT;
	return infos;
}

const char *
mof_check_id(enum mof_check check)
{
	return infos[check].id;
}

void
mof_check_plan(struct mof_check_plan *plan)
{
	*plan = (struct mof_check_plan){ .first = { 0 }, .end = { 0 } };
	for (uint16_t i = 0; i < MOF_CHECK_COUNT; i++) {
		enum mof_check_level level = rows[i].level;
		if (plan->end[level] == 0)
			plan->first[level] = i;
		plan->end[level] = (uint16_t)(i + 1);
	}
}

void
mof_check_run(const struct mof_subject *s, enum mof_check_level level)
{
	const struct mof_check_plan *plan = &s->c->plan;
	for (uint16_t i = plan->first[level]; i < plan->end[level]; i++) {
		if (rows[i].run != NULL)
			rows[i].run(s);
	}
}

/* What Microsoft's compiler takes without a word. */
static const enum mof_check tolerated[] = { MOF_CHECK_FLAVOR_USE, MOF_CHECK_FLAVOR_REOPEN,
	MOF_CHECK_QUAL_SCOPE, MOF_CHECK_QUAL_SCOPE_CLASS, MOF_CHECK_METHOD_VOID,
	MOF_CHECK_REF_CLASS, MOF_CHECK_REF_NONASSOC, MOF_CHECK_REF_ARRAY, MOF_CHECK_REF_DANGLING,
	MOF_CHECK_TYPE_EMBEDS, MOF_CHECK_EMBEDDED, MOF_CHECK_OVERRIDE_MISSING, MOF_CHECK_HIDES,
	MOF_CHECK_INST_QUAL };

bool
mof_check_tolerated(const struct mof_compiler *c, enum mof_check check)
{
	for (size_t i = 0; mof_microsoft(c) && i < sizeof(tolerated) / sizeof(tolerated[0]); i++) {
		if (tolerated[i] == check)
			return true;
	}
	return false;
}

struct mof_diag *
mof_check_report(
    struct mof_compiler *c, enum mof_check check, struct cim_place place, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum mof_severity severity =
	    mof_check_tolerated(c, check) ? MOF_NOTE : infos[check].severity;
	struct mof_diag *diag =
	    mof_diag_v(c->diags, severity, infos[check].id, place, format, args);
	va_end(args);
	return diag;
}

void
mof_check_note(
    struct mof_compiler *c, struct mof_diag *diag, struct cim_place place, const char *format, ...)
{
	if (diag == NULL || place.at == 0)
		return;
	char text[400];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n >= 0)
		mof_diag_note(c->diags, diag, place, "%s", text);
}

/* Where a class is declared; one out of the repository has no place that could be shown. */
void
mof_check_note_class(struct mof_compiler *c, struct mof_diag *diag, const struct mof_cls *cls)
{
	if (cls->raw != NULL)
		mof_check_note(c, diag, cls->place, "class '%.*s' is here", MOF_SHOW(cls->name));
}
