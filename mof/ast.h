/*
 * ast.h: raw declarations exactly as written, each with its place; nothing looked
 * up, typed or checked.
 */
#ifndef MOF_AST_H
#define MOF_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/name.h"
#include "cim/value.h"

/*
 * A list that grows at its tail. Every node begins with a pointer to the next
 * one, so that a list is walked by its own type:
 *	for (const struct mof_qualifier *q = list.first; q != NULL; q = q->next)
 */
struct mof_list {
	void *first, *last;
	uint32_t count;
};

/* A name as spelled (a slice of the source) and where. len 0: there is none. */
struct mof_name {
	struct cim_name name;
	struct cim_place place;
};

/* A word in a list: a scope, a flavor. */
struct mof_word {
	struct mof_word *next;
	struct mof_name name;
};

/* One piece of a string: what stands between two quotes, escapes not yet decoded. */
struct mof_piece {
	struct mof_piece *next;
	const char *text;
	uint32_t len;
	uint32_t at;		/* the place of text[0], behind the quote */
};

enum mof_value_kind {
	/* text: sign, digits, 0x or b, as written and well-formed; empty: was none, and told */
	MOF_VALUE_INTEGER,
	MOF_VALUE_REAL,		/* text: as written and well-formed */
	MOF_VALUE_CHAR,		/* text: what stands between the apostrophes, not decoded */
	MOF_VALUE_STRING,	/* string: one or more pieces */
	MOF_VALUE_TRUE,
	MOF_VALUE_FALSE,
	MOF_VALUE_NULL,
	MOF_VALUE_ALIAS,	/* word: the alias without its '$' */
	MOF_VALUE_WORD,		/* word: a bare name, e.g. an enumeration value */
	MOF_VALUE_MEMBER,	/* member: Enum.Name (MOF 3) */
	MOF_VALUE_OBJECT,	/* object: instance of / value of */
	/* items: { ... }; list of struct mof_value, none of them an array */
	MOF_VALUE_ARRAY
};

struct mof_instance;
struct mof_decl;
struct mof_file;

struct mof_value {
	struct mof_value *next;
	enum mof_value_kind kind;
	bool escaped;			/* STRING, CHAR: there is a backslash somewhere */
	bool json;			/* STRING: JSON's, so are its escapes; also a char16 */
	struct cim_place place;		/* all of it, quotes and braces included */
	union {
		struct cim_str text;
		struct {
			struct mof_piece piece;		/* the first; piece.next the others */
			struct mof_piece *last;		/* NULL while there is one alone */
		} string;
		struct mof_name word;
		struct { struct mof_name *type, *name; } member;
		struct mof_instance *object;
		struct mof_list items;
	} as;
};

/* What JSON says in so many words of a value, and MOF leaves to who declares it. */
struct mof_said {
	struct mof_type *type;		/* NULL: not said */
	bool is_array;
	struct mof_list flavors;	/* of struct mof_word: those that hold; none: not said */
	bool stated;			/* the qualifier's own flavors are all that were stated */
};

/* [Name(value) : Flavor Flavor] */
struct mof_qualifier {
	struct mof_qualifier *next;
	struct mof_name name;
	struct mof_value *value;	/* NULL: none written; an array: Name{...} */
	struct mof_list flavors;	/* of struct mof_word */
	const struct mof_said *said;	/* JSON's; NULL: nothing */
	struct cim_place place;		/* from the name to the last flavor */
};

/* [] or [n], and where. */
struct mof_array {
	struct cim_str size;		/* the digits; len 0: no size */
	struct cim_place place;
};

/* The type of a property, parameter, method or qualifier type. */
struct mof_type {
	/*
	 * A primitive's; CIM_REFERENCE: "X ref"; CIM_OBJECT: "object" or the name
	 * of a class; CIM_VOID.
	 */
	enum cim_type type;
	/* as written: "uint32", "EX_Node" (also before ref), "object", "void" */
	struct mof_name name;
	struct cim_place place;	/* with the ref */
};

/* Also elements of an enumeration, and types declared inside a class. */
enum mof_member_kind { MOF_PROPERTY, MOF_METHOD, MOF_PARAMETER, MOF_ELEMENT, MOF_NESTED };

struct mof_member {
	struct mof_member *next;
	enum mof_member_kind kind;
	struct mof_list qualifiers;	/* of struct mof_qualifier */
	struct cim_place qualifiers_place;	/* [ ... ] or nowhere */
	struct mof_type *type;		/* NULL of MOF_ELEMENT and MOF_NESTED */
	struct mof_array *type_array;	/* "uint8[] Name": MOF 3's; NULL: none */
	struct mof_name name;
	struct mof_array *array;	/* "uint8 Name[]"; NULL: none */
	struct mof_value *value;	/* "= ..."; NULL: none */
	struct mof_list parameters;	/* MOF_METHOD: of struct mof_member */
	struct mof_decl *nested;	/* MOF_NESTED: a structure or enumeration */
	/* from the qualifiers to the ';' (a parameter: to its end) */
	struct cim_place place;
};

