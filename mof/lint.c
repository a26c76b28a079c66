/* lint.c: the table of lint's rules, and the walk over raw declarations that asks them. */
#include "mof/lint.h"

#include <string.h>

#include "cim/limits.h"
#include "mof/literal.h"

#define STYLE_WORD "style"
#define SECURITY_WORD "security"
#define DRIVER_WORD "driver"

_Static_assert(MOF_DIALECT_COUNT == 5, "a rule of lint weighs as much in every dialect");

/* ORDER: enum mof_lint_rule. */
static const struct mof_check_info infos[] = {
#define MOF_LINT(symbol, id, set, severity, title)                                                 \
	{ id, set##_WORD, severity, severity, title,                                               \
	    { severity, severity, severity, severity, severity } },
#include "mof/lint_table.h"
#undef MOF_LINT
};

const struct mof_check_info *
mof_lint_rules(size_t *count)
{
	*count = MOF_LINT_RULES;
	return infos;
}

unsigned
mof_lint_set(const struct mof_check_info *info)
{
	return strcmp(info->rule, SECURITY_WORD) == 0 ? MOF_LINT_SECURITY :
	    strcmp(info->rule, DRIVER_WORD) == 0 ? MOF_LINT_DRIVER : MOF_LINT_STYLE;
}

bool
mof_lint_ok(struct mof_linter *l, enum cim_err err)
{
	if (l->err == CIM_OK)
		l->err = err;
	return l->err == CIM_OK;
}

struct mof_diag *
mof_lint_report(struct mof_linter *l, enum mof_lint_rule rule, struct cim_place place,
    const char *format, ...)
{
	if (!l->wants[rule])
		return NULL;
	va_list args;
	va_start(args, format);
	struct mof_diag *diag =
	    mof_diag_v(l->diags, infos[rule].severity, infos[rule].id, place, format, args);
	va_end(args);
	return diag;
}

/* --- what raw declarations hold --- */

const struct mof_qualifier *
mof_lint_qualifier(const struct mof_list *quals, const char *name)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		if (cim_name_is(q->name.name, name))
			return q;
	}
	return NULL;
}

bool
mof_lint_true(const struct mof_list *quals, const char *name)
{
	const struct mof_qualifier *q = mof_lint_qualifier(quals, name);
	return q != NULL && (q->value == NULL || q->value->kind == MOF_VALUE_TRUE);
}

const struct mof_slot *
mof_lint_slot(const struct mof_instance *raw, const char *name)
{
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		if (cim_name_is(slot->name.name, name))
			return slot;
	}
	return NULL;
}

bool
mof_lint_text(struct mof_linter *l, const struct mof_value *value, struct cim_str *out)
{
	struct mof_literals ctx = { .arena = &l->scratch, .diags = &l->quiet, .mismatch = "",
		.what = "value" };
	/* DSC writes a string where others want an array of one, and the other way round. */
	if (value != NULL && value->kind == MOF_VALUE_ARRAY && value->as.items.count == 1)
		value = value->as.items.first;
	if (value == NULL || value->kind != MOF_VALUE_STRING)
		return false;
	enum cim_err err = mof_literal_string(&ctx, value, out);
	if (err == CIM_ENOMEM)
		(void)mof_lint_ok(l, err);
	return err == CIM_OK;
}

void
mof_lint_forget(struct mof_linter *l)
{
	arena_rewind(&l->scratch, l->base);
	mof_diags_init(&l->quiet, &l->scratch, NULL);
}

/* --- first: all names --- */

/* "CLASS.NAME" in an arena; empty without memory, or where that is too long for a name. */
static struct cim_name
target_key(
    struct mof_linter *l, struct arena *arena, struct cim_name class_name, struct cim_str name)
{
	static const struct cim_name none;
	size_t len = class_name.len + 1 + name.len;
	if (len > CIM_LIMIT_NAME)
		return none;
	char *text = arena_text(arena, len);
	if (!mof_lint_ok(l, text == NULL ? CIM_ENOMEM : CIM_OK))
		return none;
	memcpy(text, class_name.ptr, class_name.len);
	text[class_name.len] = '.';
	memcpy(text + class_name.len + 1, name.ptr, name.len);
	return cim_name(text, len);
}

struct mof_lint_target *
mof_lint_find(struct mof_linter *l, struct cim_name class_name, struct cim_str name)
{
	struct cim_name key = target_key(l, &l->scratch, class_name, name);
	return key.len == 0 ? NULL : cim_map_get(&l->targets, key);
}

