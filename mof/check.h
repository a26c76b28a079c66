/* check.h: the table of named checks; each rule of CIM is a row with its id. */
#ifndef MOF_CHECK_H
#define MOF_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/class.h"
#include "mof/ast.h"
#include "mof/diag.h"
#include "mof/mof.h"

struct mof_compiler;
struct mof_cls;
struct mof_feature;
struct mof_inst;

/* What a check looks at. ORDER: rows of a level stand together in the table. */
enum mof_check_level {
	MOF_AT_COMPILE,		/* told by the compiler itself where it meets the mistake */
	MOF_AT_QUALIFIER_TYPE,
	MOF_AT_QUALIFIER,
	MOF_AT_CLASS,
	MOF_AT_FEATURE,		/* a property or a method */
	MOF_AT_INSTANCE,
	MOF_AT_LAST
};

/* The thing at hand: what its level needs is filled in. */
struct mof_subject {
	struct mof_compiler *c;
	struct mof_cls *cls;				/* CLASS, FEATURE */
	struct mof_feature *feature;			/* FEATURE */
	const struct mof_qualifier_type *raw_type;	/* QUALIFIER_TYPE */
	const struct mof_qualifier *raw;		/* QUALIFIER */
	const struct cim_qualifier *qualifier;		/* QUALIFIER */
	const struct cim_qualifier_type *type;		/* QUALIFIER, QUALIFIER_TYPE */
	struct cim_place whole;				/* QUALIFIER_TYPE: the declaration */
	/* QUALIFIER_TYPE: the last diagnostic before it was compiled, or NULL */
	const struct mof_diag *before;
	uint32_t element;				/* QUALIFIER: one CIM_SCOPE_ bit */
	struct mof_inst *inst;				/* INSTANCE */
};

typedef void (*mof_check_fn)(const struct mof_subject *s);

/* ORDER: as the rows in check.c. */
enum mof_check {
#define MOF_TELL(symbol, id, rule, severity, title) MOF_CHECK_##symbol,
#define MOF_CHECK(symbol, id, rule, severity, level, function, title) MOF_CHECK_##symbol,
#include "mof/check_table.h"
#undef MOF_TELL
#undef MOF_CHECK
	MOF_CHECK_COUNT
};

/* Where each level's functions begin and end, so that a run touches only its own. */
struct mof_check_plan {
	uint16_t first[MOF_AT_LAST], end[MOF_AT_LAST];
};
void mof_check_plan(struct mof_check_plan *plan);

/* Runs the checks of a level on a subject. */
void mof_check_run(const struct mof_subject *s, enum mof_check_level level);

/* The id of a row, for literal.h. */
const char *mof_check_id(enum mof_check check);

/* Reports a row's mistake with its id, and its severity in the dialect at hand. */
struct mof_diag *mof_check_report(struct mof_compiler *c, enum mof_check check,
    struct cim_place place, const char *format, ...) __attribute__((format(printf, 4, 5)));
/*
 * Notes what the standard does not have, the first time that it is met in a unit. Not in MOF 3,
 * which has its own rules, nor in JSON, whose form is ours.
 */
void mof_check_once(struct mof_compiler *c, enum mof_check check, struct cim_place place,
    const char *text);
/* A second place for it; diag may be NULL, and the place nowhere: then nothing is added. */
void mof_check_note(struct mof_compiler *c, struct mof_diag *diag, struct cim_place place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
void mof_check_note_class(struct mof_compiler *c, struct mof_diag *diag, const struct mof_cls *cls);

/* The functions of the table: check_qualifier.c, check_class.c, check_instance.c. */
#define MOF_TELL(symbol, id, rule, severity, title)
#define MOF_CHECK(symbol, id, rule, severity, level, function, title) \
	void mof_check_##function(const struct mof_subject *s);
#include "mof/check_table.h"
#undef MOF_TELL
#undef MOF_CHECK

#endif
