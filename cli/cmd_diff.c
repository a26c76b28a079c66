/* cmd_diff.c: diff: what differs between two sides, object by object, and whom it breaks. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cim/compare.h"
#include "cim/json.h"
#include "cim/limits.h"
#include "cim/verdict.h"
#include "cli/cmd.h"
#include "cli/diff.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/stop.h"

#define TEXT_SHOWN 60		/* bytes of a value that a line shows */
#define TEXT_BEFORE 12		/* of them before the first difference */

struct diff {
	struct cmd *cmd;
	struct side was, is;
	bool git;			/* called by git: its status is always 0 */
	bool color;
	struct cim_scope none;		/* knows nothing */
	struct repo_scope *scope;	/* of the side that is a repository, for the other */
	struct bytes_writer w;
	size_t signs[3];		/* objects, by enum cim_sign */
	size_t verdicts[3];		/* differences, by enum cim_verdict */
	/* of the object that is being compared */
	const struct side_object *object;
	const struct cim_instance *old_instance, *new_instance;
	struct cim_str within;		/* the property whose object is being compared, or empty */
	unsigned depth;
	bool told;			/* its head was printed */
};

/* ---- Words ----------------------------------------------------------------------- */

static const char *
kind_word(enum cim_item_kind kind)
{
	switch (kind) {
	case CIM_ITEM_QUALIFIER_TYPE: return "qualifier";
	case CIM_ITEM_ENUMERATION: return "enumeration";
	case CIM_ITEM_STRUCTURE: return "structure";
	case CIM_ITEM_CLASS: return "class";
	case CIM_ITEM_DELETE_CLASS: return "deletion";
	default: return "instance";
	}
}

static const char *
sign_word(enum cim_sign sign)
{
	return sign == CIM_ADDED ? "added" : sign == CIM_REMOVED ? "removed" : "changed";
}

static void
put_color(struct diff *d, enum cim_sign sign, bool on)
{
	static const char *const codes[] = { "\033[32m", "\033[31m", "\033[33m" };
	if (d->color)
		bytes_write_text(&d->w, on ? codes[sign] : "\033[0m");
}

/*
 * The part of a text that a line has room for, around the first byte that differs from the
 * other; characters are not cut.
 */
static void
put_cut(struct bytes_writer *w, struct cim_str text, struct cim_str other)
{
	size_t from = 0, to = text.len;
	if (text.len > TEXT_SHOWN) {
		while (from < text.len && from < other.len && text.ptr[from] == other.ptr[from])
			from++;
		from = from > TEXT_BEFORE ? from - TEXT_BEFORE : 0;
		if (from + TEXT_SHOWN > text.len)
			from = text.len - TEXT_SHOWN;
		to = from + TEXT_SHOWN;
	}
	while (from > 0 && from < text.len && ((unsigned char)text.ptr[from] & 0xC0) == 0x80)
		from--;
	while (to < text.len && ((unsigned char)text.ptr[to] & 0xC0) == 0x80)
		to++;
	bytes_write_text(w, from > 0 ? "..." : "");
	bytes_write(w, text.ptr + from, to - from);
	bytes_write_text(w, to < text.len ? "..." : "");
}

/* ---- Text -------------------------------------------------------------------------- */

static enum cim_err
flush_text(struct diff *d)
{
	enum cim_err err = d->w.err;
	out_bytes(d->w.buf, d->w.len);
	bytes_writer_reset(&d->w);
	return err != CIM_OK ? err : out_failed() ? CIM_EIO : CIM_OK;
}

static void
put_verdict(struct diff *d, enum cim_verdict verdict, const char *why)
{
	if (verdict == CIM_NEUTRAL)
		return;
	bytes_write_format(&d->w, "  [%s: %s]", cim_verdict_to_string(verdict), why);
}

/* The line of an object: "~ class Demo_Fan". */
static void
text_object(struct diff *d, const struct side_object *o, enum cim_sign sign)
{
	static const char signs[] = "+-~";
	const char *why;
	put_color(d, sign, true);
	bytes_write_format(&d->w, "%c %s ", signs[sign], kind_word(o->kind));
	if (!cim_name_eq(cim_name(o->ns.ptr, o->ns.len), cim_name_from(d->cmd->ns))) {
		bytes_write(&d->w, o->ns.ptr, o->ns.len);
		bytes_write_u8(&d->w, ':');
	}
	bytes_write(&d->w, o->label.ptr, o->label.len);
	put_color(d, sign, false);
	if (sign != CIM_CHANGED) {
		enum cim_verdict verdict = cim_verdict_whole(o->kind, sign, &why);
		put_verdict(d, verdict, why);
	}
	bytes_write_u8(&d->w, '\n');
}

