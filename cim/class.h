/* class.h: qualifier types, qualifiers, properties, methods, classes, instances. */
#ifndef CIM_CLASS_H
#define CIM_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/descriptor.h"
#include "cim/name.h"
#include "cim/value.h"

/*
 * Flavors (DSP0004 5.5.4 and Microsoft's). Each is a bit in two sets: what
 * holds, and what was stated in so many words. Numbers stand in records.
 */
#define CIM_FLAVOR_OVERRIDE 0x01	/* EnableOverride; clear is DisableOverride */
#define CIM_FLAVOR_TOSUBCLASS 0x02	/* ToSubclass; clear is Restricted (NotToSubclass) */
#define CIM_FLAVOR_TOINSTANCE 0x04	/* ToInstance; clear is NotToInstance */
#define CIM_FLAVOR_TRANSLATABLE 0x08
#define CIM_FLAVOR_AMENDED 0x10
/* DSP0004's defaults */
#define CIM_FLAVOR_DEFAULT (CIM_FLAVOR_OVERRIDE | CIM_FLAVOR_TOSUBCLASS)

/* Scopes (DSP0004 5.5.2). Numbers stand in records. */
#define CIM_SCOPE_SCHEMA 0x0001
#define CIM_SCOPE_CLASS 0x0002
#define CIM_SCOPE_ASSOCIATION 0x0004
#define CIM_SCOPE_INDICATION 0x0008
#define CIM_SCOPE_QUALIFIER 0x0010
#define CIM_SCOPE_PROPERTY 0x0020
#define CIM_SCOPE_REFERENCE 0x0040
#define CIM_SCOPE_METHOD 0x0080
#define CIM_SCOPE_PARAMETER 0x0100
#define CIM_SCOPE_ANY 0x0200		/* "any" was written; stands for all of the others */
/* MOF 3's own; its "qualifiertype" is CIM_SCOPE_QUALIFIER */
#define CIM_SCOPE_STRUCTURE 0x0400
#define CIM_SCOPE_ENUMERATION 0x0800
#define CIM_SCOPE_ENUMERATIONVALUE 0x1000
#define CIM_SCOPE_LAST CIM_SCOPE_ENUMERATIONVALUE
#define CIM_SCOPE_ALL ((CIM_SCOPE_LAST << 1) - 1 - CIM_SCOPE_ANY)

struct cim_path;

struct cim_qualifier {
	struct cim_name name;
	struct cim_value value;	/* never CIM_TYPE_NONE once compiled */
	uint8_t flavors;	/* what holds here: the type's, or as stated on the use */
	/* what was written on the use (deprecated in DSP0004, usual in Microsoft's dialect) */
	uint8_t stated;
	bool propagated;	/* effective classes only: inherited, not written here */
	struct cim_place place;
};

struct cim_qualifiers {
	const struct cim_qualifier *list;
	uint32_t count;
};

struct cim_qualifier_type {
	struct cim_name name;
	uint8_t type;		/* enum cim_type */
	bool is_array;
	uint32_t array_size;	/* 0: not fixed */
	uint32_t scopes;	/* CIM_SCOPE_* */
	uint8_t flavors;	/* what holds: the defaults filled in */
	uint8_t stated;		/* what was written */
	struct cim_value value;	/* the default; CIM_TYPE_NONE when none was written */
	struct cim_name class_name;		/* of CIM_ENUMERATION */
	struct cim_qualifiers qualifiers;	/* MOF 3: on the declaration itself */
	bool has_policy;	/* MOF 3: its flavors were stated as a policy */
	struct cim_place place;
};

/* What property, parameter and method return type share. */
struct cim_element_type {
	uint8_t type;			/* enum cim_type */
	bool is_array;
	/* class_name is declared inside of the class, or inside of one above it (MOF 3) */
	bool is_local;
	uint32_t array_size;		/* 0: not fixed */
	/*
	 * of CIM_REFERENCE, CIM_OBJECT (a class or a structure) and CIM_ENUMERATION; empty: any
	 * class ("object")
	 */
	struct cim_name class_name;
};

struct cim_property {
	struct cim_name name;
	struct cim_element_type type;	/* CIM_REFERENCE makes it a reference */
	struct cim_value value;		/* the default; CIM_TYPE_NONE when none was written */
	struct cim_qualifiers qualifiers;
	struct cim_name origin;		/* effective classes only: the class that introduced it */
	/* effective classes only: the class this declaration is from */
	struct cim_name declared_in;
	/* effective classes only: declared_in is not the class itself */
	bool propagated;
	struct cim_place place;
};

struct cim_parameter {
	struct cim_name name;
	struct cim_element_type type;
	struct cim_value value;		/* Microsoft, MOF 3: default; CIM_TYPE_NONE when none */
	struct cim_qualifiers qualifiers;
	struct cim_place place;
};

