/* check_instance.c: what is wrong with references and with instances side by side. */
#include "mof/compile.h"
#include "mof/literal.h"

/* --- references --- */

/* The namespace that a path speaks of; NULL: another host's, or one that nobody here knows. */
static struct mof_ns *
path_namespace(struct mof_compiler *c, const struct cim_path *path, struct mof_ns *here)
{
	if (path->host.len > 0 && !cim_str_eq(path->host, CIM_STR(".")))
		return NULL;
	if (path->ns.len == 0)
		return here;
	struct mof_ns *ns = cim_map_get(&c->namespaces, cim_name(path->ns.ptr, path->ns.len));
	return ns != NULL && (ns->known || ns == c->default_ns) ? ns : NULL;
}

/* Whether the class has a key of this name. */
static bool
is_key(const struct mof_cls *cls, struct cim_name name)
{
	const struct mof_feature *f = mof_feature_find(cls, name);
	return f != NULL && f->is_key;
}

/* All keys of the class, each once, and no others. */
static bool
check_path_keys(struct mof_compiler *c, const struct mof_target *target,
    const struct cim_path *path, struct mof_cls *cls, struct cim_place place)
{
	if (cls->incomplete || path->is_singleton)
		return true;
	mof_class_keys(c, cls);
	if (path->key_count == 1 && path->keys[0].name.len == 0 && cls->key_count == 1)
		return true;	/* Class="value" */
	for (uint32_t i = 0; i < path->key_count; i++) {
		struct cim_name name = path->keys[i].name;
		if (is_key(cls, name))
			continue;
		mof_check_report(c, MOF_CHECK_REF_PATH, place,
		    "%s '%.*s': '%.*s' is no key of class '%.*s'", target->what,
		    MOF_SHOW(target->name), MOF_SHOW(name), MOF_SHOW(cls->name));
		return false;
	}
	if (path->key_count == cls->key_count ||
	    (path->key_count == 0 && target->type->class_name.len == 0))
		return true;
	mof_check_report(c, MOF_CHECK_REF_PATH, place,
	    "%s '%.*s': the path names %u of the %u keys of class '%.*s'", target->what,
	    MOF_SHOW(target->name), (unsigned)path->key_count, (unsigned)cls->key_count,
	    MOF_SHOW(cls->name));
	return false;
}

/* The declared class of the reference, when it is known. */
static struct mof_cls *
wanted_class(struct mof_compiler *c, const struct mof_target *target)
{
	if (target->type->class_name.len == 0)
		return NULL;
	struct mof_cls *want =
	    mof_class_get(c, target->ns, target->type->class_name, (struct cim_place){ 0, 0 });
	if (want != NULL)
		mof_class_done(c, want);
	return want == NULL || want->cls == NULL ? NULL : want;
}

bool
mof_check_reference(
    struct mof_compiler *c, const struct mof_target *target, const struct cim_value *v)
{
	struct cim_path path;
	size_t position = 0;
	enum cim_err err = cim_path_parse(c->arena, v->as.string, &path, &position);
	if (err == CIM_EINVAL || err == CIM_ELIMIT || err == CIM_EDENIED) {
		mof_check_report(c, MOF_CHECK_REF_PATH, v->place,
		    "%s '%.*s': no object path (character %u)", target->what,
		    MOF_SHOW(target->name), (unsigned)position + 1);
		return false;
	}
	if (!mof_compile_ok(c, err))
		return false;
	struct mof_ns *ns = path_namespace(c, &path, target->ns);
	if (ns == NULL)
		return true;
	struct mof_cls *cls = mof_class_get(c, ns, path.class_name, v->place);
	if (cls == NULL)
		return false;
	mof_class_done(c, cls);
	if (cls->missing && mof_may_miss(c, ns, cls))
		mof_check_report(c, MOF_CHECK_REF_DANGLING, v->place,
		    "%s '%.*s': class '%.*s' of the path is not known%s", target->what,
		    MOF_SHOW(target->name), MOF_SHOW(path.class_name),
		    mof_hint_class(c, ns, cim_name(path.class_name.ptr, path.class_name.len)));
	if (cls->cls == NULL)
		return c->err == CIM_OK;
	struct mof_cls *want = ns == target->ns ? wanted_class(c, target) : NULL;
	if (want != NULL && !cls->incomplete && !mof_class_is_a(cls, want)) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_REF_TYPE, v->place,
		    "%s '%.*s' refers to '%.*s'; '%.*s' is not below it", target->what,
		    MOF_SHOW(target->name), MOF_SHOW(want->name), MOF_SHOW(cls->name));
		mof_check_note_class(c, diag, want);
		return false;
	}
	return check_path_keys(c, target, &path, cls, v->place);
}

/* --- instances with the same keys --- */