static void
text_difference(struct diff *d, const struct cim_difference *c, struct cim_str path,
    struct cim_str was, struct cim_str is, enum cim_verdict verdict, const char *why)
{
	static const char signs[] = "+-~";
	put_color(d, c->sign, true);
	bytes_write_format(&d->w, "    %c ", signs[c->sign]);
	bytes_write(&d->w, path.ptr, path.len);
	put_color(d, c->sign, false);
	if (was.len > 0 || is.len > 0)
		bytes_write_text(&d->w, ": ");
	if (was.len > 0)
		put_cut(&d->w, was, is);
	if (was.len > 0 && is.len > 0)
		bytes_write_text(&d->w, " -> ");
	if (is.len > 0)
		put_cut(&d->w, is, was);
	put_verdict(d, verdict, why);
	bytes_write_u8(&d->w, '\n');
}

/* ---- JSON -------------------------------------------------------------------------- */

static void
json_begin(struct diff *d, const struct side_object *o, enum cim_sign sign)
{
	bytes_write_text(&d->w, "{");
	json_key_text(&d->w, "kind", "difference");
	json_key_text(&d->w, "change", sign_word(sign));
	json_key_text(&d->w, "object", kind_word(o->kind));
	json_key_str(&d->w, "namespace", o->ns);
	json_key_str(&d->w, "name", o->label);
}

static enum cim_err
json_end(struct diff *d, enum cim_verdict verdict, const char *why)
{
	json_key_text(&d->w, "verdict", cim_verdict_to_string(verdict));
	json_key_text(&d->w, "why", why);
	bytes_write_text(&d->w, "}");
	return json_line(&d->w);
}

/* ---- One difference ------------------------------------------------------------------ */

static void
put_path(struct diff *d, struct bytes_writer *w, const struct cim_difference *c)
{
	if (d->within.len > 0) {
		bytes_write(w, d->within.ptr, d->within.len);
		bytes_write_text(w, ": ");
	}
	cim_difference_path(w, c);
}

static enum cim_err each_difference(void *ctx, const struct cim_difference *c);

/* The value of a property on one side, or NULL. */
static const struct cim_value *
slot_value(const struct cim_instance *inst, struct cim_name name)
{
	const struct cim_instance_property *p =
	    inst == NULL ? NULL : cim_instance_property_find(inst, name);
	return p == NULL ? NULL : &p->value;
}

static bool
is_object(const struct cim_value *v)
{
	return v != NULL && v->type == CIM_OBJECT && !v->is_null;
}

/* What two objects of one class differ in, told as of the property that holds them. */
static enum cim_err
compare_objects(struct diff *d, const struct cim_difference *c, const struct cim_instance *was,
    const struct cim_instance *is, uint32_t index)
{
	const struct cim_instance *old_before = d->old_instance, *new_before = d->new_instance;
	struct cim_str within_before = d->within;
	struct bytes_writer w = { 0 };
	bytes_write(&w, d->within.ptr, d->within.len);
	bytes_write_text(&w, d->within.len > 0 ? ": property " : "property ");
	bytes_write(&w, c->feature.ptr, c->feature.len);
	if (index != UINT32_MAX)
		bytes_write_format(&w, "[%u]", (unsigned)index);
	enum cim_err err = w.err;
	d->within = cim_str((const char *)w.buf, w.len);
	d->old_instance = was;
	d->new_instance = is;
	d->depth++;
	if (err == CIM_OK)
		err = cim_compare_instance(was, is, each_difference, d);
	d->depth--;
	d->within = within_before;
	d->old_instance = old_before;
	d->new_instance = new_before;
	bytes_writer_free(&w);
	return err;
}

