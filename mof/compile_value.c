/* compile_value.c: a written value as its property wants it, be it literal, alias or object. */
#include "mof/compile.h"
#include "mof/literal.h"

void
mof_target_embedding(
    struct mof_compiler *c, struct mof_target *target, const struct mof_feature *feature)
{
	const struct cim_qualifier *q = mof_feature_qualifier(feature, "EmbeddedInstance");
	if (q != NULL && q->value.type == CIM_STRING && !q->value.is_null && !q->value.is_array) {
		struct cim_name name = cim_name(q->value.as.string.ptr, q->value.as.string.len);
		target->embedded = true;
		target->embedded_class = mof_class_get(c, target->ns, name, q->value.place);
		if (target->embedded_class != NULL)
			mof_class_done(c, target->embedded_class);
	}
	if (cim_qualifier_is_true(mof_feature_qualifier(feature, "EmbeddedObject")))
		target->embedded = target->class_allowed = true;
	mof_target_type(c, target, feature->cls);
}

struct mof_cls *
mof_instance_class(struct mof_compiler *c, struct mof_ns *ns, struct mof_cls *in,
    const struct mof_instance *raw)
{
	struct cim_name name = raw->class_name.name;
	bool is_local;
	struct mof_cls *cls = in != NULL ?
	    mof_type_get(c, in, name, raw->class_name.place, &is_local) :
	    mof_class_get(c, ns, name, raw->class_name.place);
	if (cls == NULL)
		return NULL;
	mof_class_done(c, cls);
	if (mof_is_enumeration(cls) && !cls->failed)
		mof_check_report(c, MOF_CHECK_INST_CLASS, raw->class_name.place,
		    "'%.*s' is an enumeration: it has elements, and no instances",
		    MOF_SHOW(name));
	if (cls->missing && mof_may_miss(c, ns, cls) && !mof_tell_local(c, &raw->class_name))
		mof_check_fix_hint(c, mof_check_report(c, MOF_CHECK_INST_CLASS,
		    raw->class_name.place, "class '%.*s' does not exist%s", MOF_SHOW(name),
		    mof_hint_class(c, ns, name)), raw->class_name.place);
	return cls->cls == NULL || cls->failed ? NULL : cls;
}

/* Whether an object of a class may stand in a target; told. */
static bool
class_fits(struct mof_compiler *c, const struct mof_target *target, const struct mof_cls *cls,
    struct cim_place place)
{
	const struct mof_cls *want = target->embedded_class;
	if (want == NULL || want->cls == NULL || cls->incomplete || mof_class_is_a(cls, want))
		return true;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_EMB_CLASS, place,
	    "%s '%.*s' holds '%.*s'; class '%.*s' is not below it", target->what,
	    MOF_SHOW(target->name), MOF_SHOW(want->name), MOF_SHOW(cls->name));
	mof_check_note_class(c, diag, want);
	return false;
}

static bool
takes_objects(const struct mof_target *target)
{
	return target->type->type == CIM_OBJECT || target->embedded;
}

static bool
mismatch(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    const char *kind)
{
	mof_diag(c->diags, MOF_ERROR, target->mismatch, raw->place,
	    "%s '%.*s' is of type %s: %s does not fit", target->what, MOF_SHOW(target->name),
	    cim_type_to_string((enum cim_type)target->type->type), kind);
	return false;
}

