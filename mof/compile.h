/* compile.h: what the rooms of the compiler share: who is known by name, and what of it. */
#ifndef MOF_COMPILE_H
#define MOF_COMPILE_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/class.h"
#include "cim/limits.h"
#include "cim/path.h"
#include "cim/scope.h"
#include "mof/ast.h"
#include "mof/check.h"
#include "mof/diag.h"
#include "mof/parse.h"

/* A namespace that the unit speaks of. */
struct mof_ns {
	struct mof_ns *next;
	struct cim_str name;		/* normal form */
	struct cim_place place;		/* where it was first named; nowhere: the default */
	bool known;			/* is in the scope, or is made by this unit */
	bool stored;			/* is in the scope */
	bool made;			/* by an instance of __Namespace */
	bool listed;			/* is in the batch, or needs not be */
	bool failed;			/* reported: what cannot be found in it stays silent */
	struct cim_namespace_security *security;	/* what is said of it, or NULL */
	const struct mof_deletion *wiped;	/* the last deletion of all of it, or NULL */
	uint32_t made_order;		/* when it was made */
	struct cim_map deleted;		/* of struct mof_deletion, the last one of each class */
	struct cim_map fates;		/* delete.c's: what becomes of classes of the scope */
	struct cim_map types;		/* of struct mof_qtype */
	struct cim_map classes;		/* of struct mof_cls */
};

/* #pragma deleteclass, deleteinstance: takes what stands before it. */
struct mof_deletion {
	struct mof_deletion *next;
	struct mof_ns *ns;
	struct cim_name class_name;	/* len 0: of an instance */
	struct cim_path path;		/* relative */
	struct mof_ns *target;		/* of an instance of __Namespace: what goes with it */
	struct cim_place place;		/* of its argument */
	uint32_t order;
	bool nofail;			/* said so, or the unit itself had it */
};

/* A qualifier type under its name. */
struct mof_qtype {
	struct mof_qtype *next;		/* those of the batch, in order */
	struct mof_ns *ns;
	const struct mof_qualifier_type *raw;	/* NULL: from the scope or the prelude */
	const struct cim_qualifier_type *type;	/* NULL: missing, or failed (then raw is there) */
	struct cim_place place, whole;	/* of the name, and of the declaration */
};

/* A property or method of a class, and what it stands on. */
struct mof_feature {
	struct cim_name name;
	const struct cim_property *property;	/* one of the two */
	const struct cim_method *method;
	struct mof_cls *cls;
	struct mof_feature *base;	/* the inherited one of this name, or NULL */
	bool is_key;			/* stated or inherited */
	bool bounds_known;
	struct mof_bounds *bounds;	/* what qualifiers ask of its values: bounds.c's */
	struct cim_map parameters;	/* by name, when there are many and one was asked for */
};