struct cim_method {
	struct cim_name name;
	/* what it returns; CIM_VOID in Microsoft's dialect and MOF 3 */
	struct cim_element_type type;
	const struct cim_parameter *parameters;
	uint32_t parameter_count;
	struct cim_qualifiers qualifiers;
	struct cim_name origin, declared_in;	/* as of properties */
	bool propagated;
	struct cim_place place;
};

/* An element of an enumeration (MOF 3). */
struct cim_enum_element {
	struct cim_name name;
	struct cim_value value;		/* of the enumeration's type; of strings the name if not said */
	struct cim_qualifiers qualifiers;
	struct cim_place place;
};

struct cim_enumeration {
	struct cim_name name;
	struct cim_name base;		/* the enumeration it extends; empty: none */
	uint8_t type;			/* CIM_STRING, CIM_INTEGER or an integer of a size */
	bool base_is_local;		/* base is declared inside of the same class */
	struct cim_qualifiers qualifiers;
	/* what it declares itself, in the order of declaration */
	const struct cim_enum_element *elements;
	uint32_t element_count;
	struct cim_place place;		/* of the name */
};

struct cim_class;

/* A type declared inside of a class or structure: one of the two. */
struct cim_local {
	const struct cim_class *structure;
	const struct cim_enumeration *enumeration;
};

/* What a declaration begins with. Numbers stand in records. */
enum cim_class_kind { CIM_KIND_CLASS = 0, CIM_KIND_ASSOCIATION = 1, CIM_KIND_STRUCTURE = 2 };

/*
 * A class as declared (or, from cim_effective, with all it inherits; inherited features come
 * first). A structure is a class without keys and methods.
 */
struct cim_class {
	struct cim_name name;
	struct cim_name superclass;	/* empty: none */
	/*
	 * enum cim_class_kind. CIM_KIND_ASSOCIATION is MOF 3's: MOF 2 has a class with the
	 * qualifier Association.
	 */
	uint8_t kind;
	bool super_is_local;		/* of a structure inside of a class */
	const struct cim_local *locals;	/* types declared inside of it, in their order */
	uint32_t local_count;
	struct cim_qualifiers qualifiers;
	/* in the order of declaration, references among them */
	const struct cim_property *properties;
	uint32_t property_count;
	const struct cim_method *methods;
	uint32_t method_count;
	struct cim_place place;		/* of the name */
};

struct cim_instance_property {
	struct cim_name name;
	struct cim_value value;		/* CIM_TYPE_NONE: named without a value (Microsoft) */
	struct cim_qualifiers qualifiers;
	struct cim_place place;
};

/* An instance: only what it sets itself. Class defaults are not copied in. */
struct cim_instance {
	struct cim_name class_name;
	bool is_value;			/* "value of" (MOF 3): a value, never stored by itself */
	struct cim_qualifiers qualifiers;
	const struct cim_instance_property *properties;	/* in the order of declaration */
	uint32_t property_count;
	struct cim_place place;
};

/*
 * By name, without regard to case; NULL when there is none. A few comparisons of hashes: for hot
 * loops over wide classes make a cim_map.
 */
const struct cim_qualifier *cim_qualifier_find_name(struct cim_qualifiers quals,
    struct cim_name name);
/*
 * By a literal. One hash of it, made by the compiler, is cheaper than a look at the text of each
 * name, which is seldom in the cache.
 */
static inline __attribute__((always_inline)) const struct cim_qualifier *
cim_qualifier_find(struct cim_qualifiers quals, const char *ascii)
{
	return quals.count == 0 ? NULL : cim_qualifier_find_name(quals, cim_name_from(ascii));
}
const struct cim_property *cim_property_find(const struct cim_class *cls, struct cim_name name);
const struct cim_method *cim_method_find(const struct cim_class *cls, struct cim_name name);
const struct cim_local *cim_local_find(const struct cim_class *cls, struct cim_name name);
struct cim_name cim_local_name(const struct cim_local *local);
const struct cim_instance_property *cim_instance_property_find(const struct cim_instance *inst,
    struct cim_name name);

/* Whether a qualifier is a boolean that is true; NULL is not. */
static inline bool
cim_qualifier_is_true(const struct cim_qualifier *qual)
{
	return qual != NULL && qual->value.type == CIM_BOOLEAN && !qual->value.is_null &&
	    !qual->value.is_array && qual->value.as.boolean;
}

/* Whether a boolean qualifier of this name is there and true. */
static inline __attribute__((always_inline)) bool
cim_qualifier_true(struct cim_qualifiers quals, const char *ascii)
{
	return cim_qualifier_is_true(cim_qualifier_find(quals, ascii));
}