/* Whether a value is of objects that were compared one by one: then nothing else is to be told. */
static bool
inside_told(struct diff *d, const struct cim_difference *c, enum cim_err *err)
{
	const struct cim_value *was = slot_value(d->old_instance, c->feature);
	const struct cim_value *is = slot_value(d->new_instance, c->feature);
	*err = CIM_OK;
	if (c->where != CIM_WHERE_SLOT || c->what != CIM_WHAT_VALUE || !is_object(was) ||
	    !is_object(is) || was->is_array != is->is_array || d->depth >= CIM_LIMIT_NESTING)
		return false;
	if (!was->is_array) {
		*err = compare_objects(d, c, was->as.object, is->as.object, UINT32_MAX);
		return true;
	}
	if (was->count != is->count)
		return false;
	for (uint32_t i = 0; i < was->count; i++) {
		if (!is_object(&was->as.items[i]) || !is_object(&is->as.items[i]))
			return false;
	}
	for (uint32_t i = 0; i < was->count && *err == CIM_OK; i++)
		*err = compare_objects(d, c, was->as.items[i].as.object, is->as.items[i].as.object, i);
	return true;
}

/* What is shown of a value: of objects their number, of secrets nothing. */
static struct cim_str
shown(const struct cim_difference *c, struct cim_str text, const struct cim_value *v,
    char room[64])
{
	if (text.len > 0 && c->what != CIM_WHAT_TYPE &&
	    (c->where == CIM_WHERE_SLOT || c->what == CIM_WHAT_VALUE) &&
	    mof_secret_name(cim_name_str(c->feature)))
		return CIM_STR("(a secret, not shown)");
	if (!is_object(v) || c->where != CIM_WHERE_SLOT)
		return text;
	if (v->is_array)
		(void)snprintf(room, 64, "(%u objects)", (unsigned)v->count);
	else
		(void)snprintf(room, 64, "(an instance of %.*s)",
		    v->as.object->class_name.len > 40 ? 40 : (int)v->as.object->class_name.len,
		    v->as.object->class_name.ptr);
	return cim_str_from(room);
}

static bool
is_ignored(const struct diff *d, const struct cim_difference *c)
{
	/* Types inside of classes are objects of their own here. */
	if (c->where == CIM_WHERE_LOCAL)
		return true;
	/* Order means something in a signature alone. */
	if (c->what == CIM_WHAT_ORDER &&
	    (c->where != CIM_WHERE_PARAMETER || c->old_qualifier != NULL))
		return true;
	for (size_t i = 0; i < d->cmd->ignore_count; i++) {
		if (cim_name_is(c->qualifier, d->cmd->ignores[i]) ||
		    cim_name_is(c->feature, d->cmd->ignores[i]))
			return true;
	}
	return false;
}

static enum cim_err
each_difference(void *ctx, const struct cim_difference *c)
{
	struct diff *d = ctx;
	const char *why;
	char old_room[64], new_room[64];
	enum cim_err err;
	if (is_ignored(d, c))
		return CIM_OK;
	if (inside_told(d, c, &err) || err != CIM_OK)
		return err;
	enum cim_verdict verdict = cim_verdict_of(c, &why);
	struct cim_str was = shown(c, c->old_text, slot_value(d->old_instance, c->feature), old_room);
	struct cim_str is = shown(c, c->new_text, slot_value(d->new_instance, c->feature), new_room);
	struct bytes_writer path = { 0 };
	put_path(d, &path, c);
	d->verdicts[verdict]++;
	if (!d->told)
		d->signs[CIM_CHANGED]++;
	if (d->cmd->format == FORMAT_JSON) {
		json_begin(d, d->object, c->sign);
		json_key_str(&d->w, "path", cim_str((const char *)path.buf, path.len));
		if (was.len > 0)
			json_key_str(&d->w, "old", was);
		if (is.len > 0)
			json_key_str(&d->w, "new", is);
		err = json_end(d, verdict, why);
	} else {
		if (!d->told)
			text_object(d, d->object, CIM_CHANGED);
		text_difference(d, c, cim_str((const char *)path.buf, path.len), was, is, verdict, why);
		err = flush_text(d);
	}
	d->told = true;
	if (err == CIM_OK)
		err = path.err;
	bytes_writer_free(&path);
	return err;
}

/* ---- One object ------------------------------------------------------------------------ */

static bool
object_ignored(const struct diff *d, const struct side_object *o)
{
	for (size_t i = 0; i < d->cmd->ignore_count && o->kind == CIM_ITEM_QUALIFIER_TYPE; i++) {
		if (cim_name_is(cim_name(o->label.ptr, o->label.len), d->cmd->ignores[i]))
			return true;
	}
	return false;
}