/* A class under its name: of the unit, of the scope, or known to be missing. */
struct mof_cls {
	struct mof_cls *next;		/* those of the unit, in order of declaration */
	struct mof_ns *ns;
	struct cim_name name;
	struct cim_place place;		/* of the name in its declaration, or of its first use */
	const struct mof_class *raw;	/* NULL: from the scope, or missing */
	const struct mof_decl *decl;
	const struct cim_class *cls;	/* NULL: not compiled yet, failed or missing */
	const struct mof_enumeration *raw_enum;		/* of an enumeration of the unit */
	const struct cim_enumeration *enumeration;	/* of an enumeration, in place of cls */
	struct cim_map elements, values;	/* of its elements; types.c's */
	struct mof_cls *owner;		/* it is declared inside of that one */
	struct mof_cls *first_local, *last_local, *next_local;	/* those declared inside of it */
	struct cim_map locals;		/* the same by name */
	struct mof_cls *held_by;	/* types.c: on the stack, */
	uint32_t held_at, held_state;	/* and how far the walk is */
	bool locals_known, elements_known;
	struct mof_cls *super;		/* NULL: none, or missing */
	struct mof_cls *below;		/* the next in the order of the batch */
	struct mof_feature *features;	/* properties, then methods */
	uint32_t feature_count;
	struct cim_map map;		/* the same by name, when there are many */
	uint32_t state;			/* MOF_NEW, MOF_OPEN, MOF_DONE */
	uint32_t depth;			/* superclasses above it */
	uint32_t reference_count;	/* with the inherited ones */
	bool missing;			/* nobody knows it */
	bool searched;			/* CLASS.mof was looked for */
	bool builtin_searched;		/* so was what Microsoft has built in */
	bool from_scope;
	bool failed;			/* has no usable declaration: silent */
	bool incomplete;		/* lost a part to an error, here or above: miss nothing */
	bool is_association, is_indication, is_abstract, has_keys;
	bool no_key_reported;
	bool dynamic_known;		/* whether it is dynamic was asked, when an instance came */
	struct mof_unchecked *unchecked;	/* unchecked.c's, while it looks at the unit */
	enum mof_dialect dialect;	/* that it is declared in; never AUTO in the unit */
	uint8_t mode;			/* CIM_MODE_*: how it may change what is stored */
	uint32_t order;			/* among classes, instances and deletions of the unit */
	struct mof_cls *earlier;	/* a declaration of the name before a deletion, or NULL */
	struct mof_cls *skip;		/* one much earlier, so that many are passed over at once */
	uint32_t before;		/* how many are earlier */
	const struct mof_deletion *fate;	/* delete.c's, with its state */
	uint32_t fate_state;
	bool taken;			/* by a deletion: it is in no list */
	const struct cim_class *effective;	/* made when first asked for */
	const struct cim_class *identity;	/* the same */
	struct cim_name *keys;		/* the same */
	uint32_t key_count;
	bool keys_known;
	bool required_known;
	uint8_t traits;			/* qualified.h; 0: not asked for yet */
	struct mof_feature **required;	/* what its instances set; made when first asked for */
	uint32_t required_count;
};

enum { MOF_NEW, MOF_OPEN, MOF_DONE };

/* An instance of the unit. */
struct mof_inst {
	struct mof_inst *next;
	struct mof_ns *ns;
	const struct mof_instance *raw;
	const struct mof_decl *decl;
	struct mof_cls *cls;
	struct cim_instance *instance;	/* NULL: failed, or not compiled yet */
	struct cim_path path;
	struct cim_str path_text;	/* ptr NULL: none, or not yet */
	struct mof_alias_use *uses;	/* the instances it refers to by alias */
	struct mof_slots *slots;	/* while it is compiled */
	uint32_t key_state;		/* of the values of its keys, and of the path */
	uint32_t state;			/* of all its values */
	uint32_t order_state;
	bool begun, failed;
	bool in_slot;			/* its alias stands in another; unchecked.c */
	bool is_value;			/* some other holds it as a value */
	uint32_t height;		/* of the values in values that it is, once it is whole */
	uint32_t weight;		/* instances in it, itself among them */
	bool stored;			/* it goes to the batch */
	enum mof_dialect dialect;	/* that it is written in; never AUTO */
	uint8_t mode;			/* as of a class */
	uint32_t order;
	bool left_out;			/* of a system class that is not here: told */
	struct mof_inst *wait;		/* below it on the stack of mof_order_instances */
	struct mof_alias_use *at;
};

struct mof_alias_use {
	struct mof_alias_use *next;
	struct mof_inst *target;
};

/* $A names an instance or a class. */
struct mof_alias {
	struct mof_inst *inst;
	struct mof_cls *cls;		/* or this; both NULL: its declaration failed */
	struct cim_place place;
};

/* Qualifier X : flavors; holds for later uses in its file. */
struct mof_flavor_default {
	struct mof_flavor_default *next;
	uint32_t from, to;		/* places */
	uint8_t flavors, stated;
};

struct mof_compiler {
	struct mof_unit *unit;
	struct arena *arena;
	struct mof_diags *diags;
	const struct cim_scope *scope;
	enum cim_err err;		/* sticky: memory, or a failure of the scope */
	struct cim_batch *batch;