/* instance of X { ... } as a value. */
static bool
object_value(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    struct cim_value *out)
{
	const struct mof_instance *inst = raw->as.object;
	if (inst->is_value && !mof_v3_sign(c, &inst->class_name, "value of", MOF_CHECK_V3_VALUE,
	    "\"value of\" is MOF 3; --dialect mof3 or auto reads it"))
		return false;
	if (!inst->is_value && c->dialect == MOF_DIALECT_MOF3)
		mof_check_report(c, MOF_CHECK_V3_NESTED, inst->class_name.place,
		    "MOF 3.0.1 writes a value as \"value of %.*s\"",
		    MOF_SHOW(inst->class_name.name));
	if (!takes_objects(target))
		return mismatch(c, target, raw, "an object");
	if (c->embedded == 0)
		mof_check_once(c, MOF_CHECK_WMI_INSTANCE, raw->place,
		    "an instance as a value, without quotes, is Microsoft's");
	if (c->depth >= CIM_LIMIT_NESTING) {
		mof_check_report(c, MOF_CHECK_EMB_DEPTH, raw->place,
		    "more than %d values in values", CIM_LIMIT_NESTING);
		return false;
	}
	struct mof_cls *cls = mof_instance_class(c, target->ns, target->in, inst);
	if (cls == NULL || !class_fits(c, target, cls, inst->class_name.place))
		return false;
	uint32_t height = c->height;
	c->depth++;
	c->height = 0;
	c->weight++;
	out->as.object = mof_compile_object(c, target->ns, inst, cls);
	c->depth--;
	c->height = c->height + 1 > height ? c->height + 1 : height;
	out->type = CIM_OBJECT;
	return out->as.object != NULL;
}

/* Tells that an alias stands for nothing, as its instance is left out. */
static void
tell_left_out(struct mof_compiler *c, const struct mof_inst *inst, const struct mof_value *raw)
{
	if (inst->left_out)
		mof_check_report(c, MOF_CHECK_INST_CLASS, raw->place,
		    "alias '$%.*s' is an instance of the system class '%.*s', which is left out",
		    MOF_SHOW(raw->as.word.name), MOF_SHOW(inst->raw->class_name.name));
}

/*
 * Whether what an alias stands for may be held here. It may have been made whole before, so that
 * no recursion bounds how deep it is, or how large: each alias may stand for two of the one before.
 */
static bool
alias_fits(struct mof_compiler *c, const struct mof_inst *inst, const struct mof_value *raw)
{
	if (c->depth + inst->height > CIM_LIMIT_NESTING) {
		mof_check_report(c, MOF_CHECK_EMB_DEPTH, raw->place,
		    "more than %d values in values", CIM_LIMIT_NESTING);
		return false;
	}
	if (inst->weight - 1 > CIM_LIMIT_COPIES - c->copies) {
		mof_check_report(c, MOF_CHECK_EMB_DEPTH, raw->place,
		    "more than %u instances in instances by way of aliases", CIM_LIMIT_COPIES);
		return false;
	}
	c->copies += inst->weight - 1;
	c->weight += inst->weight;
	c->height = inst->height > c->height ? inst->height : c->height;
	return true;
}

/* $A where an object is wanted: that instance, whole. */
static bool
alias_object(struct mof_compiler *c, const struct mof_target *target, struct mof_inst *inst,
    const struct mof_value *raw, struct cim_value *out)
{
	inst->is_value = true;
	out->type = CIM_OBJECT;
	out->as.object = mof_instance_whole(c, inst, raw->place);
	tell_left_out(c, inst, raw);
	if (out->as.object != NULL && !alias_fits(c, inst, raw))
		return false;
	return out->as.object != NULL && class_fits(c, target, inst->cls, raw->place);
}

/* Whether the class of an alias is one that the reference may point at; told. */
static bool
reference_fits(struct mof_compiler *c, const struct mof_target *target, struct mof_cls *cls,
    const struct mof_value *raw)
{
	struct cim_name want_name = target->type->class_name;
	if (want_name.len == 0)
		return true;
	struct mof_cls *want = mof_class_get(c, target->ns, want_name, (struct cim_place){ 0, 0 });
	if (want == NULL || want->cls == NULL || cls->ns != target->ns)
		return c->err == CIM_OK;
	mof_class_done(c, want);
	if (cls->incomplete || mof_class_is_a(cls, want))
		return true;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_REF_TYPE, raw->place,
	    "%s '%.*s' refers to '%.*s'; alias '$%.*s' is of class '%.*s'", target->what,
	    MOF_SHOW(target->name), MOF_SHOW(want_name), MOF_SHOW(raw->as.word.name),
	    MOF_SHOW(cls->name));
	mof_check_note_class(c, diag, want);
	return false;
}

