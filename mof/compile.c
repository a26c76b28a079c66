/* compile.c: from raw declarations to a batch: the order of the steps, and of what comes out. */
#include "mof/compile.h"

bool
mof_compile_ok(struct mof_compiler *c, enum cim_err err)
{
	if (c->err == CIM_OK)
		c->err = err;
	return c->err == CIM_OK;
}

void *
mof_compile_alloc(struct mof_compiler *c, size_t count, size_t size)
{
	void *p = arena_calloc(c->arena, count, size);
	(void)mof_compile_ok(c, p == NULL ? CIM_ENOMEM : CIM_OK);
	return p;
}

/* --- the batch --- */

static void
batch_add(struct mof_compiler *c, struct cim_item item)
{
	struct cim_batch *b = c->batch;
	if (c->err != CIM_OK)
		return;
	struct cim_item *grown =
	    arena_grow(c->arena, b->items, b->count, &b->cap, b->count + 1, sizeof(item));
	if (!mof_compile_ok(c, grown == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	b->items = grown;
	b->items[b->count++] = item;
}

/* A namespace that is not stored yet, below those above it. */
static void
batch_namespace(struct mof_compiler *c, struct mof_ns *ns)
{
	if (ns->listed || c->err != CIM_OK)
		return;
	for (size_t i = 0; i <= ns->name.len; i++) {
		if (i < ns->name.len && ns->name.ptr[i] != '/')
			continue;
		struct mof_ns *part = mof_ns_get(c, cim_str(ns->name.ptr, i), ns->place);
		if (part == NULL || part->listed)
			continue;
		part->listed = true;
		batch_add(c,
		    (struct cim_item){
			.kind = CIM_ITEM_NAMESPACE, .ns = part->name, .place = part->place,
			.as.security = part->security });
	}
}

/* Those that hold something of the unit, that were asked for, or that a pragma named. */
static void
batch_namespaces(struct mof_compiler *c)
{
	/* The list grows by the parts above: they are listed by then. */
	for (struct mof_ns *ns = c->ns_list.first; ns != NULL; ns = ns->next) {
		if (ns->made || ns->place.at != 0 || ns->security != NULL)
			batch_namespace(c, ns);
		if (ns->security != NULL)
			ns->security->alone = !ns->made;
		/* One that is there is no news, but may be to be taken out, or to be secured. */
		if ((ns->made || ns->security != NULL) && ns->stored)
			batch_add(c, (struct cim_item){ .kind = CIM_ITEM_NAMESPACE, .ns = ns->name,
			    .place = ns->place, .as.security = ns->security });
	}
	const struct mof_list *types[] = { &c->type_list, &c->prelude_list };
	for (size_t i = 0; i < 2; i++) {
		for (const struct mof_qtype *qt = types[i]->first; qt != NULL; qt = qt->next)
			batch_namespace(c, qt->ns);
	}
	for (const struct mof_cls *cls = c->ordered_first; cls != NULL; cls = cls->below)
		batch_namespace(c, cls->ns);
	for (const struct mof_inst *inst = c->instance_list.first; inst != NULL; inst = inst->next)
		batch_namespace(c, inst->ns);
}

static void
batch_types(struct mof_compiler *c, const struct mof_list *list)
{
	for (const struct mof_qtype *qt = list->first; qt != NULL; qt = qt->next) {
		const struct mof_qtype *holds =
		    qt->raw == NULL ? qt : cim_map_get(&qt->ns->types, qt->raw->name.name);
		if (qt->type != NULL && holds == qt)
			batch_add(c,
			    (struct cim_item){ .kind = CIM_ITEM_QUALIFIER_TYPE,
				.ns = qt->ns->name,
				.place = qt->type->place,
				.as.qualifier_type = qt->type });
	}
}

static void
batch_instance(struct mof_compiler *c, const struct mof_inst *inst)
{
	if (inst->stored)
		batch_add(c, (struct cim_item){ .kind = CIM_ITEM_INSTANCE, .mode = inst->mode,
		    .ns = inst->ns->name,
		    .place = inst->instance->place, .as.instance = inst->instance });
}

/*
 * What an instance refers to comes before it. The stack is a list through the instances
 * themselves, so that a chain of a million aliases needs no recursion; a circle
 * of references, which is legal, is cut where it closes.
 */
static void
batch_after_targets(struct mof_compiler *c, struct mof_inst *inst)
{
	inst->wait = NULL;
	inst->at = inst->uses;
	inst->order_state = MOF_OPEN;
	while (inst != NULL && c->err == CIM_OK) {
		struct mof_alias_use *use = inst->at;
		if (use == NULL) {
			inst->order_state = MOF_DONE;
			batch_instance(c, inst);
			inst = inst->wait;
			continue;
		}
		inst->at = use->next;
		if (use->target->order_state != MOF_NEW)
			continue;
		use->target->order_state = MOF_OPEN;
		use->target->at = use->target->uses;
		use->target->wait = inst;
		inst = use->target;
	}
}

static void
batch_deletions(struct mof_compiler *c)
{
	for (const struct mof_deletion *del = c->deletions.first; del != NULL; del = del->next) {
		struct cim_item item = { .kind = CIM_ITEM_DELETE_INSTANCE, .nofail = del->nofail,
			.ns = del->ns->name, .place = del->place, .as.deleted_path = &del->path };
		if (del->class_name.len > 0) {
			item.kind = CIM_ITEM_DELETE_CLASS;
			item.as.deleted_class = del->class_name;
		}
		batch_add(c, item);
	}
}

static void
make_batch(struct mof_compiler *c)
{
	batch_deletions(c);
	batch_namespaces(c);
	batch_types(c, &c->type_list);
	batch_types(c, &c->prelude_list);
	for (const struct mof_cls *cls = c->ordered_first; cls != NULL; cls = cls->below) {
		if (cls->owner == NULL && cls->enumeration != NULL)
			batch_add(c, (struct cim_item){ .kind = CIM_ITEM_ENUMERATION,
			    .ns = cls->ns->name, .place = cls->place,
			    .as.enumeration = cls->enumeration });
	}
	for (const struct mof_cls *cls = c->ordered_first; cls != NULL; cls = cls->below) {
		if (cls->owner != NULL || cls->cls == NULL)
			continue;
		batch_add(c,
		    (struct cim_item){ .kind = cls->cls->kind == CIM_KIND_STRUCTURE ?
			    CIM_ITEM_STRUCTURE : CIM_ITEM_CLASS,
			.mode = cls->mode,
			.ns = cls->ns->name,
			.place = cls->place,
			.as.cls = cls->cls });
	}
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL; inst = inst->next) {
		if (inst->order_state == MOF_NEW)
			batch_after_targets(c, inst);
	}
}

/* --- the steps --- */

/* The namespace of declarations without a pragma: it may always be made. */
static bool
default_namespace(struct mof_compiler *c)
{
	const char *text = c->unit->options.ns != NULL ? c->unit->options.ns : "root/cimv2";
	struct cim_str name;
	if (!mof_compile_ok(c, cim_namespace_normal(c->arena, cim_str_from(text), &name)))
		return false;
	c->default_ns = mof_ns_get(c, name, (struct cim_place){ 0, 0 });
	return c->default_ns != NULL;
}

static void
compile_all(struct mof_compiler *c)
{
	if (!default_namespace(c))
		return;
	c->lost_ns.failed = true;
	for (const struct mof_file *file = c->unit->files.first; file != NULL; file = file->next)
		mof_collect_file(c, file, c->default_ns);
	mof_report_amendment(c);
	mof_take_deleted(c);
	mof_report_namespaces(c);
	mof_find_files(c);
	mof_decide_dialects(c);
	mof_find_builtins(c);
	mof_declare_unchecked(c);
	mof_compile_qualifier_types(c);
	mof_compile_classes(c);
	mof_compile_instances(c);
	mof_take_instances(c);
	mof_check_twice(c);
	mof_check_told_paths(c);
}

enum cim_err
mof_compile(struct mof_unit *unit, const struct cim_scope *scope, const struct cim_batch **batch)
{
	*batch = NULL;
	struct mof_compiler *c = arena_new(&unit->arena, struct mof_compiler);
	if (c == NULL)
		return CIM_ENOMEM;
	c->unit = unit;
	c->arena = &unit->arena;
	c->diags = &unit->diags;
	c->scope = scope;
	c->batch = mof_compile_new(c, struct cim_batch);
	mof_check_plan(&c->plan);
	mof_known_names(c);
	if (c->err == CIM_OK)
		compile_all(c);
	if (c->err == CIM_OK && unit->diags.counts[MOF_ERROR] == 0)
		make_batch(c);
	if (c->err == CIM_OK)
		c->err = unit->diags.err;
	if (c->err != CIM_OK)
		return c->err;
	if (unit->diags.counts[MOF_ERROR] > 0)
		return CIM_EINPUT;
	unit->batch = *batch = c->batch;
	return CIM_OK;
}
