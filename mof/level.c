/* level.c: what each named check weighs in one run: its row, --strict, and what was wished for. */
#include "mof/level.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The name of a wish without its "no-". */
static const char *
wish_name(const struct mof_wish *wish, bool *no)
{
	*no = strncasecmp(wish->name, "no-", 3) == 0;
	return wish->name + (*no ? 3 : 0);
}

/*
 * A check by its id; a warning or a note by its id without the letter too. Errors have no short
 * name, as they would share it with a warning; -1: there is none of that name.
 */
static int
check_by_name(const struct mof_check_info *infos, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(infos[i].id, name) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < count; i++) {
		if (infos[i].severity != MOF_ERROR && strcasecmp(infos[i].id + 2, name) == 0)
			return (int)i;
	}
	return -1;
}

static bool
is_group(const struct mof_wish *wish, const char *name, const char *group)
{
	return !wish->promote && strcasecmp(name, group) == 0;
}

enum cim_err
mof_wish_check(const struct mof_wish *wish, bool lint)
{
	size_t count;
	bool no;
	const char *name = wish_name(wish, &no);
	if (is_group(wish, name, "all") || is_group(wish, name, "error"))
		return CIM_OK;
	const struct mof_check_info *infos = mof_lint_rules(&count);
	if (lint && check_by_name(infos, count, name) >= 0)
		return CIM_OK;
	infos = mof_checks(&count);
	int at = check_by_name(infos, count, name);
	if (at < 0)
		return CIM_ENOENT;
	/* That an error is one may be said; that it is none may not. */
	return no && infos[at].severity == MOF_ERROR ? CIM_EDENIED : CIM_OK;
}

/* One row under one wish. The later wish holds. */
static void
wish_row(struct mof_level *row, const struct mof_check_info *info, bool promote, bool no)
{
	if (promote) {
		row->severity = no ? info->severity : MOF_ERROR;
		row->promoted = !no;
	} else {
		row->shown = !no;
	}
	if (!promote || !no)
		row->hidden = no;
}

/* A wish on the rows of one table; true: it names one of them, and no other table is asked. */
static bool
wish_apply(struct mof_level *rows, const struct mof_check_info *infos, size_t count,
    const struct mof_wish *wish)
{
	bool no;
	const char *name = wish_name(wish, &no);
	bool all = is_group(wish, name, "all"), error = is_group(wish, name, "error");
	int at = all || error ? -1 : check_by_name(infos, count, name);
	for (size_t i = 0; i < count; i++) {
		if (infos[i].severity == MOF_ERROR)
			continue;
		if (error && infos[i].severity == MOF_WARNING)
			rows[i].severity = no ? MOF_WARNING : MOF_ERROR;
		else if (all || (int)i == at)
			wish_row(&rows[i], &infos[i], wish->promote, no);
	}
	return at >= 0;
}

static int
level_cmp(const void *left, const void *right)
{
	const struct mof_level *a = left, *b = right;
	return strcmp(a->id, b->id);
}

enum cim_err
mof_levels_init(struct mof_levels *levels, struct arena *arena, const struct mof_options *options)
{
	bool lint = options->lint != 0;
	size_t count, lints;
	const struct mof_check_info *infos = mof_checks(&count), *rules = mof_lint_rules(&lints);
	*levels = (struct mof_levels){ NULL, 0 };
	if (!options->strict && options->wish_count == 0 && !lint)
		return CIM_OK;
	for (size_t i = 0; i < options->wish_count; i++) {
		if (mof_wish_check(&options->wishes[i], lint) != CIM_OK)
			return CIM_EINVAL;
	}
	if (!lint)
		lints = 0;
	/* The rules of lint stand in front: their short names come first. */
	struct mof_level *rows = arena_calloc(arena, lints + count, sizeof(*rows));
	if (rows == NULL)
		return CIM_ENOMEM;
	for (size_t i = 0; i < lints; i++)
		rows[i] = (struct mof_level){ .id = rules[i].id, .usual = rules[i].severity,
			.severity = rules[i].severity,
			.hidden = (options->lint & mof_lint_set(&rules[i])) == 0 };
	for (size_t i = 0; i < count; i++)
		rows[lints + i] = (struct mof_level){ .id = infos[i].id, .usual = infos[i].severity,
			.severity = options->strict ? infos[i].strict : infos[i].severity };
	for (size_t i = 0; i < options->wish_count; i++) {
		if (!lint || !wish_apply(rows, rules, lints, &options->wishes[i]))
			(void)wish_apply(rows + lints, infos, count, &options->wishes[i]);
	}
	qsort(rows, lints + count, sizeof(*rows), level_cmp);
	*levels = (struct mof_levels){ rows, lints + count };
	return CIM_OK;
}

const struct mof_level *
mof_level_find(const struct mof_levels *levels, const char *id)
{
	if (levels == NULL || levels->count == 0)
		return NULL;
	struct mof_level wanted = { .id = id };
	return bsearch(&wanted, levels->rows, levels->count, sizeof(wanted), level_cmp);
}