/* Enters an instance under its alias, and under its class and Name; the first of a name counts. */
static void
see_target(struct mof_linter *l, const struct mof_instance *raw)
{
	struct cim_str text;
	const struct mof_slot *slot = mof_lint_slot(raw, "Name");
	bool named = slot != NULL && mof_lint_text(l, slot->value, &text);
	if (!named && raw->alias.name.len == 0)
		return;
	struct mof_lint_target *target = arena_new(l->arena, struct mof_lint_target);
	if (!mof_lint_ok(l, target == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	target->raw = raw;
	void *there = NULL;
	if (raw->alias.name.len > 0)
		(void)mof_lint_ok(l, cim_map_add(l->aliases, l->arena, raw->alias.name, target,
		    &there));
	struct cim_name key = { NULL, 0, 0 };
	if (named)
		key = target_key(l, l->arena, raw->class_name.name, text);
	if (key.len > 0)
		(void)mof_lint_ok(l, cim_map_add(&l->targets, l->arena, key, target, &there));
}

/* Instances that point to others, looked at when all those are known. */
static bool
is_link(struct cim_name name)
{
	static const char *const words[] = { "__FilterToConsumerBinding",
		"__InstanceProviderRegistration", "__MethodProviderRegistration",
		"__PropertyProviderRegistration", "__EventProviderRegistration",
		"__ClassProviderRegistration", "__EventConsumerProviderRegistration" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (cim_name_is(name, words[i]))
			return true;
	}
	return false;
}

static void
see_qualifiers(struct mof_linter *l, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next)
		(void)mof_lint_ok(l, cim_map_set(&l->qualifiers, l->arena, q->name.name,
		    (void *)(uintptr_t)q));
}

static void see_instance(struct mof_linter *l, const struct mof_instance *raw);

static void
see_value(struct mof_linter *l, const struct mof_value *value)
{
	if (value == NULL)
		return;
	if (value->kind == MOF_VALUE_OBJECT && value->as.object != NULL)
		see_instance(l, value->as.object);
	if (value->kind != MOF_VALUE_ARRAY)
		return;
	for (const struct mof_value *v = value->as.items.first; v != NULL; v = v->next)
		see_value(l, v);
}

/* Its aliases and what hangs in it; the parser has a limit to that. */
static void
see_instance(struct mof_linter *l, const struct mof_instance *raw)
{
	see_target(l, raw);
	see_qualifiers(l, &raw->qualifiers);
	if (l->ours && is_link(raw->class_name.name)) {
		struct mof_lint_link *link = arena_new(l->arena, struct mof_lint_link);
		if (mof_lint_ok(l, link == NULL ? CIM_ENOMEM : CIM_OK)) {
			link->raw = raw;
			link->aliases = l->aliases;
			mof_list_add(&l->links, link);
		}
	}
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		see_qualifiers(l, &slot->qualifiers);
		see_value(l, slot->value);
	}
	mof_lint_forget(l);
}

static void
see_class(struct mof_linter *l, const struct mof_class *cls)
{
	void *there = NULL;
	see_qualifiers(l, &cls->qualifiers);
	(void)mof_lint_ok(l, cim_map_add(&l->classes, l->arena, cls->name.name,
	    (void *)(uintptr_t)cls, &there));
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next) {
		see_qualifiers(l, &m->qualifiers);
		if (l->ours && (m->kind == MOF_PROPERTY || m->kind == MOF_METHOD))
			mof_lint_note_case(l, m->name.name);
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next)
			see_qualifiers(l, &p->qualifiers);
	}
	l->class_count++;
}

/* --- then: aliases that are used --- */

static void use_instance(struct mof_linter *l, const struct mof_instance *raw);

static void
use_value(struct mof_linter *l, const struct mof_value *value)
{
	if (value == NULL)
		return;
	if (value->kind == MOF_VALUE_ALIAS) {
		struct mof_lint_target *target = cim_map_get(l->aliases, value->as.word.name);
		if (target != NULL)
			target->used = true;
	} else if (value->kind == MOF_VALUE_OBJECT && value->as.object != NULL) {
		use_instance(l, value->as.object);
	} else if (value->kind == MOF_VALUE_ARRAY) {
		for (const struct mof_value *v = value->as.items.first; v != NULL; v = v->next)
			use_value(l, v);
	}
}

static void
use_instance(struct mof_linter *l, const struct mof_instance *raw)
{
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		use_value(l, slot->value);
}

static void
use_class(struct mof_linter *l, const struct mof_class *cls)
{
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next)
		use_value(l, m->value);
}

/* --- the walk --- */

/*
 * Whether a file is looked at: given, or found beside those. What was found in a directory of -I
 * is somebody else's, and of a file that was read twice the first reading counts.
 */
