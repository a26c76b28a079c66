/* compile_instance.c: instances: keys first, as paths are made of them, then the rest. */
#include <string.h>

#include "mof/compile.h"

/* --- slots --- */

#define FEW 12			/* slots that are compared one by one */

/* What is being filled in for an instance or an object. */
struct mof_slots {
	const struct mof_instance *raw;
	struct mof_cls *cls;
	struct mof_inst *inst;			/* NULL: an object inside another */
	struct mof_ns *ns;
	struct cim_instance_property *list;	/* one a slot; name.len 0: left out */
	struct cim_map map; /* of the first slot of each name, when there are many */
};

/* The first slot of a name. */
static const struct mof_slot *
slot_find(const struct mof_slots *s, struct cim_name name)
{
	if (s->raw->slots.count > FEW)
		return cim_map_get(&s->map, name);
	const struct mof_slot *slot = s->raw->slots.first;
	while (slot != NULL && !cim_name_eq(slot->name.name, name))
		slot = slot->next;
	return slot;
}

static bool
slots_init(struct mof_compiler *c, struct mof_slots *s)
{
	s->list = mof_compile_alloc(c, s->raw->slots.count, sizeof(*s->list));
	for (struct mof_slot *slot = s->raw->slots.first; slot != NULL && s->raw->slots.count > FEW;
	     slot = slot->next) {
		void *there;
		if (!mof_compile_ok(
			c, cim_map_add(&s->map, c->arena, slot->name.name, slot, &there)))
			return false;
	}
	return s->list != NULL;
}

/* The property of a slot; NULL: told, or silent as the class has lost some. */
static struct mof_feature *
slot_feature(struct mof_compiler *c, const struct mof_slots *s, const struct mof_slot *slot)
{
	const struct mof_slot *first = slot_find(s, slot->name.name);
	if (first != slot && first != NULL) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_INST_DUP_PROP,
		    slot->name.place, "property '%.*s' is set twice", MOF_SHOW(slot->name.name));
		mof_check_note(c, diag, first->name.place, "first set here");
		return NULL;
	}
	struct mof_feature *f = mof_feature_find(s->cls, slot->name.name);
	if (f != NULL && f->property != NULL)
		return f;
	if (!s->cls->incomplete) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_INST_PROP, slot->name.place,
		    "class '%.*s' has no property '%.*s'%s", MOF_SHOW(s->cls->name),
		    MOF_SHOW(slot->name.name), mof_hint_property(c, s->cls, slot->name.name));
		mof_check_fix_hint(c, diag, slot->name.place);
		mof_check_note_class(c, diag, s->cls);
	}
	return NULL;
}

/* Whether a value, or a property, has the type that JSON says it has; told. */
static bool
said_fits(struct mof_compiler *c, const struct mof_slot *slot, uint8_t type_there, bool is_array)
{
	const struct mof_type *type = slot->said == NULL ? NULL : slot->said->type;
	if (type == NULL ||
	    ((uint8_t)type->type == type_there && slot->said->is_array == is_array))
		return true;
	mof_check_report(c, MOF_CHECK_INST_VALUE, type->place,
	    "property '%.*s' is of type %s%s", MOF_SHOW(slot->name.name),
	    cim_type_to_string((enum cim_type)type_there), is_array ? "[]" : "");
	return false;
}

static bool
compile_slot(struct mof_compiler *c, const struct mof_slots *s, const struct mof_slot *slot,
    struct mof_feature *f, struct cim_instance_property *out)
{
	*out =
	    (struct cim_instance_property){ .name = f->property->name, .place = slot->name.place };
	if (slot->qualifiers.count > 0) {
		mof_check_report(c, MOF_CHECK_INST_QUAL, slot->qualifiers_place,
		    "qualifiers on the properties of instances are deprecated");
		out->qualifiers = mof_compile_qualifiers(c, s->ns, &slot->qualifiers, 0);
	}
	if (slot->value == NULL) {
		mof_check_once(c, MOF_CHECK_WMI_NOVALUE, slot->name.place,
		    "a property without a value is Microsoft's: it counts as not set");
		return said_fits(
		    c, slot, f->property->type.type, f->property->type.is_array);
	}
	struct mof_target target = { .type = &f->property->type,
		.mismatch = mof_check_id(MOF_CHECK_INST_VALUE),
		.what = "property",
		.name = f->property->name,
		.ns = s->ns,
		.inst = s->inst };
	mof_target_embedding(c, &target, f);
	if (!mof_compile_value(c, &target, slot->value, &out->value))
		return false;
	if (!said_fits(c, slot, out->value.type, out->value.is_array))
		return false;
	mof_check_slot(c, f, &out->value);
	return true;
}

