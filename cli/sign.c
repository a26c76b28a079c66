/* sign.c: the dialect that a stored declaration needs, to be compiled again. */
#include "config.h"

#include "cli/sign.h"

#include <string.h>

#include "cim/limits.h"
#include "cli/cmd.h"

/*
 * What one of Microsoft's files has left in a repository is not always good MOF to DMTF: auto would
 * read its export as DMTF's, and refuse it. So each rule that DMTF has and Microsoft has not is
 * asked here, of what is stored; what only MOF 3 has is found too, as one repository may hold both.
 */

void
signs_enter(struct signs *signs, struct repo_reader reader, struct cim_str ns)
{
	signs->reader = reader;
	signs->ns = ns;
	signs->classes = NULL;
	memset(&signs->types, 0, sizeof(signs->types));
	memset(&signs->sizes, 0, sizeof(signs->sizes));
	arena_free(&signs->arena);
	memset(&signs->arena, 0, sizeof(signs->arena));
}

void
signs_free(struct signs *signs)
{
	arena_free(&signs->arena);
	arena_free(&signs->scratch);
}

static void
keep_error(struct signs *signs, enum cim_err err)
{
	if (signs->err == CIM_OK)
		signs->err = err;
}

/* Whether there is something to look for: nothing new is found by Microsoft's rules. */
static bool
is_loose(const struct signs *signs)
{
	return signs->said == MOF_DIALECT_WMI;
}

/* A dialect that was not said before is said now. */
static enum mof_dialect
answer(struct signs *signs, bool loose, bool v3)
{
	/* MOF 3 is seen by auto, but not behind a line that says another dialect. */
	enum mof_dialect wanted = loose ? MOF_DIALECT_WMI :
	    v3 && signs->said != MOF_DIALECT_AUTO ? MOF_DIALECT_MOF3 : signs->said;
	if (wanted == signs->said)
		return MOF_DIALECT_AUTO;
	signs->said = wanted;
	return wanted;
}

/* ---- Qualifiers ------------------------------------------------------------------- */

/* The type of a qualifier, looked up once a name; NULL: it has none. */
static const struct cim_qualifier_type *
type_of(struct signs *signs, struct cim_name name)
{
	static const struct cim_qualifier_type nobody;
	const struct cim_qualifier_type *qt = cim_map_get(&signs->types, name);
	if (qt != NULL)
		return qt == &nobody ? NULL : qt;
	enum cim_err err =
	    repo_qualifier_type_get(signs->reader, &signs->scratch, signs->ns, name, &qt);
	struct cim_qualifier_type *kept = NULL;
	if (err == CIM_OK) {
		kept = arena_new(&signs->arena, struct cim_qualifier_type);
		if (kept == NULL)
			err = CIM_ENOMEM;
		else
			*kept = (struct cim_qualifier_type){ .type = qt->type,
				.is_array = qt->is_array, .scopes = qt->scopes,
				.flavors = qt->flavors };
	}
	char *text = cmd_keep(&signs->arena, cim_name_str(name));
	if (err == CIM_ENOENT)
		err = CIM_OK;
	if (err == CIM_OK)
		err = text == NULL ? CIM_ENOMEM : cim_map_set(&signs->types, &signs->arena,
		    (struct cim_name){ text, name.len, name.hash },
		    kept != NULL ? (void *)kept : (void *)(uintptr_t)&nobody);
	keep_error(signs, err);
	return kept;
}

/* An association or an indication is a class too. */
static bool
in_scope(const struct cim_qualifier_type *qt, struct cim_name name, uint32_t element)
{
	return element == 0 || (qt->scopes & (element | CIM_SCOPE_ANY)) != 0 ||
	    ((element & CIM_SCOPE_CLASS) != 0 &&
	    (cim_name_is(name, "Association") || cim_name_is(name, "Indication")));
}

static bool
qualifiers_are_loose(struct signs *signs, struct cim_qualifiers quals, uint32_t element)
{
	for (uint32_t i = 0; i < quals.count; i++) {
		const struct cim_qualifier *q = &quals.list[i];
		const struct cim_qualifier_type *qt = type_of(signs, q->name);
		bool fits = qt != NULL && q->value.type == qt->type &&
		    q->value.is_array == qt->is_array && in_scope(qt, q->name, element);
		bool reopens = qt != NULL &&
		    (q->stated & q->flavors & ~qt->flavors & CIM_FLAVOR_OVERRIDE) != 0;
		if (!fits || reopens)
			return true;
	}
	return false;
}