static bool
is_ours(const struct mof_linter *l, const struct mof_source *source)
{
	const struct mof_source *same = mof_source_same(&l->unit->sources, source);
	if (same != NULL && same != source)
		return false;
	if (source->depth == 0)
		return true;
	for (size_t i = 0; i < l->unit->options.include_dir_count; i++) {
		const char *dir = l->unit->options.include_dirs[i];
		size_t len = strlen(dir);
		if (len > 0 && strncmp(source->name, dir, len) == 0 &&
		    (dir[len - 1] == '/' || source->name[len] == '/'))
			return false;
	}
	return true;
}

enum pass { PASS_SEE, PASS_USE, PASS_TELL };

static void
tell_decl(struct mof_linter *l, const struct mof_decl *decl)
{
	switch (decl->kind) {
	case MOF_DECL_PRAGMA:
		mof_lint_secure_pragma(l, decl->as.pragma);
		break;
	case MOF_DECL_QUALIFIER_TYPE:
		mof_lint_qualifier_type(l, decl->as.qualifier_type);
		break;
	case MOF_DECL_CLASS:
		mof_lint_class(l, decl->as.cls);
		mof_lint_secure_class(l, decl->as.cls);
		mof_lint_driver_class(l, decl->as.cls);
		break;
	case MOF_DECL_INSTANCE:
		mof_lint_instance(l, decl->as.instance);
		mof_lint_secure_instance(l, decl->as.instance);
		break;
	case MOF_DECL_ENUMERATION:
		break;
	}
	mof_lint_forget(l);
}

static void
walk_decl(struct mof_linter *l, const struct mof_decl *decl, enum pass pass)
{
	if (pass == PASS_TELL) {
		if (l->ours)
			tell_decl(l, decl);
		return;
	}
	if (decl->kind == MOF_DECL_CLASS && pass == PASS_SEE)
		see_class(l, decl->as.cls);
	else if (decl->kind == MOF_DECL_CLASS)
		use_class(l, decl->as.cls);
	else if (decl->kind == MOF_DECL_INSTANCE && pass == PASS_SEE)
		see_instance(l, decl->as.instance);
	else if (decl->kind == MOF_DECL_INSTANCE)
		use_instance(l, decl->as.instance);
}

/* One file and what it includes: no deeper than files may include each other. */
static void
walk_file(struct mof_linter *l, const struct mof_file *file, enum pass pass)
{
	bool ours = is_ours(l, file->source);
	if (ours && pass == PASS_TELL)
		mof_lint_file(l, file);
	for (const struct mof_decl *d = file->decls.first; d != NULL && l->err == CIM_OK;
	     d = d->next) {
		l->ours = ours;
		walk_decl(l, d, pass);
		if (d->kind == MOF_DECL_PRAGMA && d->as.pragma->file != NULL)
			walk_file(l, d->as.pragma->file, pass);
	}
}

/* Which rules are asked for: those of the sets, and those that -W or -E name. */
static void
choose(struct mof_linter *l)
{
	for (size_t i = 0; i < MOF_LINT_RULES; i++) {
		const struct mof_level *level = mof_level_find(&l->unit->levels, infos[i].id);
		l->wants[i] = level == NULL ?
		    (l->unit->options.lint & mof_lint_set(&infos[i])) != 0 : !level->hidden;
	}
}

enum cim_err
mof_lint(struct mof_unit *unit)
{
	struct mof_linter l = { .unit = unit, .arena = &unit->arena, .diags = &unit->diags };
	/* What is there from the start stays, so that not every string asks the system. */
	(void)mof_lint_ok(&l, arena_alloc(&l.scratch, 1) == NULL ? CIM_ENOMEM : CIM_OK);
	l.base = arena_mark(&l.scratch);
	mof_lint_forget(&l);
	choose(&l);
	struct cim_map *aliases = arena_calloc(
	    l.arena, (size_t)unit->files.count + 1, sizeof(aliases[0]));
	(void)mof_lint_ok(&l, aliases == NULL ? CIM_ENOMEM : CIM_OK);
	for (int pass = PASS_SEE; pass <= PASS_TELL && l.err == CIM_OK; pass++) {
		/* Files given side by side have nothing to do with each other's aliases. */
		l.aliases = aliases;
		for (const struct mof_file *f = unit->files.first; f != NULL; f = f->next) {
			walk_file(&l, f, (enum pass)pass);
			l.aliases++;
		}
	}
	mof_lint_secure_links(&l);
	arena_free(&l.scratch);
	return l.err != CIM_OK ? l.err : unit->diags.err;
}