/* All slots, or those of keys alone, or the others. */
enum which { ALL, KEYS, OTHERS };

static void
compile_slots(struct mof_compiler *c, const struct mof_slots *s, enum which which, bool *good)
{
	uint32_t i = 0;
	for (const struct mof_slot *slot = s->raw->slots.first; slot != NULL && c->err == CIM_OK;
	     slot = slot->next, i++) {
		if (which == KEYS) {
			const struct mof_feature *f = mof_feature_find(s->cls, slot->name.name);
			if (f == NULL || !f->is_key || slot_find(s, slot->name.name) != slot)
				continue;
		} else if (which == OTHERS && s->list[i].name.len > 0) {
			continue;
		}
		struct mof_feature *f = slot_feature(c, s, slot);
		if (which == OTHERS && f != NULL && f->is_key)
			continue;	/* a key that failed before */
		if (f == NULL || !compile_slot(c, s, slot, f, &s->list[i])) {
			s->list[i].name.len = 0;
			*good = false;
		}
	}
}

/* Tells what must be set and is not. */
static void
check_required(struct mof_compiler *c, const struct mof_slots *s)
{
	if (s->raw->damaged || s->cls->incomplete)
		return;
	mof_class_required(c, s->cls);
	/* What is not set is told, and what is set was written: past the limit both are over. */
	for (uint32_t i = 0; i < s->cls->required_count && c->diags->kept < CIM_LIMIT_ERRORS;
	     i++) {
		const struct mof_feature *f = s->cls->required[i];
		const struct mof_slot *slot = slot_find(s, f->name);
		if (slot == NULL || slot->value == NULL)
			mof_check_unset(c, f,
			    slot != NULL ? slot->name.place : s->raw->class_name.place);
	}
}

/* The properties that came through, in their order. */
static uint32_t
pack_slots(const struct mof_slots *s)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < s->raw->slots.count; i++) {
		if (s->list[i].name.len > 0)
			s->list[count++] = s->list[i];
	}
	return count;
}

const struct cim_instance *
mof_compile_object(
    struct mof_compiler *c, struct mof_ns *ns, const struct mof_instance *raw, struct mof_cls *cls)
{
	struct mof_slots s = { .raw = raw, .cls = cls, .ns = ns };
	struct cim_instance *out = mof_compile_new(c, struct cim_instance);
	bool good = !raw->damaged;
	if (out == NULL || !slots_init(c, &s))
		return NULL;
	compile_slots(c, &s, ALL, &good);
	check_required(c, &s);
	*out = (struct cim_instance){ .class_name = cls->name,
		.is_value = raw->is_value || mof_is_structure(cls),
		.properties = s.list,
		.property_count = pack_slots(&s),
		.place = raw->class_name.place };
	return good && c->err == CIM_OK ? out : NULL;
}

/* --- instances of the unit --- */

/* Whether it is of one of WMI's system classes that is not here: told, and left out. */
static bool
is_left_out(struct mof_compiler *c, struct mof_inst *inst)
{
	const struct mof_name *name = &inst->raw->class_name;
	const struct mof_cls *cls =
	    mof_microsoft(c) ? mof_class_get(c, inst->ns, name->name, name->place) : NULL;
	if (cls == NULL || !mof_is_system_class(cls) || inst->ns->failed)
		return false;
	inst->left_out = true;
	mof_check_report(c, MOF_CHECK_WMI_SYSTEM, name->place,
	    "'%.*s' is a system class of WMI, which the namespace does not have: "
	    "its instance is left out", MOF_SHOW(name->name));
	return true;
}

/*
 * What is stored of a dynamic class is what nobody sees who asks for its instances: those are the
 * provider's. Told of the first one of each class.
 */
static void
tell_dynamic(struct mof_compiler *c, const struct mof_inst *inst)
{
	struct mof_cls *cls = inst->cls;
	if (cls->dynamic_known || inst->raw->is_value)
		return;
	cls->dynamic_known = true;
	const struct cim_qualifier *q = mof_class_qualifier_named(cls, cim_name_from("Dynamic"));
	if (!cls->is_abstract && cim_qualifier_is_true(q))
		mof_check_report(c, MOF_CHECK_DYNAMIC_INSTANCE, inst->raw->class_name.place,
		    "class '%.*s' is dynamic: its instances come from its provider, and one that is "
		    "stored is not among them", MOF_SHOW(cls->name));
}