enum cim_type
mof_key_type(void *ctx, struct cim_name class_name, struct cim_name key)
{
	const struct mof_ns *ns = ctx;
	struct mof_cls *cls = cim_map_get(&ns->classes, class_name);
	const struct mof_feature *f = cls == NULL ? NULL : mof_feature_find(cls, key);
	if (f == NULL || f->property == NULL)
		return CIM_TYPE_NONE;
	return (enum cim_type)f->property->type.type;
}

struct seen {
	struct cim_str text;		/* ptr NULL: free */
	struct mof_inst *inst;
};

static size_t
hash_bytes(struct cim_str s)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
	return (size_t)(h ^ (h >> 29));
}

/*
 * Enters the instance, in the place of one that stands there: that is told, and not stored. The
 * table has room.
 */
static void
see(struct mof_compiler *c, struct seen *table, size_t mask, struct cim_str text,
    struct mof_inst *inst)
{
	size_t i = hash_bytes(text) & mask;
	while (table[i].text.ptr != NULL && !cim_str_eq(table[i].text, text))
		i = (i + 1) & mask;
	if (table[i].text.ptr == NULL) {
		table[i] = (struct seen){ text, inst };
		return;
	}
	struct mof_diag *diag =
	    mof_check_report(c, MOF_CHECK_INST_TWICE, inst->raw->class_name.place,
		"a second instance with the same keys: it takes the place of the first");
	mof_check_note(c, diag, table[i].inst->raw->class_name.place, "the first is here");
	table[i].inst->stored = false;
	table[i].inst = inst;
}

void
mof_check_twice(struct mof_compiler *c)
{
	size_t cap = 16;
	while (cap / 2 < c->instance_list.count)
		cap *= 2;
	if (c->instance_list.count < 2 || c->err != CIM_OK)
		return;
	struct seen *table = mof_compile_alloc(c, cap, sizeof(*table));
	struct bytes_writer w = { 0 };
	for (struct mof_inst *inst = c->instance_list.first;
	     inst != NULL && table != NULL && c->err == CIM_OK; inst = inst->next) {
		struct cim_path path = inst->path;
		struct cim_str text;
		if (!inst->stored)
			continue;
		path.ns = inst->ns->name;
		bytes_writer_reset(&w);
		enum cim_err err = cim_path_canonical(&w, &path, mof_key_type, inst->ns);
		if (err == CIM_EINVAL)
			continue;	/* a key that is no number was told as a value */
		if (err == CIM_OK &&
		    !cim_str_copy(c->arena, cim_str((const char *)w.buf, w.len), &text))
			err = CIM_ENOMEM;
		if (mof_compile_ok(c, err))
			see(c, table, cap - 1, text, inst);
	}
	bytes_writer_free(&w);
}

/* --- paths that JSON tells --- */

/* The canonical form of a path, in the arena. CIM_EINVAL: it has none. */
static enum cim_err
canonical(struct mof_compiler *c, struct bytes_writer *w, struct mof_ns *ns,
    const struct cim_path *path, struct cim_str *out)
{
	struct cim_path whole = *path;
	if (whole.ns.len == 0)
		whole.ns = ns->name;
	bytes_writer_reset(w);
	enum cim_err err = cim_path_canonical(w, &whole, mof_key_type, ns);
	if (err == CIM_OK && !cim_str_copy(c->arena, cim_str((const char *)w->buf, w->len), out))
		err = CIM_ENOMEM;
	return err;
}

/* Whether what stands in the place of a path is the path of an instance. */
static bool
says_path(struct mof_compiler *c, struct bytes_writer *w, const struct mof_inst *inst)
{
	struct cim_str text, said, is;
	struct cim_path path;
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags, .what = "path",
		.name = CIM_STR("") };
	enum cim_err err = mof_literal_string(&ctx, inst->raw->path, &text);
	if (err == CIM_OK)
		err = cim_path_parse(c->arena, text, &path, NULL);
	if (err == CIM_OK)
		err = canonical(c, w, inst->ns, &path, &said);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return false;
	if (err == CIM_OK)
		err = canonical(c, w, inst->ns, &inst->path, &is);
	/* A key that is no number was told as a value. */
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return true;
	return !mof_compile_ok(c, err) || cim_str_eq(said, is);
}

void
mof_check_told_paths(struct mof_compiler *c)
{
	struct bytes_writer w = { 0 };
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = inst->next) {
		if (inst->raw->path != NULL && inst->stored && !says_path(c, &w, inst))
			mof_check_report(c, MOF_CHECK_JSON_PATH, inst->raw->path->place,
			    "by its keys the instance is %.*s, and not where \"path\" says",
			    MOF_SHOW(inst->path_text));
	}
	bytes_writer_free(&w);
}