/* class, association or structure */
enum mof_class_kind { MOF_CLASS, MOF_ASSOCIATION, MOF_STRUCTURE };

struct mof_class {
	enum mof_class_kind kind;
	struct mof_list qualifiers;	/* of struct mof_qualifier */
	struct cim_place qualifiers_place;
	struct mof_name name;
	struct mof_name alias;		/* "as $A", without the '$'; len 0: none */
	struct mof_name superclass;	/* len 0: none */
	struct mof_list members;	/* of struct mof_member */
	bool damaged;			/* a member was lost to a syntax error, already reported */
};

/* enumeration X : uint16 { A = 1, B = 2 }; (MOF 3) */
struct mof_enumeration {
	struct mof_list qualifiers;
	struct cim_place qualifiers_place;
	struct mof_name name;
	struct mof_type *base;
	struct mof_list elements;	/* of struct mof_member, MOF_ELEMENT */
	struct cim_place trailing_comma;	/* or nowhere */
};

/* Scope(...), Flavor(...), Policy(...) of a qualifier type. */
enum mof_attr_kind { MOF_ATTR_SCOPE, MOF_ATTR_FLAVOR, MOF_ATTR_POLICY };

struct mof_attr {
	struct mof_attr *next;
	enum mof_attr_kind kind;
	struct mof_list words;		/* of struct mof_word */
	struct cim_place place;
};

/* Qualifier X : boolean = false, Scope(any), Flavor(...); Microsoft: Qualifier X : ToSubclass; */
struct mof_qualifier_type {
	struct mof_list qualifiers;	/* on the declaration itself (MOF 3) */
	struct cim_place qualifiers_place;
	struct mof_name name;
	/* NULL: Microsoft's form, flavors alone, in one MOF_ATTR_FLAVOR */
	struct mof_type *type;
	struct mof_array *array;
	struct mof_value *value;	/* NULL: none */
	struct mof_list attrs;		/* of struct mof_attr, as often as written */
	/* some of it was lost to a syntax error, already reported */
	bool damaged;
};

/* Name = value;  in an instance */
struct mof_slot {
	struct mof_slot *next;
	struct mof_list qualifiers;
	struct cim_place qualifiers_place;
	struct mof_name name;
	struct mof_value *value;	/* NULL: "Name;" */
	const struct mof_said *said;	/* JSON's; NULL: nothing */
	struct cim_place place;
};

/* instance of X as $A { ... };  value of X as $A { ... };  also as a value inside another */
struct mof_instance {
	bool is_value;			/* "value of" */
	struct mof_list qualifiers;	/* empty inside another */
	struct cim_place qualifiers_place;
	struct mof_name class_name;
	struct mof_name alias;		/* without the '$'; len 0: none */
	struct mof_list slots;		/* of struct mof_slot */
	struct mof_value *path;		/* JSON: where it says that the instance is; NULL: nowhere */
	struct cim_place place;		/* from "instance" to '}' */
	bool damaged;			/* a slot was lost to a syntax error, already reported */
};

/*
 * #pragma name(args), #include(args). An argument is a value of kind STRING,
 * WORD or a number. An include that could be read has the file's declarations
 * in `file`; what could not be read is already reported.
 */
struct mof_pragma {
	struct mof_name name;		/* "include" for #include as well */
	struct mof_list args;		/* of struct mof_value */
	bool has_parens;
	struct mof_file *file;
};

enum mof_decl_kind {
	MOF_DECL_PRAGMA,
	MOF_DECL_QUALIFIER_TYPE,
	MOF_DECL_CLASS,			/* class, association, structure */
	MOF_DECL_ENUMERATION,
	MOF_DECL_INSTANCE		/* instance of, value of */
};

struct mof_decl {
	struct mof_decl *next;
	enum mof_decl_kind kind;
	struct cim_place place;		/* from the qualifiers to the ';' */
	struct mof_value *ns;		/* the namespace of this one alone (JSON); NULL: none */
	union {
		struct mof_pragma *pragma;
		struct mof_qualifier_type *qualifier_type;
		struct mof_class *cls;
		struct mof_enumeration *enumeration;
		struct mof_instance *instance;
	} as;
};

/* A text that was passed over behind a mistake: what it names may be what it declared. */
struct mof_lost {
	struct mof_lost *next;
	struct cim_place place;
};

/*
 * What one file declares, in its order. Included files hang at their pragma, so
 * that a walk knows where a file begins and ends: the namespace of the
 * includer holds again behind the pragma.
 */
struct mof_file {
	struct mof_file *next;		/* the unit's list: files given, not files included */
	struct mof_source *source;
	struct mof_list decls;		/* of struct mof_decl */
	/* a whole declaration was lost to a syntax error, already reported */
	bool damaged;
	bool cut;			/* its rest was not read: nobody knows what is in it */
	struct mof_list lost;		/* of struct mof_lost; none, though damaged: as if cut */
};

