/* told.c: what a unit says, as data: its diagnostics one by one, and its pragmas. */
#include <stdlib.h>

#include "mof/secret.h"
#include "mof/literal.h"
#include "mof/parse.h"

/* Where a class or an instance stands. */
struct span {
	uint32_t from, to;	/* to: its last byte */
	size_t object;
};

struct teller {
	struct mof_unit *unit;
	struct span *spans;	/* sorted by place */
	size_t count, cap, objects;
	enum cim_err (*each)(void *ctx, const struct mof_told *told);
	void *ctx;
};

static enum cim_err
span_add(struct teller *t, struct cim_place place)
{
	if (t->count == t->cap) {
		size_t cap = t->cap == 0 ? 64 : t->cap * 2;
		struct span *grown = realloc(t->spans, cap * sizeof(*grown));
		if (grown == NULL)
			return CIM_ENOMEM;
		t->spans = grown;
		t->cap = cap;
	}
	t->spans[t->count++] = (struct span){ place.at,
		place.at + (place.len > 0 ? place.len - 1 : 0), ++t->objects };
	return CIM_OK;
}

/* Classes and instances in the order of the text; includes are never nested deeply. */
static enum cim_err
spans_of(struct teller *t, const struct mof_file *file)
{
	enum cim_err err = CIM_OK;
	for (const struct mof_decl *d = file->decls.first; d != NULL && err == CIM_OK;
	     d = d->next) {
		if (d->kind == MOF_DECL_PRAGMA && d->as.pragma->file != NULL)
			err = spans_of(t, d->as.pragma->file);
		else if (d->kind == MOF_DECL_CLASS || d->kind == MOF_DECL_ENUMERATION ||
		    d->kind == MOF_DECL_INSTANCE)
			err = span_add(t, d->place);
	}
	return err;
}

static int
span_cmp(const void *left, const void *right)
{
	const struct span *a = left, *b = right;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* The span that holds a place, or NULL. Declarations do not overlap. */
static const struct span *
span_find(const struct teller *t, uint32_t at)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->spans[middle].from <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && at <= t->spans[low - 1].to ? &t->spans[low - 1] : NULL;
}

static uint32_t
line_of(struct teller *t, uint32_t at)
{
	struct mof_where where;
	return mof_source_where(&t->unit->sources, (struct cim_place){ at, 1 }, &where)
	    ? where.line : 0;
}

static enum cim_err
tell(void *ctx, const struct mof_diag *diag)
{
	struct teller *t = ctx;
	struct mof_where where;
	struct mof_told told = { .severity = diag->severity, .shown = diag->shown,
		.id = diag->id, .text = diag->text, .place = diag->place,
		.wanted = (enum mof_wanted)diag->wanted };
	if (mof_source_where(&t->unit->sources, diag->place, &where)) {
		told.file = where.file;
		told.line = where.line;
		told.column = where.column;
	} else if (mof_source_find(&t->unit->sources, diag->place.at) != NULL) {
		return CIM_ENOMEM;
	}
	const struct span *span = told.file == NULL ? NULL : span_find(t, diag->place.at);
	if (span != NULL) {
		told.object = span->object;
		told.first_line = line_of(t, span->from);
		told.last_line = line_of(t, span->to);
	}
	return t->each(t->ctx, &told);
}

enum cim_err
mof_walk_diagnostics(struct mof_unit *unit,
    enum cim_err (*each)(void *ctx, const struct mof_told *told), void *ctx)
{
	struct teller t = { .unit = unit, .each = each, .ctx = ctx };
	const struct mof_list *lists[] = { &unit->files, &unit->found };
	enum cim_err err = mof_secrets_hide(unit, &unit->sources);
	for (size_t i = 0; i < 2; i++) {
		for (const struct mof_file *file = lists[i]->first; file != NULL && err == CIM_OK;
		     file = file->next)
			err = spans_of(&t, file);
	}
	if (err == CIM_OK && t.count > 0)
		qsort(t.spans, t.count, sizeof(*t.spans), span_cmp);
	if (err == CIM_OK)
		err = mof_diags_walk(&unit->diags, &unit->sources, tell, &t);
	free(t.spans);
	return err;
}

/* ---- Pragmas ---- */

static const struct mof_pragma *
find_pragma(const struct mof_file *file, const char *name)
{
	const struct mof_pragma *found = NULL;
	for (const struct mof_decl *d = file->decls.first; d != NULL && found == NULL;
	     d = d->next) {
		if (d->kind != MOF_DECL_PRAGMA)
			continue;
		if (cim_name_is(d->as.pragma->name.name, name))
			found = d->as.pragma;
		else if (d->as.pragma->file != NULL)
			found = find_pragma(d->as.pragma->file, name);
	}
	return found;
}

enum cim_err
mof_unit_pragma(struct mof_unit *unit, const char *name, struct cim_str *arg)
{
	const struct mof_pragma *pragma = NULL;
	for (const struct mof_file *file = unit->files.first; file != NULL && pragma == NULL;
	     file = file->next)
		pragma = find_pragma(file, name);
	if (pragma == NULL)
		return CIM_ENOENT;
	if (arg == NULL)
		return CIM_OK;
	*arg = (struct cim_str){ NULL, 0 };
	const struct mof_value *value = pragma->args.first;
	if (value == NULL || value->kind != MOF_VALUE_STRING)
		return CIM_OK;
	/* Mistakes in it are told when the unit is compiled. */
	struct mof_diags quiet;
	mof_diags_init(&quiet, &unit->arena, NULL);
	struct mof_literals ctx = { .arena = &unit->arena, .diags = &quiet,
		.mismatch = "E-PRAGMA-ARGS", .what = "pragma", .name = cim_str_from(name) };
	enum cim_err err = mof_literal_string(&ctx, value, arg);
	return err == CIM_EINPUT ? CIM_OK : err;
}
