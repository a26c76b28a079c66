/* lint.h: what the rooms of lint share: the rules, what the unit holds by name, how to tell. */
#ifndef MOF_LINT_H
#define MOF_LINT_H

#include <stdbool.h>

#include "cim/arena.h"
#include "cim/name.h"
#include "mof/ast.h"
#include "mof/diag.h"
#include "mof/mof.h"
#include "mof/parse.h"

/* ORDER: as the rows in lint_table.h. */
enum mof_lint_rule {
#define MOF_LINT(symbol, id, set, severity, title) MOF_LINT_##symbol,
#include "mof/lint_table.h"
#undef MOF_LINT
	MOF_LINT_RULES
};

/* How a name is spelled; LOWER ("name") is camelCase and snake_case at once. */
enum mof_lint_case { MOF_CASE_PASCAL, MOF_CASE_CAMEL, MOF_CASE_SNAKE, MOF_CASE_LOWER,
	MOF_CASE_OTHER, MOF_CASE_COUNT };

/* An instance that others may point to, by its alias or by its class and Name. */
struct mof_lint_target {
	const struct mof_instance *raw;
	struct mof_diag *diag;			/* what was told of it, or NULL */
	bool used;				/* its alias stands somewhere */
};

/* An instance to be looked at when all the others are known: a binding, a registration. */
struct mof_lint_link {
	struct mof_lint_link *next;
	const struct mof_instance *raw;
	struct cim_map *aliases;		/* of its file and what that includes */
};

struct mof_linter {
	struct mof_unit *unit;
	struct arena *arena;
	struct mof_diags *diags;
	struct arena scratch;		/* of one declaration */
	struct arena_mark base;		/* where it begins */
	struct mof_diags quiet;		/* mistakes in strings, told elsewhere */
	bool wants[MOF_LINT_RULES];
	struct cim_map classes;		/* of struct mof_class, the first of a name */
	struct cim_map *aliases;	/* of struct mof_lint_target: those of the file at hand */
	struct cim_map targets;		/* of struct mof_lint_target, by "CLASS.NAME" */
	struct cim_map guids;		/* of struct mof_class: the first with one */
	struct cim_map qualifiers;	/* names of qualifiers that stand somewhere */
	struct mof_list links;		/* of struct mof_lint_link */
	size_t cases[MOF_CASE_COUNT];
	size_t class_count;
	bool ours;			/* the file at hand is one to tell of */
	enum cim_err err;		/* the first failure */
};

bool mof_lint_ok(struct mof_linter *l, enum cim_err err);

/* Tells; NULL when it is left out. */
struct mof_diag *mof_lint_report(struct mof_linter *l, enum mof_lint_rule rule,
    struct cim_place place, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* For texts that are the finding: as MOF_SHOW, cut later. */
#define MOF_SHOW_LONG(s) (int)((s).len > 400 ? 400 : (s).len), (s).ptr

/* The qualifier of a name, or NULL. */
const struct mof_qualifier *mof_lint_qualifier(const struct mof_list *quals, const char *name);
/* Whether it is there and not said to be false. */
bool mof_lint_true(const struct mof_list *quals, const char *name);
/* What has this class and this Name, or NULL. */
struct mof_lint_target *mof_lint_find(struct mof_linter *l, struct cim_name class_name,
    struct cim_str name);
/* The slot of a name, or NULL. */
const struct mof_slot *mof_lint_slot(const struct mof_instance *raw, const char *name);

/*
 * The text of a string value; false: it is none, or has none that can be read. It stays until
 * mof_lint_forget.
 */
bool mof_lint_text(struct mof_linter *l, const struct mof_value *value, struct cim_str *out);
void mof_lint_forget(struct mof_linter *l);

/* lint_style.c: first all names are seen, then each declaration is looked at. */
void mof_lint_note_case(struct mof_linter *l, struct cim_name name);
void mof_lint_class(struct mof_linter *l, const struct mof_class *cls);
void mof_lint_qualifier_type(struct mof_linter *l, const struct mof_qualifier_type *raw);
void mof_lint_instance(struct mof_linter *l, const struct mof_instance *raw);
void mof_lint_file(struct mof_linter *l, const struct mof_file *file);

/* lint_security.c */
void mof_lint_secure_pragma(struct mof_linter *l, const struct mof_pragma *pragma);
void mof_lint_secure_class(struct mof_linter *l, const struct mof_class *cls);
void mof_lint_secure_instance(struct mof_linter *l, const struct mof_instance *raw);
void mof_lint_secure_links(struct mof_linter *l);

/* lint_driver.c */
void mof_lint_driver_class(struct mof_linter *l, const struct mof_class *cls);

/*
 * lint_text.c: what a text holds. Each gives what was found, to be shown, or NULL. lower is the
 * text in small letters, with a NUL behind it.
 */
char *mof_text_lower(struct arena *arena, struct cim_str text);
const char *mof_text_executable(struct cim_str text);
const char *mof_text_encoded(const char *lower, struct cim_str text);
const char *mof_text_download(const char *lower);
const char *mof_text_script(const char *lower);
bool mof_text_url(const char *lower, struct cim_str text, struct cim_str *url);

#endif