/* Class, slots, qualifiers: what comes before any value. */
static bool
begin(struct mof_compiler *c, struct mof_inst *inst)
{
	if (inst->begun)
		return !inst->failed;
	inst->begun = inst->failed = true;
	if (is_left_out(c, inst))
		return false;
	inst->cls = mof_instance_class(c, inst->ns, NULL, inst->raw);
	if (inst->cls == NULL)
		return false;
	if (mof_is_structure(inst->cls) && !inst->raw->is_value) {
		mof_check_report(c, MOF_CHECK_STRUCT_INST, inst->raw->class_name.place,
		    "'%.*s' is a structure, which has values alone: value of %.*s as $alias",
		    MOF_SHOW(inst->cls->name), MOF_SHOW(inst->cls->name));
		return false;
	}
	if (inst->cls->is_indication) {
		mof_check_report(c, MOF_CHECK_INST_CLASS, inst->raw->class_name.place,
		    "class '%.*s' is an indication: its instances are events, and not stored",
		    MOF_SHOW(inst->cls->name));
		return false;
	}
	if (inst->cls->is_abstract) {
		struct mof_diag *diag =
		    mof_check_report(c, MOF_CHECK_ABSTRACT_INST, inst->raw->class_name.place,
			"class '%.*s' is abstract", MOF_SHOW(inst->cls->name));
		mof_check_note_class(c, diag, inst->cls);
	}
	tell_dynamic(c, inst);
	struct mof_slots *s = mof_compile_new(c, struct mof_slots);
	inst->instance = mof_compile_new(c, struct cim_instance);
	if (s == NULL || inst->instance == NULL)
		return false;
	*s = (struct mof_slots){ .raw = inst->raw, .cls = inst->cls, .inst = inst, .ns = inst->ns };
	if (!slots_init(c, s))
		return false;
	inst->slots = s;
	*inst->instance = (struct cim_instance){ .class_name = inst->cls->name,
		.is_value = inst->raw->is_value,
		.place = inst->raw->class_name.place };
	if (inst->raw->qualifiers.count > 0) {
		mof_check_report(c, MOF_CHECK_INST_QUAL, inst->raw->qualifiers_place,
		    "qualifiers on instances are deprecated");
		inst->instance->qualifiers =
		    mof_compile_qualifiers(c, inst->ns, &inst->raw->qualifiers, 0);
	}
	inst->failed = false;
	return true;
}

/* A key's default of the class: what an instance has that does not set it. */
static bool
has_default(const struct mof_cls *cls, struct cim_name key)
{
	for (const struct mof_feature *f = mof_feature_find(cls, key); f != NULL; f = f->base) {
		if (f->property != NULL && f->property->value.type != CIM_TYPE_NONE)
			return !f->property->value.is_null;
	}
	return false;
}

#define FEW_SLOTS 64		/* of an instance that are looked over for a misspelled key */

/* Whether a slot that names no property was probably meant to be the key: it is told as such. */
static bool
is_misspelled(const struct mof_inst *inst, struct cim_name key)
{
	char text[64];
	const char *word = text;
	unsigned n = 0;
	if (key.len >= sizeof(text))
		return false;
	memcpy(text, key.ptr, key.len);
	text[key.len] = '\0';
	for (const struct mof_slot *slot = inst->raw->slots.first; slot != NULL && n < FEW_SLOTS;
	     slot = slot->next, n++) {
		if (mof_feature_find(inst->cls, slot->name.name) == NULL &&
		    mof_nearest_word(slot->name.name, &word, 1) != NULL)
			return true;
	}
	return false;
}

/* Tells every key that is not set; what failed as a value was told before. */
static bool
check_keys(struct mof_compiler *c, struct mof_inst *inst)
{
	bool good = true;
	mof_class_keys(c, inst->cls);
	for (uint32_t i = 0; i < inst->cls->key_count; i++) {
		struct cim_name key = inst->cls->keys[i];
		const struct mof_slot *slot = slot_find(inst->slots, key);
		bool null =
		    slot != NULL && slot->value != NULL && slot->value->kind == MOF_VALUE_NULL;
		if (null)
			mof_check_report(c, MOF_CHECK_INST_KEY, slot->value->place,
			    "key '%.*s' is null", MOF_SHOW(key));
		else if ((slot != NULL && slot->value != NULL) || has_default(inst->cls, key))
			continue;
		else if (!inst->raw->damaged && (slot != NULL || !is_misspelled(inst, key)))
			mof_check_report(c, MOF_CHECK_INST_KEY, slot != NULL ? slot->name.place :
			    inst->raw->class_name.place, "key '%.*s' is not set", MOF_SHOW(key));
		good = false;
	}
	return good;
}