static void
note_use(struct mof_compiler *c, struct mof_inst *from, struct mof_inst *to)
{
	struct mof_alias_use *use =
	    from == NULL || from == to ? NULL : mof_compile_new(c, struct mof_alias_use);
	if (use == NULL)
		return;
	use->target = to;
	use->next = from->uses;
	from->uses = use;
}

/* $A where a reference is wanted: the path of that instance, or of that class. */
static bool
alias_reference(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_alias *alias, const struct mof_value *raw, struct cim_value *out)
{
	struct mof_inst *inst = alias->inst;
	if (inst == NULL) {
		out->as.string = cim_name_str(alias->cls->name);
		return true;
	}
	if (inst->raw->is_value) {
		mof_check_report(c, MOF_CHECK_REF_TYPE, raw->place,
		    "%s '%.*s' refers to an instance; alias '$%.*s' is that of a value",
		    target->what, MOF_SHOW(target->name), MOF_SHOW(raw->as.word.name));
		return false;
	}
	bool good = mof_instance_path(c, inst, raw->place);
	tell_left_out(c, inst, raw);
	if (!good || !reference_fits(c, target, inst->cls, raw))
		return false;
	note_use(c, target->inst, inst);
	if (inst->ns == target->ns) {
		out->as.string = inst->path_text;
		return true;
	}
	/* Another namespace: the path says which. */
	struct cim_path path = inst->path;
	struct bytes_writer w = { 0 };
	path.ns = inst->ns->name;
	cim_path_print(&w, &path);
	enum cim_err err = w.err;
	if (err == CIM_OK &&
	    !cim_str_copy(c->arena, cim_str((const char *)w.buf, w.len), &out->as.string))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	return mof_compile_ok(c, err);
}

static bool
alias_value(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    struct cim_value *out)
{
	struct cim_name name = raw->as.word.name;
	if (c->embedded > 0) {
		mof_check_report(c, MOF_CHECK_EMB_MOF, raw->place, "no aliases in embedded MOF");
		return false;
	}
	bool is_ref = target->type->type == CIM_REFERENCE;
	if (!is_ref && !takes_objects(target))
		return mismatch(c, target, raw, "an alias");
	const struct mof_alias *alias = cim_map_get(&c->aliases, name);
	if (alias == NULL) {
		if (!mof_may_be_lost(c, name))
			mof_check_fix_hint(c, mof_check_report(c, MOF_CHECK_ALIAS_UNKNOWN, raw->place,
			    "alias '$%.*s' is not defined%s", MOF_SHOW(name), mof_hint_alias(c, name)),
			    raw->place);
		return false;
	}
	out->type = target->type->type;
	if (alias->inst == NULL && (alias->cls == NULL || !is_ref))
		return alias->cls != NULL && mismatch(c, target, raw, "the alias of a class");
	return is_ref ? alias_reference(c, target, alias, raw, out)
	    : alias_object(c, target, alias->inst, raw, out);
}

/* A literal of the type itself: literal.c tells what does not fit. */
static bool
literal_value(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    bool is_array, struct cim_value *out)
{
	struct mof_literals ctx = { .arena = c->arena,
		.diags = c->diags,
		.mismatch = target->mismatch,
		.what = target->what,
		.name = cim_name_str(target->name),
		.rounds = mof_microsoft(c),
		.v3 = c->dialect == MOF_DIALECT_MOF3 };
	enum cim_type type = (enum cim_type)target->type->type;
	enum cim_err err =
	    is_array ? mof_literal_array(&ctx, raw, type, out) : mof_literal(&ctx, raw, type, out);
	const struct mof_value *first = is_array && raw->kind == MOF_VALUE_ARRAY ?
	    raw->as.items.first : raw;
	if (err == CIM_OK && cim_type_is_integer(type) && first != NULL &&
	    first->kind == MOF_VALUE_STRING)
		mof_check_once(c, MOF_CHECK_WMI_INT64, first->place,
		    "an integer in quotes is Microsoft's");
	return err != CIM_EINPUT && mof_compile_ok(c, err);
}