/* An object that one side alone has. */
static enum cim_err
tell_whole(struct diff *d, const struct side_object *o, enum cim_sign sign)
{
	const char *why;
	if (object_ignored(d, o))
		return CIM_OK;
	enum cim_verdict verdict = cim_verdict_whole(o->kind, sign, &why);
	d->signs[sign]++;
	d->verdicts[verdict]++;
	if (d->cmd->format == FORMAT_JSON) {
		json_begin(d, o, sign);
		return json_end(d, verdict, why);
	}
	text_object(d, o, sign);
	return flush_text(d);
}

/* Two objects of one key. */
static enum cim_err
compare_pair(struct diff *d, const struct side_object *was, const struct side_object *is)
{
	d->object = is;
	d->told = false;
	d->old_instance = d->new_instance = NULL;
	if (object_ignored(d, is))
		return CIM_OK;
	switch (is->kind) {
	case CIM_ITEM_QUALIFIER_TYPE:
		return cim_compare_qualifier_type(was->as.qualifier_type, is->as.qualifier_type,
		    each_difference, d);
	case CIM_ITEM_CLASS:
	case CIM_ITEM_STRUCTURE:
		if (cim_class_eq(was->as.cls, is->as.cls))
			return CIM_OK;
		return cim_compare_class(was->as.cls, is->as.cls, each_difference, d);
	case CIM_ITEM_DELETE_CLASS:
		return CIM_OK;
	case CIM_ITEM_ENUMERATION:
		return cim_compare_enumeration(was->as.enumeration, is->as.enumeration,
		    each_difference, d);
	default:
		d->old_instance = was->as.instance;
		d->new_instance = is->as.instance;
		return cim_compare_instance(
		    was->as.instance, is->as.instance, each_difference, d);
	}
}

/* ---- Both sides -------------------------------------------------------------------------- */

/* Whether two are instances of one class in one namespace, and neither has a key. */
static bool
keyless_pair(const struct side_object *a, const struct side_object *b)
{
	return a->keyless && b->keyless &&
	    cim_name_eq(cim_name(a->ns.ptr, a->ns.len), cim_name(b->ns.ptr, b->ns.len)) &&
	    cim_name_eq(a->as.instance->class_name, b->as.instance->class_name);
}

static size_t
same_until(const struct side *side, size_t from)
{
	size_t to = from;
	while (to < side->count && keyless_pair(&side->objects[from], &side->objects[to]))
		to++;
	return to;
}

/*
 * Instances without keys of one class, next to each other on both sides: the equal ones have gone
 * off together when *i and *j come here, what is left is paired in its order.
 */
static enum cim_err
compare_keyless(struct diff *d, size_t *i, size_t *j)
{
	const struct side *a = &d->was, *b = &d->is;
	size_t i_end = same_until(a, *i), j_end = same_until(b, *j);
	struct arena arena = { 0 };
	size_t n = i_end - *i, m = j_end - *j, left = 0, right = 0;
	const struct side_object **olds = arena_calloc(&arena, n + 1, sizeof(*olds));
	const struct side_object **news = arena_calloc(&arena, m + 1, sizeof(*news));
	enum cim_err err = olds == NULL || news == NULL ? CIM_ENOMEM : CIM_OK;
	while (err == CIM_OK && (*i < i_end || *j < j_end)) {
		int order = *i == i_end ? 1 : *j == j_end ? -1 :
		    side_object_cmp(&a->objects[*i], &b->objects[*j]);
		if (order < 0)
			olds[left++] = &a->objects[(*i)++];
		else if (order > 0)
			news[right++] = &b->objects[(*j)++];
		else {
			(*i)++;
			(*j)++;
		}
	}
	for (size_t k = 0; err == CIM_OK && (k < left || k < right); k++)
		err = k >= left ? tell_whole(d, news[k], CIM_ADDED) :
		    k >= right ? tell_whole(d, olds[k], CIM_REMOVED) :
		    compare_pair(d, olds[k], news[k]);
	arena_free(&arena);
	return err;
}

/* Two sorted lists, walked side by side. */
static enum cim_err
compare_sides(struct diff *d)
{
	const struct side *a = &d->was, *b = &d->is;
	size_t i = 0, j = 0;
	enum cim_err err = CIM_OK;
	while (err == CIM_OK && (i < a->count || j < b->count)) {
		if (stop_wanted())
			return CIM_ECANCELED;
		int order = i == a->count ? 1 : j == b->count ? -1 :
		    side_object_cmp(&a->objects[i], &b->objects[j]);
		if (i < a->count && j < b->count && keyless_pair(&a->objects[i], &b->objects[j]))
			err = compare_keyless(d, &i, &j);
		else if (order < 0)
			err = tell_whole(d, &a->objects[i++], CIM_REMOVED);
		else if (order > 0)
			err = tell_whole(d, &b->objects[j++], CIM_ADDED);
		else
			err = compare_pair(d, &a->objects[i++], &b->objects[j++]);
	}
	return err;
}