/* A class without keys has no instances that could be told apart; a singleton has one. */
static bool
may_store(const struct mof_cls *cls)
{
	return cls->has_keys || cim_qualifier_is_true(mof_class_qualifier(cls, "Singleton"));
}

/* Tells that, once a class. */
static void
tell_keyless(struct mof_compiler *c, struct mof_inst *inst)
{
	if (inst->cls->no_key_reported || inst->cls->incomplete)
		return;
	inst->cls->no_key_reported = true;
	bool dsc = inst->dialect == MOF_DIALECT_DSC;
	struct mof_diag *diag = mof_check_report(c, dsc ? MOF_CHECK_DSC_KEYLESS :
	    MOF_CHECK_KEY_NONE, inst->raw->class_name.place,
	    "class '%.*s' has no key: its instances cannot be told apart%s",
	    MOF_SHOW(inst->cls->name), dsc ? ", and are not stored" : "");
	mof_check_note_class(c, diag, inst->cls);
}

static bool
make_path(struct mof_compiler *c, struct mof_inst *inst)
{
	const struct cim_class *identity = mof_class_identity(c, inst->cls);
	if (identity == NULL)
		return false;
	/* The slots are not packed yet: keys alone are needed. */
	struct cim_instance keys = { .class_name = inst->cls->name };
	struct cim_instance_property *list =
	    mof_compile_alloc(c, inst->cls->key_count, sizeof(*list));
	if (list == NULL)
		return false;
	uint32_t i = 0;
	for (const struct mof_slot *slot = inst->raw->slots.first; slot != NULL;
	     slot = slot->next, i++) {
		const struct cim_instance_property *p = &inst->slots->list[i];
		if (p->name.len > 0 && keys.property_count < inst->cls->key_count)
			list[keys.property_count++] = *p;
	}
	keys.properties = list;
	struct bytes_writer w = { .limit = CIM_LIMIT_PATH };
	enum cim_err err = cim_path_of(c->arena, identity, &keys, &inst->path, NULL);
	if (err == CIM_OK) {
		cim_path_print(&w, &inst->path);
		err = w.err;
	}
	if (err == CIM_OK &&
	    !cim_str_copy(c->arena, cim_str((const char *)w.buf, w.len), &inst->path_text))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	if (err == CIM_ELIMIT)
		mof_check_report(c, MOF_CHECK_EMB_DEPTH, inst->raw->class_name.place,
		    "the object path is longer than %u bytes: paths in paths", CIM_LIMIT_PATH);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return false;
	return mof_compile_ok(c, err);
}

static bool
path_of(struct mof_compiler *c, struct mof_inst *inst, struct cim_place use)
{
	if (inst->key_state == MOF_OPEN) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_ALIAS_CYCLE, use,
		    "the instance is its own key by way of this alias");
		mof_check_note(c, diag, inst->raw->class_name.place, "the instance is here");
		return false;
	}
	if (inst->key_state == MOF_DONE)
		return inst->path_text.ptr != NULL;
	inst->key_state = MOF_OPEN;
	if (c->depth >= CIM_LIMIT_NESTING) {
		mof_check_report(c, MOF_CHECK_EMB_DEPTH, use,
		    "more than %d aliases of keys in keys", CIM_LIMIT_NESTING);
		inst->failed = inst->begun = true;
	}
	bool good = begin(c, inst);
	if (good) {
		c->depth++;
		compile_slots(c, inst->slots, KEYS, &good);
		c->depth--;
		good = check_keys(c, inst) && good;
		if (!may_store(inst->cls))
			tell_keyless(c, inst);
		good = good && may_store(inst->cls) && !inst->cls->incomplete && make_path(c, inst);
	}
	inst->key_state = MOF_DONE;
	return good && c->err == CIM_OK;
}

bool
mof_instance_path(struct mof_compiler *c, struct mof_inst *inst, struct cim_place use)
{
	enum mof_dialect dialect = c->dialect;
	c->dialect = inst->dialect;
	bool good = path_of(c, inst, use);
	c->dialect = dialect;
	return good;
}

