/* check.c: the table of named checks, and what runs and reports its rows. */
#include "mof/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "mof/compile.h"
#include "mof/json_in.h"

/*
 * A level of the table as the severities of AUTO, DMTF, WMI, DSC and MOF 3. MOF_STRICT: a warning,
 * and an error with --strict. MOF_MS(l): l, but a note in Microsoft's dialects, which take it.
 */
#define ROW(dmtf, wmi, dsc, mof3)                                                                  \
	{ USUAL_##dmtf, USUAL_##dmtf, USUAL_##wmi, USUAL_##dsc, USUAL_##mof3 }
#define ALL_MOF_NOTE ROW(MOF_NOTE, MOF_NOTE, MOF_NOTE, MOF_NOTE)
#define ALL_MOF_WARNING ROW(MOF_WARNING, MOF_WARNING, MOF_WARNING, MOF_WARNING)
#define ALL_MOF_STRICT ROW(MOF_STRICT, MOF_STRICT, MOF_STRICT, MOF_STRICT)
#define ALL_MOF_ERROR ROW(MOF_ERROR, MOF_ERROR, MOF_ERROR, MOF_ERROR)
#define ALL_MOF_MS(level) ROW(level, MOF_NOTE, MOF_NOTE, level)
#define ALL_MOF_IN(dmtf, wmi, dsc, mof3) ROW(dmtf, wmi, dsc, mof3)
#define USUAL_MOF_NOTE MOF_NOTE
#define USUAL_MOF_WARNING MOF_WARNING
#define USUAL_MOF_STRICT MOF_WARNING
#define USUAL_MOF_ERROR MOF_ERROR
#define USUAL_MOF_MS(level) USUAL_##level
#define USUAL_MOF_IN(dmtf, wmi, dsc, mof3) USUAL_##dmtf
#define STRICT_MOF_NOTE MOF_NOTE
#define STRICT_MOF_WARNING MOF_WARNING
#define STRICT_MOF_STRICT MOF_ERROR
#define STRICT_MOF_ERROR MOF_ERROR
#define STRICT_MOF_MS(level) STRICT_##level
#define STRICT_MOF_IN(dmtf, wmi, dsc, mof3) STRICT_##dmtf

/* ORDER: enum mof_check. */
static const struct mof_check_info infos[] = {
#define MOF_TELL(symbol, id, rule, severity, title)                                                \
	{ id, rule, USUAL_##severity, STRICT_##severity, title, ALL_##severity },
#define MOF_CHECK(symbol, id, rule, severity, level, function, title)                              \
	{ id, rule, USUAL_##severity, STRICT_##severity, title, ALL_##severity },
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

/* What the check weighs in the dialect of what is being compiled. */
static enum mof_severity
weight(const struct mof_compiler *c, enum mof_check check)
{
	return infos[check].in[c->dialect];
}

struct mof_diag *
mof_check_report(
    struct mof_compiler *c, enum mof_check check, struct cim_place place, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum mof_severity severity = weight(c, check);
	/* Nobody is to mend the text of a class that is built in. */
	struct mof_diag *diag = severity < MOF_ERROR && mof_is_builtin(c, place) ? NULL :
	    mof_diag_v(c->diags, severity, infos[check].id, place, format, args);
	va_end(args);
	return diag;
}

void
mof_check_once(
    struct mof_compiler *c, enum mof_check check, struct cim_place place, const char *text)
{
	if (c->told[check] || c->dialect == MOF_DIALECT_MOF3 || mof_is_builtin(c, place))
		return;
	const struct mof_source *source = mof_source_find(&c->unit->sources, place.at);
	if (source == NULL || mof_json_is(source))
		return;
	c->told[check] = true;
	mof_check_report(c, check, place, "%s", text);
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

/* Where a class is declared; one out of the repository, or built in, has no place to show. */
void
mof_check_note_class(struct mof_compiler *c, struct mof_diag *diag, const struct mof_cls *cls)
{
	if (cls->raw != NULL && !mof_is_builtin(c, cls->place))
		mof_check_note(c, diag, cls->place, "class '%.*s' is here", MOF_SHOW(cls->name));
}
