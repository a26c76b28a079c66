/* ast.c: raw declarations exactly as written: constructors only. */
#include "config.h"

#include "mof/ast.h"

#include "mof/scan.h"

/* A zeroed node, or NULL and it sticks. */
static void *
node(struct mof_ast *ast, size_t size)
{
	void *p = arena_calloc(ast->arena, 1, size);
	if (p == NULL)
		ast->no_memory = true;
	return p;
}

#define NEW(ast, type) ((type *)node((ast), sizeof(type)))

/* The place of a list of qualifiers; an empty one is nowhere. */
static struct cim_place
place_of_list(struct mof_list list, struct cim_place place)
{
	return list.count > 0 ? place : (struct cim_place){ 0, 0 };
}

struct mof_file *
mof_ast_file(struct mof_ast *ast, struct mof_source *source)
{
	struct mof_file *file = NEW(ast, struct mof_file);
	if (file != NULL)
		file->source = source;
	return file;
}

struct mof_name
mof_ast_name(const struct mof_token *token, struct cim_place place)
{
	return (struct mof_name){ cim_name(token->text, token->len), place };
}

struct mof_word *
mof_ast_word(struct mof_ast *ast, struct mof_name name)
{
	struct mof_word *word = NEW(ast, struct mof_word);
	if (word != NULL)
		word->name = name;
	return word;
}

/* --- Values --- */

static struct mof_value *
value_new(struct mof_ast *ast, struct cim_place place, enum mof_value_kind kind)
{
	struct mof_value *value = NEW(ast, struct mof_value);
	if (value != NULL) {
		value->kind = kind;
		value->place = place;
	}
	return value;
}

struct mof_value *
mof_ast_literal(struct mof_ast *ast, struct cim_place place, enum mof_value_kind kind,
    const struct mof_token *token)
{
	struct mof_value *value = value_new(ast, place, kind);
	if (value != NULL) {
		value->escaped = token->escaped;
		value->as.text = cim_str(token->text, token->len);
	}
	return value;
}

static void
piece_set(struct mof_piece *piece, struct cim_place place, const struct mof_token *token)
{
	piece->text = token->text;
	piece->len = token->len;
	piece->at = place.at + 1;
}

struct mof_value *
mof_ast_string(struct mof_ast *ast, struct cim_place place, const struct mof_token *token)
{
	struct mof_value *value = value_new(ast, place, MOF_VALUE_STRING);
	if (value != NULL) {
		value->escaped = token->escaped;
		piece_set(&value->as.string.piece, place, token);
	}
	return value;
}

struct mof_value *
mof_ast_piece(struct mof_ast *ast, struct cim_place whole, struct mof_value *string,
    struct cim_place place, const struct mof_token *token)
{
	struct mof_piece *piece = NEW(ast, struct mof_piece);
	if (piece == NULL || string == NULL)
		return string;
	piece_set(piece, place, token);
	if (string->as.string.last == NULL)
		string->as.string.piece.next = piece;
	else
		string->as.string.last->next = piece;
	string->as.string.last = piece;
	string->escaped = string->escaped || token->escaped;
	string->place = whole;
	return string;
}

struct mof_value *
mof_ast_bare(struct mof_ast *ast, struct cim_place place, enum mof_value_kind kind,
    struct mof_name word)
{
	struct mof_value *value = value_new(ast, place, kind);
	if (value != NULL)
		value->as.word = word;
	return value;
}

struct mof_value *
mof_ast_element(struct mof_ast *ast, struct cim_place place, struct mof_name type,
    struct mof_name name)
{
	struct mof_value *value = value_new(ast, place, MOF_VALUE_MEMBER);
	struct mof_name *both = node(ast, 2 * sizeof(*both));
	if (value == NULL || both == NULL)
		return NULL;
	both[0] = type;
	both[1] = name;
	value->as.member.type = &both[0];
	value->as.member.name = &both[1];
	return value;
}

struct mof_value *
mof_ast_object(struct mof_ast *ast, struct cim_place place, struct mof_instance *object)
{
	struct mof_value *value = value_new(ast, place, MOF_VALUE_OBJECT);
	if (value != NULL)
		value->as.object = object;
	return value;
}

struct mof_value *
mof_ast_list(struct mof_ast *ast, struct cim_place place, struct mof_list items)
{
	struct mof_value *value = value_new(ast, place, MOF_VALUE_ARRAY);
	if (value != NULL)
		value->as.items = items;
	return value;
}

/* --- Parts of declarations --- */

struct mof_qualifier *
mof_ast_qualifier(struct mof_ast *ast, struct cim_place place, struct mof_name name,
    struct mof_value *value, struct mof_list flavors)
{
	struct mof_qualifier *qualifier = NEW(ast, struct mof_qualifier);
	if (qualifier != NULL) {
		qualifier->name = name;
		qualifier->value = value;
		qualifier->flavors = flavors;
		qualifier->place = place;
	}
	return qualifier;
}

