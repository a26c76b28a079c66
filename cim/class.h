/* class.h: qualifier types, qualifiers, properties, methods, classes, instances. */
#ifndef CIM_CLASS_H
#define CIM_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
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
#define CIM_SCOPE_ANY 0x0200		/* "any" was written; stands for all of the above */
#define CIM_SCOPE_LAST CIM_SCOPE_ANY

struct cim_path;

struct cim_qualifier_type {
	struct cim_name name;
	uint8_t type;		/* enum cim_type */
	bool is_array;
	uint32_t array_size;	/* 0: not fixed */
	uint32_t scopes;	/* CIM_SCOPE_* */
	uint8_t flavors;	/* what holds: the defaults filled in */
	uint8_t stated;		/* what was written */
	struct cim_value value;	/* the default; CIM_TYPE_NONE when none was written */
	struct cim_place place;
};

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

/* What property, parameter and method return type share. */
struct cim_element_type {
	uint8_t type;			/* enum cim_type */
	bool is_array;
	uint32_t array_size;		/* 0: not fixed */
	/* of CIM_REFERENCE and CIM_OBJECT; empty: any class ("object") */
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

/*
 * A class as declared (or, from cim_effective, with all it inherits; inherited features come
 * first).
 */
struct cim_class {
	struct cim_name name;
	struct cim_name superclass;	/* empty: none */
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
	struct cim_qualifiers qualifiers;
	const struct cim_instance_property *properties;	/* in the order of declaration */
	uint32_t property_count;
	struct cim_place place;
};

/*
 * By name, without regard to case; NULL when there is none. A few comparisons of hashes: for hot
 * loops over wide classes make a cim_map.
 */
const struct cim_qualifier *cim_qualifier_find(struct cim_qualifiers quals, const char *ascii);
const struct cim_qualifier *cim_qualifier_find_name(struct cim_qualifiers quals,
    struct cim_name name);
const struct cim_property *cim_property_find(const struct cim_class *cls, struct cim_name name);
const struct cim_method *cim_method_find(const struct cim_class *cls, struct cim_name name);
const struct cim_instance_property *cim_instance_property_find(const struct cim_instance *inst,
    struct cim_name name);

/* Whether a boolean qualifier of this name is there and true. */
bool cim_qualifier_true(struct cim_qualifiers quals, const char *ascii);

/* The text of a string qualifier; len 0 and ptr NULL when not there, null or no string. */
struct cim_str cim_qualifier_text(struct cim_qualifiers quals, const char *ascii);

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
bool cim_instance_eq(const struct cim_instance *a, const struct cim_instance *b);

/* Deep copies into an arena; NULL when out of memory. */
const struct cim_class *cim_class_copy(struct arena *arena, const struct cim_class *from);
const struct cim_qualifier_type *cim_qualifier_type_copy(struct arena *arena,
    const struct cim_qualifier_type *from);
const struct cim_instance *cim_instance_copy(struct arena *arena, const struct cim_instance *from);

/*
 * A batch: what one compilation declares, in the order to store it: deletions, namespaces
 * and qualifier types before the classes, superclasses before subclasses,
 * instances after what they refer to by alias. What a deletion takes of the declarations
 * before it is not in the batch.
 */
enum cim_item_kind {
	CIM_ITEM_NAMESPACE,
	CIM_ITEM_QUALIFIER_TYPE,
	CIM_ITEM_CLASS,
	CIM_ITEM_INSTANCE,
	CIM_ITEM_DELETE_CLASS,		/* with its subclasses and the instances of all */
	/* of __Namespace: the namespace with all that is in it and below it */
	CIM_ITEM_DELETE_INSTANCE
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