/* The text of a string qualifier; len 0 and ptr NULL when not there, null or no string. */
static inline __attribute__((always_inline)) struct cim_str
cim_qualifier_text(struct cim_qualifiers quals, const char *ascii)
{
	const struct cim_qualifier *qual = cim_qualifier_find(quals, ascii);
	if (qual == NULL || qual->value.type != CIM_STRING || qual->value.is_null ||
	    qual->value.is_array)
		return cim_str(NULL, 0);
	/* Empty text is there all the same. */
	return qual->value.as.string.ptr == NULL ? cim_str("", 0) : qual->value.as.string;
}

/*
 * "EnableOverride" etc. for one CIM_FLAVOR_ bit that is set or clear (NULL where no word says
 * it); "association" etc. for one CIM_SCOPE_ bit.
 */
const char *cim_flavor_to_string(uint8_t flavor, bool set);
const char *cim_scope_to_string(uint32_t scope);

/*
 * The same declaration, places and flavors' stated bits included and places excluded: would
 * print the same.
 */
bool cim_class_eq(const struct cim_class *a, const struct cim_class *b);
bool cim_qualifier_type_eq(const struct cim_qualifier_type *a, const struct cim_qualifier_type *b);
bool cim_enumeration_eq(const struct cim_enumeration *a, const struct cim_enumeration *b);
bool cim_instance_eq(const struct cim_instance *a, const struct cim_instance *b);

/* Deep copies into an arena; NULL when out of memory. */
const struct cim_class *cim_class_copy(struct arena *arena, const struct cim_class *from);
const struct cim_qualifier_type *cim_qualifier_type_copy(struct arena *arena,
    const struct cim_qualifier_type *from);
const struct cim_enumeration *cim_enumeration_copy(struct arena *arena,
    const struct cim_enumeration *from);
const struct cim_instance *cim_instance_copy(struct arena *arena, const struct cim_instance *from);

/*
 * A batch: what one compilation declares, in the order to store it: deletions, namespaces
 * and enumerations before structures and qualifier types, those before the classes,
 * superclasses before subclasses, instances after what they refer to by alias. What a deletion
 * takes of the declarations before it is not in the batch.
 */
enum cim_item_kind {
	CIM_ITEM_NAMESPACE,
	CIM_ITEM_QUALIFIER_TYPE,
	CIM_ITEM_CLASS,
	CIM_ITEM_INSTANCE,
	CIM_ITEM_DELETE_CLASS,		/* with its subclasses and the instances of all */
	/* of __Namespace: the namespace with all that is in it and below it */
	CIM_ITEM_DELETE_INSTANCE,
	CIM_ITEM_ENUMERATION,
	CIM_ITEM_STRUCTURE		/* as.cls */
};

/* What is said of a namespace's security, beside its name. */
struct cim_namespace_security {
	const struct cim_descriptor *sd;	/* normal (cim/rights.h); NULL: nothing */
	bool encryption_said, encryption;	/* RequiresEncryption */
	bool alone;		/* the namespace itself is not made by who says it */
};

struct cim_item {
	enum cim_item_kind kind;
	uint8_t mode;			/* CIM_MODE_* of a class or an instance */
	bool nofail;			/* of a deletion: what is not there is no failure */
	/* normal form; for CIM_ITEM_NAMESPACE the new one itself */
	struct cim_str ns;
	struct cim_place place;
	union {
		const struct cim_qualifier_type *qualifier_type;
		const struct cim_class *cls;
		const struct cim_instance *instance;
		struct cim_name deleted_class;
		const struct cim_path *deleted_path;	/* relative */
		const struct cim_enumeration *enumeration;
		const struct cim_namespace_security *security;	/* of a namespace; NULL: nothing said */
	} as;
};

struct cim_batch {
	struct cim_item *items;
	size_t count, cap;
	bool autorecover;		/* a pragma asked for it */
	/* of the pragma amendment: "ms_409", in lower case; len 0: there was none */
	struct cim_str amendment;
};

/*
 * How a class or an instance may change what is there (doc/mof-dialect.txt, 9): bits, with the
 * numbers of WMI's flags, so that those that compilers of Microsoft's write can be taken. 0 creates
 * it, or updates it in the compatible way; an instance knows the first two alone.
 */
#define CIM_MODE_UPDATE_ONLY 0x01	/* nothing is created */
#define CIM_MODE_CREATE_ONLY 0x02	/* nothing is changed */
#define CIM_MODE_SAFE 0x20		/* with subclasses that are not in conflict with it */
#define CIM_MODE_FORCE 0x40		/* what is in conflict leaves the subclasses */
/*
 * Adds the words of a text to a mode: createonly, updateonly, and of classes safeupdate (safe),
 * forceupdate (force) and compatible; in any case, with commas or blanks between. CIM_EINVAL: *bad
 * is a word that is none (or empty). CIM_ECONFLICT: it contradicts another.
 */
enum cim_err cim_mode_parse(
    struct cim_str text, bool instances, uint8_t *mode, struct cim_str *bad);
/* Whether bits go together. */
bool cim_mode_valid(uint32_t mode, bool instances);

#endif