/* ---- Members ---------------------------------------------------------------------- */

/* A class that is not there, where all of a namespace is known. */
static bool
is_missing(const struct signs *signs, struct cim_name name)
{
	return name.len > 0 && signs->classes != NULL && cim_map_get(signs->classes, name) == NULL;
}

/* Whether what is named is a structure, which only MOF 3 has. */
static bool
is_structure(const struct signs *signs, struct cim_name name)
{
	const enum repo_kind *kind = name.len > 0 && signs->classes != NULL ?
	    cim_map_get(signs->classes, name) : NULL;
	return kind != NULL && *kind == REPO_KIND_STRUCTURE;
}

static bool
embeds_loosely(const struct signs *signs, struct cim_qualifiers quals, uint8_t type)
{
	const struct cim_qualifier *q = cim_qualifier_find(quals, "EmbeddedInstance");
	if (type != CIM_STRING && (q != NULL || cim_qualifier_true(quals, "EmbeddedObject")))
		return true;
	struct cim_str text = cim_qualifier_text(quals, "EmbeddedInstance");
	return q != NULL && text.len > 0 &&
	    (!cim_name_valid(text) || is_missing(signs, cim_name(text.ptr, text.len)));
}

/* What a property, a parameter or a method shares. */
static bool
element_is_loose(struct signs *signs, const struct cim_element_type *type,
    const struct cim_value *value, struct cim_qualifiers quals, uint32_t scope)
{
	return qualifiers_are_loose(signs, quals, scope) ||
	    (!type->is_local && is_missing(signs, type->class_name)) ||
	    embeds_loosely(signs, quals, type->type) ||
	    (value != NULL && value->is_array && !value->is_null && type->array_size > 0 &&
	    value->count > type->array_size);
}

static bool
property_is_loose(struct signs *signs, const struct cim_property *p)
{
	return element_is_loose(signs, &p->type, &p->value, p->qualifiers,
	    p->type.type == CIM_REFERENCE ? CIM_SCOPE_REFERENCE : CIM_SCOPE_PROPERTY);
}

/*
 * The size of an array is kept by the name of the property, so that instances need no look at
 * their class: of two sizes it is the smaller one.
 */
static void
keep_sizes(struct signs *signs, const struct cim_class *cls)
{
	for (uint32_t i = 0; i < cls->property_count; i++) {
		struct cim_name name = cls->properties[i].name;
		uintptr_t size = cls->properties[i].type.array_size;
		uintptr_t known = size == 0 ? 0 : (uintptr_t)cim_map_get(&signs->sizes, name);
		if (size == 0 || (known > 0 && known <= size))
			continue;
		char *text = cmd_keep(&signs->arena, cim_name_str(name));
		keep_error(signs, text == NULL ? CIM_ENOMEM :
		    cim_map_set(&signs->sizes, &signs->arena,
			(struct cim_name){ text, name.len, name.hash }, (void *)size));
	}
}

/* To DMTF a method returns a number, a string or the like. */
static bool
method_is_loose(struct signs *signs, const struct cim_method *m)
{
	if (m->type.type == CIM_REFERENCE || m->type.type == CIM_OBJECT ||
	    element_is_loose(signs, &m->type, NULL, m->qualifiers, CIM_SCOPE_METHOD))
		return true;
	for (uint32_t i = 0; i < m->parameter_count; i++) {
		const struct cim_parameter *p = &m->parameters[i];
		if (element_is_loose(signs, &p->type, &p->value, p->qualifiers,
		    CIM_SCOPE_PARAMETER))
			return true;
	}
	return false;
}

/* ---- Instances --------------------------------------------------------------------- */

static bool
object_is_loose(struct signs *signs, const struct cim_instance *inst, unsigned depth)
{
	bool loose = qualifiers_are_loose(signs, inst->qualifiers, 0);
	for (uint32_t i = 0; i < inst->property_count && !loose; i++) {
		const struct cim_instance_property *p = &inst->properties[i];
		const struct cim_value *v = &p->value;
		uint32_t count = v->is_null ? 0 : v->is_array ? v->count : 1;
		loose = qualifiers_are_loose(signs, p->qualifiers, 0);
		if (v->is_array && count > 0 && signs->sizes.used > 0) {
			uintptr_t size = (uintptr_t)cim_map_get(&signs->sizes, p->name);
			loose |= size > 0 && count > size;
		}
		if (v->type != CIM_OBJECT || depth >= CIM_LIMIT_NESTING)
			continue;
		const struct cim_value *items = v->is_array ? v->as.items : v;
		for (uint32_t k = 0; k < count && !loose; k++)
			loose = !items[k].is_null &&
			    object_is_loose(signs, items[k].as.object, depth + 1);
	}
	return loose;
}