	struct cim_map namespaces;	/* of struct mof_ns, by path */
	struct mof_list ns_list, type_list, class_list, instance_list;
	/* Classes that came through, superclasses first. */
	struct mof_cls *ordered_first, *ordered_last;
	struct mof_list prelude_list;	/* of struct mof_qtype: taken from the prelude */
	struct mof_ns *default_ns;
	struct mof_ns lost_ns;		/* holds after a namespace pragma that could not be read */
	struct cim_map aliases;		/* of struct mof_alias */
	struct cim_map flavor_defaults;	/* of struct mof_flavor_default */
	struct cim_map pragmas;		/* unknown ones that were told */
	struct cim_map locals;		/* of struct mof_cls: types inside of some class */
	bool told[MOF_CHECK_COUNT];	/* by mof_check_once */
	struct cim_map loose;		/* qualifiers without a type that were told */
	enum mof_dialect dialect;	/* of what is being compiled; AUTO: of nothing yet */
	uint8_t class_mode, instance_mode;	/* what holds for what is being collected */
	uint32_t order;			/* of the newest class, instance or deletion */
	struct mof_list deletions, gone_list;	/* of struct mof_deletion; of classes taken */
	struct cim_place amendment_place;
	bool amendment_twice;
	unsigned depth;			/* of embedded values, and of paths in paths */
	uint32_t height, weight;	/* so far, of the instance that is being made whole */
	uint32_t copies;		/* instances that aliases have put into others */
	unsigned embedded;		/* strings of MOF that are open: no aliases there */
	unsigned hints;			/* "did you mean" costs: only so many */
	const char *hint;		/* what the last of them would put in its place, or "" */
	bool has_builtins;		/* some source is the text of a class that is built in */
	bool damaged;			/* declarations were lost: what is missing may be one */
	struct mof_list lost;		/* of struct mof_lost: or only what these texts name */
	struct cim_map lost_names;	/* those names; made when first asked for */
	bool flavor_told;		/* W-FLAVOR-USE is told once */
	/* The last diagnostic before the qualifier types; where errors are up to it, in order. */
	const struct mof_diag *before_types;
	uint32_t *told_at;		/* NULL: not asked for yet */
	size_t told_count;
	struct mof_check_plan plan;
	const struct mof_known_names *known;	/* qualified.c's */
};

/* Whether what is being compiled is in one of Microsoft's dialects. */
static inline bool
mof_microsoft(const struct mof_compiler *c)
{
	return c->dialect == MOF_DIALECT_WMI || c->dialect == MOF_DIALECT_DSC;
}

/* Notes the first failure; false when there is one. */
bool mof_compile_ok(struct mof_compiler *c, enum cim_err err);
/* arena_calloc with the failure noted. */
void *mof_compile_alloc(struct mof_compiler *c, size_t count, size_t size);
#define mof_compile_new(c, type) ((type *)mof_compile_alloc((c), 1, sizeof(type)))

/* --- collect.c: what is declared --- */

/* What the files declare, from the files given and from those found later. */
void mof_collect_file(struct mof_compiler *c, const struct mof_file *file, struct mof_ns *ns);
/* Tells the namespaces that nobody makes. */
void mof_report_namespaces(struct mof_compiler *c);
/* Tells that a class is declared twice. */
void mof_tell_twice(struct mof_compiler *c, const struct mof_cls *first, struct cim_name name,
    struct cim_place place, const struct mof_decl *second);

/* --- pragma.c --- */

/* What a pragma does (all but include); the namespace that holds behind it. */
struct mof_ns *mof_pragma(
    struct mof_compiler *c, const struct mof_pragma *pragma, struct mof_ns *ns);
/* Tells a pragma amendment that nobody acts on. */
void mof_report_amendment(struct mof_compiler *c);
/* A namespace's path in normal form; false: told. */
bool mof_namespace_path(
    struct mof_compiler *c, struct cim_str text, struct cim_place place, struct cim_str *out);

/* --- delete.c --- */

void mof_delete_class(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name, bool nofail,
    struct cim_place place);
void mof_delete_instance(struct mof_compiler *c, struct mof_ns *ns, const struct cim_path *path,
    bool nofail, struct cim_place place);
/* Takes the declarations out that a deletion behind them is about, once all are collected. */
void mof_take_deleted(struct mof_compiler *c);
/* The same for instances that are deleted by their paths, once these are known. */
void mof_take_instances(struct mof_compiler *c);
/* Whether a class that the scope knows is deleted, by itself or with one above it. */
bool mof_scope_deleted(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name);

/* --- secure.c: the security of namespaces --- */

/* What the qualifiers of an instance say of a namespace. */
void mof_secure(struct mof_compiler *c, const struct mof_instance *raw, struct mof_ns *ns);
/* Whether it is an instance of __SystemSecurity that says something of its namespace: then it is done. */
bool mof_is_secure(struct mof_compiler *c, const struct mof_instance *raw, struct mof_ns *ns);