/* What it comes to. */
static enum cim_err
tell_verdict(struct diff *d)
{
	const char *words = "same";
	for (int v = CIM_NEUTRAL; v <= CIM_BREAKING; v++) {
		if (d->verdicts[v] > 0)
			words = cim_verdict_to_string((enum cim_verdict)v);
	}
	if (d->cmd->format == FORMAT_JSON) {
		bytes_write_text(&d->w, "{");
		json_key_text(&d->w, "kind", "verdict");
		json_key_text(&d->w, "verdict", words);
		for (int s = CIM_ADDED; s <= CIM_CHANGED; s++)
			json_key_number(&d->w, sign_word((enum cim_sign)s), d->signs[s]);
		for (int v = CIM_NEUTRAL; v <= CIM_BREAKING; v++)
			json_key_number(&d->w, cim_verdict_to_string((enum cim_verdict)v),
			    d->verdicts[v]);
		bytes_write_text(&d->w, "}");
		return json_line(&d->w);
	}
	if (d->signs[CIM_ADDED] + d->signs[CIM_REMOVED] + d->signs[CIM_CHANGED] == 0)
		return CIM_OK;
	bytes_write_format(&d->w, "%s: %zu added, %zu removed, %zu changed; %zu breaking, "
	    "%zu compatible, %zu neutral\n", words, d->signs[CIM_ADDED], d->signs[CIM_REMOVED],
	    d->signs[CIM_CHANGED], d->verdicts[CIM_BREAKING], d->verdicts[CIM_COMPATIBLE],
	    d->verdicts[CIM_NEUTRAL]);
	return flush_text(d);
}

/* ---- Reading them -------------------------------------------------------------------------- */

/* Against nothing any namespace may be. */
static enum cim_err
any_namespace(void *ctx, struct cim_str ns)
{
	(void)ctx;
	(void)ns;
	return CIM_OK;
}

static int
read_failed(const struct side *side, enum cim_err err)
{
	if (err == CIM_EINPUT) {
		side_tell(side);
		return cmd_usage("%s: what has syntax errors cannot be compared",
		    input_name(side->path));
	}
	return cmd_fail(input_name(side->path), err,
	    side->repo != NULL ? repo_fault(side->repo) :
	    side->snap != NULL ? snap_fault(side->snap) : NULL);
}

/* As it is written: what was compiled in vain, or was not asked to. */
static int
read_written(struct diff *d)
{
	struct side *sides[] = { &d->was, &d->is };
	for (size_t i = 0; i < 2; i++) {
		sides[i]->count = 0;
		/* git hands over the old file alone: what the new one includes is no change. */
		sides[i]->alone = d->git;
		sides[i]->classes = sides[i]->keys = (struct cim_map){ NULL, 0, 0 };
		enum cim_err err = side_read(sides[i], NULL, false);
		if (err != CIM_OK)
			return read_failed(sides[i], err);
	}
	return CMD_DONE;
}

/* Two sides of MOF: compiled where both can be, else both as they are written. */
static int
read_mof(struct diff *d)
{
	struct side *sides[] = { &d->was, &d->is };
	for (size_t i = 0; i < 2; i++) {
		enum cim_err err = d->git ? CIM_EINPUT : side_read(sides[i], &d->none, false);
		if (err == CIM_EINPUT) {
			if (d->cmd->verbose) {
				side_tell(sides[i]);
				err_line("%s does not compile by itself: both are compared as "
				    "they are written", input_name(sides[i]->path));
			}
			return read_written(d);
		}
		if (err != CIM_OK)
			return read_failed(sides[i], err);
	}
	return CMD_DONE;
}

/*
 * MOF beside a repository is compiled by itself, as what the repository holds was, and where that
 * cannot be against the repository.
 */