struct mof_type *
mof_ast_type(struct mof_ast *ast, struct cim_place place, int type, struct mof_name name)
{
	struct mof_type *made = NEW(ast, struct mof_type);
	if (made != NULL) {
		made->type = (enum cim_type)type;
		made->name = name;
		made->place = place;
	}
	return made;
}

struct mof_array *
mof_ast_array(struct mof_ast *ast, struct cim_place place, const struct mof_token *size)
{
	struct mof_array *array = NEW(ast, struct mof_array);
	if (array != NULL) {
		array->size = size == NULL ? cim_str("", 0) : cim_str(size->text, size->len);
		array->place = place;
	}
	return array;
}

struct mof_member *
mof_ast_member(struct mof_ast *ast, struct mof_type *type, struct mof_array *type_array,
    struct mof_name name)
{
	struct mof_member *member = NEW(ast, struct mof_member);
	if (member != NULL) {
		member->type = type;
		member->type_array = type_array;
		member->name = name;
	}
	return member;
}

struct mof_member *
mof_ast_finish(struct mof_member *member, struct cim_place place, enum mof_member_kind kind,
    struct mof_list qualifiers, struct cim_place qualifiers_place, struct mof_array *array,
    struct mof_value *value)
{
	if (member != NULL) {
		member->kind = kind;
		member->qualifiers = qualifiers;
		member->qualifiers_place = place_of_list(qualifiers, qualifiers_place);
		member->array = array;
		member->value = value;
		member->place = place;
	}
	return member;
}

struct mof_member *
mof_ast_finish_method(struct mof_member *member, struct cim_place place,
    struct mof_list qualifiers, struct cim_place qualifiers_place, struct mof_list parameters)
{
	if (member != NULL)
		member->parameters = parameters;
	return mof_ast_finish(member, place, MOF_METHOD, qualifiers, qualifiers_place, NULL, NULL);
}

struct mof_member *
mof_ast_enum_element(struct mof_ast *ast, struct cim_place place, struct mof_list qualifiers,
    struct cim_place qualifiers_place, struct mof_name name, struct mof_value *value)
{
	return mof_ast_finish(mof_ast_member(ast, NULL, NULL, name), place, MOF_ELEMENT,
	    qualifiers, qualifiers_place, NULL, value);
}

struct mof_member *
mof_ast_nested(struct mof_ast *ast, struct cim_place place, struct mof_decl *decl)
{
	struct mof_member *member = NEW(ast, struct mof_member);
	if (member == NULL || decl == NULL)
		return NULL;
	member->kind = MOF_NESTED;
	member->nested = decl;
	member->name = decl->kind == MOF_DECL_CLASS ? decl->as.cls->name :
	    decl->as.enumeration->name;
	member->place = place;
	return member;
}

struct mof_slot *
mof_ast_slot(struct mof_ast *ast, struct cim_place place, struct mof_list qualifiers,
    struct cim_place qualifiers_place, struct mof_name name, struct mof_value *value)
{
	struct mof_slot *slot = NEW(ast, struct mof_slot);
	if (slot != NULL) {
		slot->qualifiers = qualifiers;
		slot->qualifiers_place = place_of_list(qualifiers, qualifiers_place);
		slot->name = name;
		slot->value = value;
		slot->place = place;
	}
	return slot;
}

struct mof_attr *
mof_ast_attr(struct mof_ast *ast, struct cim_place place, enum mof_attr_kind kind,
    struct mof_list words)
{
	struct mof_attr *attr = NEW(ast, struct mof_attr);
	if (attr != NULL) {
		attr->kind = kind;
		attr->words = words;
		attr->place = place;
	}
	return attr;
}

/* --- Declarations --- */

/* A declaration of one kind; NULL when it or what it holds could not be had. */
static struct mof_decl *
decl_new(struct mof_ast *ast, struct cim_place place, enum mof_decl_kind kind, void *holds)
{
	struct mof_decl *decl = NEW(ast, struct mof_decl);
	if (decl == NULL || holds == NULL)
		return NULL;
	decl->kind = kind;
	decl->place = place;
	switch (kind) {
	case MOF_DECL_PRAGMA:
		decl->as.pragma = holds;
		break;
	case MOF_DECL_QUALIFIER_TYPE:
		decl->as.qualifier_type = holds;
		break;
	case MOF_DECL_CLASS:
		decl->as.cls = holds;
		break;
	case MOF_DECL_ENUMERATION:
		decl->as.enumeration = holds;
		break;
	case MOF_DECL_INSTANCE:
		decl->as.instance = holds;
		break;
	}
	return decl;
}