/* --- resolve.c: who is known --- */

/* The namespace of a normal path, made when it is new. NULL without memory. */
struct mof_ns *mof_ns_get(struct mof_compiler *c, struct cim_str name, struct cim_place place);
/* Reads CLASS.mof for every class that is used and not known, until nothing new comes. */
void mof_find_files(struct mof_compiler *c);
/* The same in files of Microsoft's, for what they have built in, when the dialects are decided. */
void mof_find_builtins(struct mof_compiler *c);
/* The class of a name, never NULL but without memory: ask ->missing and ->failed. */
struct mof_cls *mof_class_get(
    struct mof_compiler *c, struct mof_ns *ns, struct cim_name name, struct cim_place use);
/* The qualifier type of a name; NULL: there is none, or it failed (*failed). */
const struct cim_qualifier_type *mof_qualifier_type_get(struct mof_compiler *c, struct mof_ns *ns,
    struct cim_name name, bool *failed);
/* Whether what has a name may have been declared where a mistake made text go by. */
bool mof_may_be_lost(struct mof_compiler *c, struct cim_name name);
/* Whether a missing name is worth a message: not where what is missing may be what was lost. */
bool mof_may_miss(struct mof_compiler *c, const struct mof_ns *ns, const struct mof_cls *cls);
/* --- hint.c: "; did you mean 'X'?", or "" --- */

/* Of a missing superclass the class itself is no answer. */
const char *mof_hint_class(struct mof_compiler *c, const struct mof_ns *ns, struct cim_name name);
const char *mof_hint_superclass(struct mof_compiler *c, const struct mof_cls *cls,
    struct cim_name name);
const char *mof_hint_qualifier(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name);
const char *mof_hint_property(struct mof_compiler *c, const struct mof_cls *cls,
    struct cim_name name);
const char *mof_hint_feature(struct mof_compiler *c, const struct mof_cls *cls,
    struct cim_name name);
const char *mof_hint_element(
    struct mof_compiler *c, const struct mof_cls *en, struct cim_name name);
const char *mof_hint_type(struct mof_compiler *c, const struct mof_ns *ns, struct cim_name name);
const char *mof_hint_alias(struct mof_compiler *c, struct cim_name name);
const char *mof_hint_word(struct mof_compiler *c, struct cim_name name, const char *const *words,
    size_t count);
/* The answer of the last hint, if it was one, as the fix of a name at a place. */
void mof_check_fix_hint(struct mof_compiler *c, struct mof_diag *diag, struct cim_place place);

/* --- dialect.c: whose MOF a file is --- */

/* Decides for every file, and marks the classes and instances of the unit. */
void mof_decide_dialects(struct mof_compiler *c);
/* The dialect of the file that holds a place. */
enum mof_dialect mof_dialect_at(const struct mof_compiler *c, struct cim_place place);
/*
 * Whether MOF 3 may be read at a place that is nothing else: a file becomes MOF 3's by it, or the
 * refusal is told.
 */
bool mof_v3_sign(struct mof_compiler *c, const struct mof_name *name, const char *what,
    enum mof_check refusal, const char *told);
/* Whether it is a class of WMI's system that is not there. */
bool mof_is_system_class(const struct mof_cls *cls);

/* --- builtin.c: Microsoft's own classes --- */

/* Enters a missing class, if it is one of them. c->dialect is that of the use. */
void mof_find_builtin(struct mof_compiler *c, struct mof_cls *cls, struct cim_place use);
/* Whether a place is in the text of such a class: nobody is told to mend that. */
bool mof_is_builtin(const struct mof_compiler *c, struct cim_place place);

/* --- unchecked.c: classes that nobody declares --- */

/* Declares those that DSC's files use, with what is set of them. */
void mof_declare_unchecked(struct mof_compiler *c);
/* Whether a class, or one above it, is such a one: what it inherits is not known. */
bool mof_below_unchecked(const struct mof_cls *cls);

/* --- prelude.c: DMTF's qualifier types, for namespaces without any --- */
/* NULL with *err untouched: no such name. */
const char *mof_prelude_name(size_t i);	/* NULL behind the last */
const struct cim_qualifier_type *mof_prelude_get(
    struct arena *arena, struct cim_name name, enum cim_err *err);