static int
read_mixed(struct diff *d)
{
	struct side *stored = d->was.kind == SIDE_MOF ? &d->is : &d->was;
	struct side *mof = d->was.kind == SIDE_MOF ? &d->was : &d->is;
	enum cim_err err = side_read(stored, NULL, false);
	if (err != CIM_OK)
		return read_failed(stored, err);
	if (mof->kind != SIDE_MOF) {
		err = side_read(mof, NULL, false);
		return err == CIM_OK ? CMD_DONE : read_failed(mof, err);
	}
	err = side_read(mof, &d->none, true);
	if (err != CIM_EINPUT)
		return err == CIM_OK ? CMD_DONE : read_failed(mof, err);
	int status = side_again(mof);
	if (status != CMD_DONE)
		return status;
	err = repo_scope_new(stored->reader, &d->scope);
	if (err != CIM_OK)
		return read_failed(stored, err);
	struct cim_scope scope = repo_scope(d->scope);
	err = side_read(mof, &scope, true);
	if (err == CIM_EINPUT) {
		side_tell(mof);
		return cmd_usage("%s: what does not compile cannot be compared with %s",
		    input_name(mof->path), stored->path);
	}
	return err == CIM_OK ? CMD_DONE : read_failed(mof, err);
}

static int
diff_files(struct diff *d, const char *was, const char *is)
{
	int status = side_open(d->cmd, &d->was, was);
	int other = status == CMD_DONE ? side_open(d->cmd, &d->is, is) : CMD_DONE;
	if (status == CMD_DONE)
		status = other;
	if (status == CMD_DONE)
		status = d->was.kind == SIDE_MOF && d->is.kind == SIDE_MOF ? read_mof(d) :
		    read_mixed(d);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = compare_sides(d);
	if (err == CIM_OK)
		err = tell_verdict(d);
	if (err != CIM_OK)
		return cmd_fail("diff", err, NULL);
	return d->signs[0] + d->signs[1] + d->signs[2] > 0 ? CMD_FINDINGS : CMD_DONE;
}

static void
diff_close(struct diff *d)
{
	/* The compiled side uses the other's scope. */
	struct side *first = d->was.kind == SIDE_MOF ? &d->was : &d->is;
	struct side *second = first == &d->was ? &d->is : &d->was;
	side_close(first);
	repo_scope_free(d->scope);
	side_close(second);
	bytes_writer_free(&d->w);
}

/* ---- git ------------------------------------------------------------------------------------- */

static bool
is_hex(const char *text)
{
	return strcmp(text, ".") == 0 || (strlen(text) >= 4 &&
	    strspn(text, "0123456789abcdef") == strlen(text));
}

/*
 * Whether git calls: path old-file old-hex old-mode new-file new-hex new-mode, and of what was
 * renamed the new path and a text.
 */
static bool
by_git(const struct cmd *cmd)
{
	return (cmd->arg_count == 7 || cmd->arg_count == 9) && is_hex(cmd->args[2]) &&
	    is_hex(cmd->args[5]);
}

/* git takes any status but 0 for a failure; what could not be compared is told in its place. */
static int
diff_git(struct diff *d)
{
	struct cmd *cmd = d->cmd;
	const char *path = cmd->args[0], *new_path = cmd->arg_count == 9 ? cmd->args[7] : path;
	d->git = true;
	if (cmd->format != FORMAT_JSON)
		out_format("diff --wbemkit a/%s b/%s\n", path, new_path);
	int status = diff_files(d, cmd->args[1], cmd->args[4]);
	if (status > CMD_FINDINGS && cmd->format != FORMAT_JSON)
		out_text("(cannot be compared as MOF)\n");
	return CMD_DONE;
}

int
cmd_diff(struct cmd *cmd)
{
	struct diff d = { .cmd = cmd, .none = cim_scope_empty,
		.color = cmd->format == FORMAT_TEXT && cmd_color(cmd, STDOUT_FILENO) };
	int status;
	d.none.namespace_get = any_namespace;
	out_allow_color(d.color, false);
	if (cmd->arg_count == 1) {
		/* git, of a path in conflict; else one is missing. */
		if (getenv("GIT_DIFF_PATH_COUNTER") == NULL)
			return cmd_usage("diff: an operand is missing: wbemkit diff A B");
		out_format("* Unmerged path %s\n", cmd->args[0]);
		return CMD_DONE;
	}
	if (cmd->arg_count != 2 && !by_git(cmd))
		return cmd_usage("diff: '%s' is one operand too many: wbemkit diff A B",
		    cmd->args[2]);
	status = cmd->arg_count == 2 ? diff_files(&d, cmd->args[0], cmd->args[1]) : diff_git(&d);
	diff_close(&d);
	return status;
}