/* The end of a list: adds a node whose first member is its next pointer. NULL adds nothing. */
static inline void
mof_list_add(struct mof_list *list, void *node)
{
	if (node == NULL)
		return;
	if (list->last == NULL)
		list->first = node;
	else
		*(void **)list->last = node;
	list->last = node;
	list->count++;
}

/*
 * The constructors, one for each action of the grammar. What they make lies in
 * the arena and points into the source. Without memory they answer NULL and
 * no_memory sticks; the tree is then good for nothing.
 */
struct mof_ast {
	struct arena *arena;
	bool no_memory;
};

struct mof_token;

struct mof_file *mof_ast_file(struct mof_ast *ast, struct mof_source *source);
struct mof_name mof_ast_name(const struct mof_token *token, struct cim_place place);
struct mof_word *mof_ast_word(struct mof_ast *ast, struct mof_name name);
struct mof_value *mof_ast_literal(struct mof_ast *ast, struct cim_place place,
    enum mof_value_kind kind, const struct mof_token *token);
struct mof_value *mof_ast_string(struct mof_ast *ast, struct cim_place place,
    const struct mof_token *token);
struct mof_value *mof_ast_piece(struct mof_ast *ast, struct cim_place whole,
    struct mof_value *string, struct cim_place place, const struct mof_token *token);
struct mof_value *mof_ast_bare(struct mof_ast *ast, struct cim_place place,
    enum mof_value_kind kind, struct mof_name word);
struct mof_value *mof_ast_element(struct mof_ast *ast, struct cim_place place,
    struct mof_name type, struct mof_name name);
struct mof_value *mof_ast_object(struct mof_ast *ast, struct cim_place place,
    struct mof_instance *object);
struct mof_value *mof_ast_list(struct mof_ast *ast, struct cim_place place, struct mof_list items);
struct mof_qualifier *mof_ast_qualifier(struct mof_ast *ast, struct cim_place place,
    struct mof_name name, struct mof_value *value, struct mof_list flavors);
struct mof_type *mof_ast_type(struct mof_ast *ast, struct cim_place place, int type,
    struct mof_name name);
struct mof_array *mof_ast_array(struct mof_ast *ast, struct cim_place place,
    const struct mof_token *size);

/* A member begins as type and name; what follows tells what it is. */
struct mof_member *mof_ast_member(struct mof_ast *ast, struct mof_type *type,
    struct mof_array *type_array, struct mof_name name);
struct mof_member *mof_ast_finish(struct mof_member *member, struct cim_place place,
    enum mof_member_kind kind, struct mof_list qualifiers, struct cim_place qualifiers_place,
    struct mof_array *array, struct mof_value *value);
struct mof_member *mof_ast_finish_method(struct mof_member *member, struct cim_place place,
    struct mof_list qualifiers, struct cim_place qualifiers_place, struct mof_list parameters);
struct mof_member *mof_ast_enum_element(struct mof_ast *ast, struct cim_place place,
    struct mof_list qualifiers, struct cim_place qualifiers_place, struct mof_name name,
    struct mof_value *value);
struct mof_member *mof_ast_nested(struct mof_ast *ast, struct cim_place place,
    struct mof_decl *decl);

struct mof_slot *mof_ast_slot(struct mof_ast *ast, struct cim_place place,
    struct mof_list qualifiers, struct cim_place qualifiers_place, struct mof_name name,
    struct mof_value *value);
struct mof_attr *mof_ast_attr(struct mof_ast *ast, struct cim_place place, enum mof_attr_kind kind,
    struct mof_list words);

/* Declarations; the qualifiers in front of them come last. */
struct mof_decl *mof_ast_class(struct mof_ast *ast, struct cim_place place,
    enum mof_class_kind kind, struct mof_name name, struct mof_name alias,
    struct mof_name superclass, struct mof_list members, bool damaged);
struct mof_decl *mof_ast_enumeration(struct mof_ast *ast, struct cim_place place,
    struct mof_name name, struct mof_type *base, struct mof_list elements,
    struct cim_place trailing_comma);
struct mof_decl *mof_ast_qualifier_type(struct mof_ast *ast, struct cim_place place,
    struct mof_name name, struct mof_type *type, struct mof_array *array, struct mof_value *value,
    struct mof_list attrs, bool damaged);
struct mof_decl *mof_ast_qualifier_flavors(struct mof_ast *ast, struct cim_place place,
    struct mof_name name, struct mof_list words, struct cim_place words_place);
struct mof_instance *mof_ast_instance(struct mof_ast *ast, struct cim_place place, bool is_value,
    struct mof_name class_name, struct mof_name alias, struct mof_list slots, bool damaged);
struct mof_decl *mof_ast_instance_decl(struct mof_ast *ast, struct cim_place place,
    struct mof_instance *instance);
struct mof_decl *mof_ast_pragma(struct mof_ast *ast, struct cim_place place, struct mof_name name,
    struct mof_list args, bool has_parens);
struct mof_decl *mof_ast_qualify_decl(struct mof_decl *decl, struct cim_place place,
    struct mof_list qualifiers, struct cim_place qualifiers_place);

#endif