/* The same of what DSC has besides. */
const struct cim_qualifier_type *mof_prelude_get_dsc(
    struct arena *arena, struct cim_name name, enum cim_err *err);
/* The same of those that only MOF 3 has. */
const struct cim_qualifier_type *mof_prelude_get_v3(
    struct arena *arena, struct cim_name name, enum cim_err *err);

/* --- compile_qualifier.c --- */

/* One word of a flavor list: which bit, and whether it sets it. */
bool mof_flavor_word(struct cim_name word, uint8_t *bit, bool *set);
/* Words of flavors as bits; false: told. */
bool mof_flavors(
    struct mof_compiler *c, const struct mof_list *words, uint8_t *flavors, uint8_t *stated);
void mof_compile_qualifier_types(struct mof_compiler *c);
/* Qualifiers of an element: one CIM_SCOPE_ bit, or 0 where no scope is asked for (instances). */
struct cim_qualifiers mof_compile_qualifiers(
    struct mof_compiler *c, struct mof_ns *ns, const struct mof_list *raws, uint32_t element);

/* --- compile_class.c --- */

void mof_compile_classes(struct mof_compiler *c);
/* Makes a class known with all above it. Others may ask once all classes of the unit are done. */
void mof_class_done(struct mof_compiler *c, struct mof_cls *cls);
/* The [n] of an array; false: told. */
bool mof_array_size(struct mof_compiler *c, const struct mof_array *array, uint32_t *size);
/* Whether a value has not more elements than that; told otherwise. size 0: any number. */
bool mof_array_size_ok(struct mof_compiler *c, uint32_t size, const struct cim_value *v);

/* --- feature.c: what a class knows of itself and of those above --- */

/* Fills in what an entry knows of its class: features, keys, kind. Its superclass is done. */
void mof_class_finish(struct mof_compiler *c, struct mof_cls *cls);
/* The feature of a name, in the class or above; NULL: none. */
struct mof_feature *mof_feature_find(const struct mof_cls *cls, struct cim_name name);
/* A qualifier as it holds for a feature: stated, or inherited from what it overrides; or NULL. */
const struct cim_qualifier *mof_feature_qualifier_named(
    const struct mof_feature *feature, struct cim_name name);
static inline const struct cim_qualifier *
mof_feature_qualifier(const struct mof_feature *feature, const char *name)
{
	return mof_feature_qualifier_named(feature, cim_name_from(name));
}
/* The same for a class. */
const struct cim_qualifier *mof_class_qualifier_named(
    const struct mof_cls *cls, struct cim_name name);
static inline const struct cim_qualifier *
mof_class_qualifier(const struct mof_cls *cls, const char *name)
{
	return mof_class_qualifier_named(cls, cim_name_from(name));
}
/* Whether cls is above, or below it. False too when a class between is missing: ->incomplete. */
bool mof_class_is_a(const struct mof_cls *cls, const struct mof_cls *above);
/* What tells its instances apart (cim/identity.h); NULL when the class failed (or c->err). */
const struct cim_class *mof_class_identity(struct mof_compiler *c, struct mof_cls *cls);
/* Fills in the names of the keys of a class, inherited ones first. */
void mof_class_keys(struct mof_compiler *c, struct mof_cls *cls);

/* --- compile_value.c --- */

/* What a value is written for. */
struct mof_target {
	const struct cim_element_type *type;
	const char *mismatch;		/* the id of a value of the wrong kind */
	const char *what;
	struct cim_name name;
	struct mof_ns *ns;
	struct mof_cls *embedded_class;	/* EmbeddedInstance's; NULL: none, or any */
	bool embedded;			/* EmbeddedInstance or EmbeddedObject: a string of MOF */
	bool class_allowed;		/* EmbeddedObject: the string may hold a class */
	struct mof_inst *inst;		/* whose alias uses are noted; may be NULL */
	struct mof_cls *enumeration;	/* of CIM_ENUMERATION */
	struct mof_cls *in;		/* whose local types are known here; may be NULL */
};
/* A value as its target's type wants it. False: told (or c->err). */
bool mof_compile_value(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_value *out);
/* Fills in what the qualifiers of a property say about embedding. */
void mof_target_embedding(
    struct mof_compiler *c, struct mof_target *target, const struct mof_feature *feature);