/* Whether a string is one character in one piece: a char16 to sfcb's compiler. */
static bool
is_one_character(const struct mof_value *raw)
{
	const struct mof_piece *p = &raw->as.string.piece;
	if (p->next != NULL || p->len == 0)
		return false;
	unsigned char lead = (unsigned char)p->text[0];
	uint32_t takes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 3;
	return lead == '\\' ? p->len == 2 : p->len == takes;
}

/* "c" for a char16, as 'c' with a warning. */
static bool
char16_string(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    struct cim_value *out)
{
	struct mof_value as_char = { .kind = MOF_VALUE_CHAR,
		.escaped = raw->escaped,
		.place = raw->place,
		.as.text = cim_str(raw->as.string.piece.text, raw->as.string.piece.len) };
	mof_check_report(c, MOF_CHECK_CHAR16_STRING, raw->place,
	    "%s '%.*s': a char16 stands in apostrophes", target->what, MOF_SHOW(target->name));
	return literal_value(c, target, &as_char, false, out);
}

static bool
scalar_value(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    struct cim_value *out)
{
	enum cim_type type = (enum cim_type)target->type->type;
	*out = (struct cim_value){ .type = target->type->type, .place = raw->place };
	if (type == CIM_ENUMERATION && raw->kind != MOF_VALUE_ARRAY)
		return mof_enum_value(c, target, raw, out);
	switch (raw->kind) {
	case MOF_VALUE_WORD:
	case MOF_VALUE_MEMBER:
		mof_check_report(c, MOF_CHECK_VALUE_WORD, raw->place,
		    "a bare word is a value only in MOF 3; strings stand in quotes");
		return false;
	case MOF_VALUE_ALIAS:
		return alias_value(c, target, raw, out);
	case MOF_VALUE_OBJECT:
		return object_value(c, target, raw, out);
	default:
		break;
	}
	if (type == CIM_CHAR16 && raw->kind == MOF_VALUE_STRING && !raw->json && is_one_character(raw))
		return char16_string(c, target, raw, out);
	if (!literal_value(c, target, raw, false, out))
		return false;
	if (out->is_null || raw->kind != MOF_VALUE_STRING)
		return true;
	if (type == CIM_REFERENCE)
		return mof_check_reference(c, target, out);
	if (type == CIM_STRING && target->embedded)
		return mof_compile_embedded(c, target, raw, out->as.string);
	return true;
}

/* All items of one type: a null takes that of the others; objects and strings of MOF do not mix. */
static bool
items_agree(struct mof_compiler *c, const struct mof_target *target, struct cim_value *items,
    uint32_t count, uint8_t type)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].is_null)
			items[i].type = type;
		if (items[i].type == type)
			continue;
		mof_diag(c->diags, MOF_ERROR, target->mismatch, items[i].place,
		    "objects and strings do not mix in one array");
		return false;
	}
	return true;
}

bool
mof_compile_value(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_value *out)
{
	if (!target->type->is_array && raw->kind != MOF_VALUE_ARRAY)
		return scalar_value(c, target, raw, out);
	/* NULL, or a list where none is wanted, or none where one is. */
	if (!target->type->is_array || raw->kind != MOF_VALUE_ARRAY)
		return literal_value(c, target, raw, target->type->is_array, out);
	struct cim_value *items = mof_compile_alloc(c, raw->as.items.count, sizeof(*items));
	if (items == NULL)
		return false;
	bool good = true;
	uint32_t count = 0;
	uint8_t type = target->type->type;
	for (const struct mof_value *item = raw->as.items.first; item != NULL && c->err == CIM_OK;
	     item = item->next) {
		good &= scalar_value(c, target, item, &items[count]);
		if (!items[count].is_null && items[count].type == CIM_OBJECT)
			type = CIM_OBJECT;
		count++;
	}
	*out = (struct cim_value){ .type = type,
		.is_array = true,
		.count = count,
		.place = raw->place,
		.as.items = items };
	/* Too many elements are told beside those that do not fit. */
	good &= c->err == CIM_OK && mof_array_size_ok(c, target->type->array_size, out);
	return good && items_agree(c, target, items, count, type);
}