/* ---- MOF 3 ------------------------------------------------------------------------- */

static bool
element_is_v3(const struct signs *signs, const struct cim_element_type *type)
{
	return type->is_local || type->type == CIM_ENUMERATION ||
	    cim_type_is_v3((enum cim_type)type->type) || is_structure(signs, type->class_name);
}

static bool
class_is_v3(const struct signs *signs, const struct cim_class *cls)
{
	bool v3 = cls->kind != CIM_KIND_CLASS || cls->local_count > 0 ||
	    is_structure(signs, cls->superclass);
	for (uint32_t i = 0; i < cls->property_count && !v3; i++)
		v3 = element_is_v3(signs, &cls->properties[i].type);
	for (uint32_t i = 0; i < cls->method_count && !v3; i++) {
		const struct cim_method *m = &cls->methods[i];
		v3 = m->type.is_array || element_is_v3(signs, &m->type);
		for (uint32_t k = 0; k < m->parameter_count && !v3; k++)
			v3 = element_is_v3(signs, &m->parameters[k].type);
	}
	return v3;
}

static bool value_is_v3(const struct cim_value *value, unsigned depth);

static bool
object_is_v3(const struct cim_instance *inst, unsigned depth)
{
	bool v3 = inst->is_value;
	for (uint32_t i = 0; i < inst->property_count && !v3; i++)
		v3 = value_is_v3(&inst->properties[i].value, depth);
	return v3;
}

static bool
value_is_v3(const struct cim_value *value, unsigned depth)
{
	if (value->is_null || depth > CIM_LIMIT_NESTING)
		return false;
	if (value->type == CIM_ENUMERATION || cim_type_is_v3((enum cim_type)value->type))
		return true;
	if (value->type != CIM_OBJECT)
		return false;
	if (!value->is_array)
		return object_is_v3(value->as.object, depth + 1);
	bool v3 = false;
	for (uint32_t i = 0; i < value->count && !v3; i++)
		v3 = value_is_v3(&value->as.items[i], depth + 1);
	return v3;
}

/* ---- Declarations ------------------------------------------------------------------ */

enum mof_dialect
signs_qualifier_type(struct signs *signs, const struct cim_qualifier_type *qt)
{
	return answer(signs, false, mof_qualifier_type_is_v3(qt));
}

enum mof_dialect
signs_enumeration(struct signs *signs, const struct cim_enumeration *en)
{
	(void)en;
	return answer(signs, false, true);
}

enum mof_dialect
signs_class(struct signs *signs, const struct cim_class *cls)
{
	struct arena_mark mark = arena_mark(&signs->scratch);
	bool v3 = class_is_v3(signs, cls), loose = false;
	uint32_t element = CIM_SCOPE_CLASS;
	if (cim_qualifier_true(cls->qualifiers, "Association"))
		element |= CIM_SCOPE_ASSOCIATION;
	if (cim_qualifier_true(cls->qualifiers, "Indication"))
		element |= CIM_SCOPE_INDICATION;
	keep_sizes(signs, cls);
	if (!v3 && !is_loose(signs)) {
		loose = qualifiers_are_loose(signs, cls->qualifiers, element);
		for (uint32_t i = 0; i < cls->property_count && !loose; i++)
			loose = property_is_loose(signs, &cls->properties[i]);
		for (uint32_t i = 0; i < cls->method_count && !loose; i++)
			loose = method_is_loose(signs, &cls->methods[i]);
	}
	arena_rewind(&signs->scratch, mark);
	return answer(signs, loose, v3);
}

enum mof_dialect
signs_instance(struct signs *signs, const struct cim_instance *inst)
{
	struct arena_mark mark = arena_mark(&signs->scratch);
	/* What is dear to find out is asked only where it matters. */
	bool v3 = signs->said != MOF_DIALECT_AUTO && object_is_v3(inst, 0);
	bool loose = !is_loose(signs) && object_is_loose(signs, inst, 0);
	arena_rewind(&signs->scratch, mark);
	return answer(signs, loose, v3);
}