struct mof_decl *
mof_ast_class(struct mof_ast *ast, struct cim_place place, enum mof_class_kind kind,
    struct mof_name name, struct mof_name alias, struct mof_name superclass,
    struct mof_list members, bool damaged)
{
	struct mof_class *cls = NEW(ast, struct mof_class);
	if (cls != NULL) {
		cls->kind = kind;
		cls->name = name;
		cls->alias = alias;
		cls->superclass = superclass;
		cls->members = members;
		cls->damaged = damaged;
	}
	return decl_new(ast, place, MOF_DECL_CLASS, cls);
}

struct mof_decl *
mof_ast_enumeration(struct mof_ast *ast, struct cim_place place, struct mof_name name,
    struct mof_type *base, struct mof_list elements, struct cim_place trailing_comma)
{
	struct mof_enumeration *enumeration = NEW(ast, struct mof_enumeration);
	if (enumeration != NULL) {
		enumeration->name = name;
		enumeration->base = base;
		enumeration->elements = elements;
		if (trailing_comma.len > 0)
			enumeration->trailing_comma = trailing_comma;
	}
	return decl_new(ast, place, MOF_DECL_ENUMERATION, enumeration);
}

struct mof_decl *
mof_ast_qualifier_type(struct mof_ast *ast, struct cim_place place, struct mof_name name,
    struct mof_type *type, struct mof_array *array, struct mof_value *value, struct mof_list attrs,
    bool damaged)
{
	struct mof_qualifier_type *qualifier_type = NEW(ast, struct mof_qualifier_type);
	if (qualifier_type != NULL) {
		qualifier_type->name = name;
		qualifier_type->type = type;
		qualifier_type->array = array;
		qualifier_type->value = value;
		qualifier_type->attrs = attrs;
		qualifier_type->damaged = damaged;
	}
	return decl_new(ast, place, MOF_DECL_QUALIFIER_TYPE, qualifier_type);
}

struct mof_decl *
mof_ast_qualifier_flavors(struct mof_ast *ast, struct cim_place place, struct mof_name name,
    struct mof_list words, struct cim_place words_place)
{
	struct mof_list attrs = { .count = 0 };
	mof_list_add(&attrs, mof_ast_attr(ast, words_place, MOF_ATTR_FLAVOR, words));
	return mof_ast_qualifier_type(ast, place, name, NULL, NULL, NULL, attrs, false);
}

struct mof_instance *
mof_ast_instance(struct mof_ast *ast, struct cim_place place, bool is_value,
    struct mof_name class_name, struct mof_name alias, struct mof_list slots, bool damaged)
{
	struct mof_instance *instance = NEW(ast, struct mof_instance);
	if (instance != NULL) {
		instance->is_value = is_value;
		instance->class_name = class_name;
		instance->alias = alias;
		instance->slots = slots;
		instance->place = place;
		instance->damaged = damaged;
	}
	return instance;
}

struct mof_decl *
mof_ast_instance_decl(struct mof_ast *ast, struct cim_place place, struct mof_instance *instance)
{
	return decl_new(ast, place, MOF_DECL_INSTANCE, instance);
}

struct mof_decl *
mof_ast_pragma(struct mof_ast *ast, struct cim_place place, struct mof_name name,
    struct mof_list args, bool has_parens)
{
	struct mof_pragma *pragma = NEW(ast, struct mof_pragma);
	if (pragma != NULL) {
		pragma->name = name;
		pragma->args = args;
		pragma->has_parens = has_parens;
	}
	return decl_new(ast, place, MOF_DECL_PRAGMA, pragma);
}

struct mof_decl *
mof_ast_qualify_decl(struct mof_decl *decl, struct cim_place place, struct mof_list qualifiers,
    struct cim_place qualifiers_place)
{
	if (decl == NULL)
		return NULL;
	decl->place = place;
	qualifiers_place = place_of_list(qualifiers, qualifiers_place);
	switch (decl->kind) {
	case MOF_DECL_PRAGMA:
		break;
	case MOF_DECL_QUALIFIER_TYPE:
		decl->as.qualifier_type->qualifiers = qualifiers;
		decl->as.qualifier_type->qualifiers_place = qualifiers_place;
		break;
	case MOF_DECL_CLASS:
		decl->as.cls->qualifiers = qualifiers;
		decl->as.cls->qualifiers_place = qualifiers_place;
		break;
	case MOF_DECL_ENUMERATION:
		decl->as.enumeration->qualifiers = qualifiers;
		decl->as.enumeration->qualifiers_place = qualifiers_place;
		break;
	case MOF_DECL_INSTANCE:
		decl->as.instance->qualifiers = qualifiers;
		decl->as.instance->qualifiers_place = qualifiers_place;
		break;
	}
	return decl;
}