static const struct cim_instance *
whole_of(struct mof_compiler *c, struct mof_inst *inst, struct cim_place use)
{
	if (inst->state == MOF_OPEN) {
		mof_check_report(c, MOF_CHECK_ALIAS_CYCLE, use,
		    "the instance holds itself by way of this alias");
		return NULL;
	}
	if (inst->state == MOF_DONE || !begin(c, inst))
		return inst->failed ? NULL : inst->instance;
	if (c->depth >= CIM_LIMIT_NESTING) {
		mof_check_report(c, MOF_CHECK_EMB_DEPTH, use, "more than %d values in values",
		    CIM_LIMIT_NESTING);
		return NULL;
	}
	bool good = !inst->raw->damaged;
	/* Keys come before the rest, and with them the path. */
	bool held = inst->raw->is_value ||
	    (inst->is_value && inst->dialect == MOF_DIALECT_DSC);
	if (may_store(inst->cls) && inst->key_state != MOF_OPEN && !held)
		good &= mof_instance_path(c, inst, use);
	uint32_t height = c->height, weight = c->weight;
	inst->state = MOF_OPEN;
	c->depth++;
	c->height = 0;
	c->weight = 1;
	compile_slots(c, inst->slots, inst->key_state == MOF_NEW ? ALL : OTHERS, &good);
	c->depth--;
	inst->height = c->height + 1;
	inst->weight = c->weight;
	c->height = height;
	c->weight = weight;
	check_required(c, inst->slots);
	inst->instance->properties = inst->slots->list;
	inst->instance->property_count = pack_slots(inst->slots);
	inst->state = MOF_DONE;
	if (!good)
		inst->failed = true;
	return inst->failed ? NULL : inst->instance;
}

const struct cim_instance *
mof_instance_whole(struct mof_compiler *c, struct mof_inst *inst, struct cim_place use)
{
	enum mof_dialect dialect = c->dialect;
	c->dialect = inst->dialect;
	const struct cim_instance *out = whole_of(c, inst, use);
	c->dialect = dialect;
	return out;
}

/* --- all of them --- */

/*
 * In a document of DSC what stands in a property by its alias is a part of that resource, and no
 * instance besides, whatever the order of the two.
 */
static void
mark_values(struct mof_compiler *c, const struct mof_feature *f, const struct mof_value *v)
{
	if (v->kind == MOF_VALUE_ARRAY) {
		for (v = v->as.items.first; v != NULL; v = v->next)
			mark_values(c, f, v);
		return;
	}
	if (v->kind != MOF_VALUE_ALIAS || f == NULL || f->property == NULL ||
	    f->property->type.type == CIM_REFERENCE)
		return;
	const struct mof_alias *alias = cim_map_get(&c->aliases, v->as.word.name);
	if (alias != NULL && alias->inst != NULL && alias->inst->dialect == MOF_DIALECT_DSC)
		alias->inst->is_value = true;
}

static void
mark_all_values(struct mof_compiler *c)
{
	for (const struct mof_inst *inst = c->instance_list.first; inst != NULL;
	     inst = inst->next) {
		if (inst->dialect != MOF_DIALECT_DSC || inst->ns->failed)
			continue;
		const struct mof_name *name = &inst->raw->class_name;
		struct mof_cls *cls = mof_class_get(c, inst->ns, name->name, name->place);
		if (cls != NULL)
			mof_class_done(c, cls);
		if (cls == NULL || cls->cls == NULL || cls->failed)
			continue;
		for (const struct mof_slot *slot = inst->raw->slots.first; slot != NULL;
		     slot = slot->next) {
			if (slot->value != NULL)
				mark_values(c, mof_feature_find(cls, slot->name.name), slot->value);
		}
	}
}

void
mof_compile_instances(struct mof_compiler *c)
{
	struct cim_place nowhere = { 0, 0 };
	mark_all_values(c);
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = inst->next) {
		(void)mof_instance_whole(c, inst, nowhere);
	}
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = inst->next) {
		if (inst->failed || inst->cls == NULL || inst->raw->is_value)
			continue;
		inst->stored = inst->path_text.ptr != NULL;
		/* Without keys it may still be the value of another, which holds it. */
		if (!inst->stored && !inst->cls->has_keys && !inst->is_value)
			tell_keyless(c, inst);
	}
}