/* The class of an instance, done; NULL: told, or silent. in: as of a target. */
struct mof_cls *mof_instance_class(struct mof_compiler *c, struct mof_ns *ns, struct mof_cls *in,
    const struct mof_instance *raw);

/* --- types.c: structures and enumerations --- */

/* The type of a name as it is known inside of a class: one of its own first. As mof_class_get. */
struct mof_cls *mof_type_get(struct mof_compiler *c, struct mof_cls *in, struct cim_name name,
    struct cim_place use, bool *is_local);
bool mof_is_enumeration(const struct mof_cls *cls);
bool mof_is_structure(const struct mof_cls *cls);
/* Tells that a name is one of a type inside of another class; false: it is not. */
bool mof_tell_local(struct mof_compiler *c, const struct mof_name *name);
/* The types declared inside of a class, all done. */
void mof_compile_locals(struct mof_compiler *c, struct mof_cls *cls, struct cim_class *out);
/* The enumeration itself; its base is done. */
void mof_compile_enumeration(struct mof_compiler *c, struct mof_cls *cls);
/* A word as an element of the target's enumeration. False: told, or silent. */
bool mof_enum_value(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_value *out);
/* Fills in what the class name of a target's type means inside of a class. */
void mof_target_type(struct mof_compiler *c, struct mof_target *target, struct mof_cls *in);
/* Tells structures that hold themselves. */
void mof_check_structures(struct mof_compiler *c);
/* Tells a type, or a name, that MOF 3 does not have. */
void mof_v3_sized(struct mof_compiler *c, enum cim_type type, struct cim_place place);
void mof_v3_name(struct mof_compiler *c, const struct mof_name *name);

/* --- embedded.c --- */

/* Compiles the text of a string value as MOF, in the place of the string. False: told. */
bool mof_compile_embedded(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_str text);

/*
 * The object that a text of MOF is, which nobody reports about: CIM_EINPUT when it is none, or not
 * of its class. As long as the unit.
 */
enum cim_err mof_embedded_object(struct mof_compiler *c, struct mof_ns *ns, struct cim_str text,
    const struct cim_instance **out);

/* --- compile_instance.c --- */

void mof_compile_instances(struct mof_compiler *c);
/* An instance as a value of another: its slots alone, no keys needed. NULL: told. */
const struct cim_instance *mof_compile_object(struct mof_compiler *c, struct mof_ns *ns,
    const struct mof_instance *raw, struct mof_cls *cls);
/* The path of an instance of the unit; false: told, or it failed before. */
bool mof_instance_path(struct mof_compiler *c, struct mof_inst *inst, struct cim_place use);
/* All of an instance of the unit, as a value; NULL: told, or it failed before. */
const struct cim_instance *mof_instance_whole(
    struct mof_compiler *c, struct mof_inst *inst, struct cim_place use);

/* --- qualified.c: the checks of what qualifiers say --- */

/* Makes c->known: the qualifiers that the checks ask for. */
void mof_known_names(struct mof_compiler *c);
/* All of a class, its features and their parameters. Every class is known by then. */
void mof_check_qualified(struct mof_compiler *c, struct mof_cls *cls);

/* --- bounds.c: values against qualifiers --- */

/* A value that an instance sets. */
void mof_check_slot(struct mof_compiler *c, struct mof_feature *f, const struct cim_value *v);
/* Fills in the properties that an instance of the class must set. */
void mof_class_required(struct mof_compiler *c, struct mof_cls *cls);
/* Tells one that it does not. */
void mof_check_unset(struct mof_compiler *c, const struct mof_feature *f, struct cim_place place);

/* --- check_instance.c --- */

/* A reference written as text: the class, and its keys. False: told. */
bool mof_check_reference(
    struct mof_compiler *c, const struct mof_target *target, const struct cim_value *v);
/* The type of a key of the unit, for cim_path_canonical; ctx is the struct mof_ns. */
enum cim_type mof_key_type(void *ctx, struct cim_name class_name, struct cim_name key);
/* Tells instances of one class with the same keys. */
void mof_check_twice(struct mof_compiler *c);
/* What JSON says to be the path of an instance is that path. */
void mof_check_told_paths(struct mof_compiler *c);

#endif
