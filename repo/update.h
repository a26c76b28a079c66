/* update.h: what a batch does to those who depend on it; not for other floors. */
#ifndef REPO_UPDATE_H
#define REPO_UPDATE_H

#include "repo/txn.h"

/* What one class that changed means for those below it. */
struct update_root {
	struct update_root *next;
	struct update_ns *ns;
	struct cim_name name;
	const struct cim_item *item;	/* NULL: a put outside of a batch */
	uint8_t mode;
	/* What those below must stand in the compatible mode; empty: nothing. */
	struct cim_str loss;
	bool kind_changed;		/* Association, Indication: nobody may be below it */
	bool terminal;			/* it has become Terminal: nobody may be below it */
	bool abstract;			/* it has become Abstract: it may have no instances */
	bool keys_gained;
	bool locked;			/* a qualifier of it must not be overridden any more */
	bool carry;			/* instances must be looked at */
	bool active;			/* it is on the way down at present */
	/* What stands in the way: a few sentences, and how many there are. */
	struct bytes_writer why;
	uint64_t obstacles;
	struct bytes_writer derived;	/* names of those below it */
	uint64_t derived_count;
};

/* A feature that is new, or not what it was. */
struct update_touch {
	struct update_root *root;
	bool added;
};

struct update_ns {
	struct cim_str name;
	struct cim_map coming;		/* classes of the batch -> their items */
	struct cim_map refused;		/* those of them that were refused, or depend on one */
	struct cim_map roots;		/* classes that changed -> struct update_root */
	struct cim_map touched;		/* features -> struct update_touch */
	struct cim_map visited;		/* classes -> UPDATE_SEEN, UPDATE_CARRIED */
	struct cim_map deleted;		/* classes -> the items of their deletions */
};

struct update {
	struct arena arena;
	struct cim_map namespaces;	/* -> struct update_ns */
	struct update_ns *last;
	struct update_root *first_root, *last_root;
	const struct cim_item *item;	/* being applied */
	const struct repo_deed *deed;
	struct repo_counts *counts;
	struct cim_fault first;		/* the first refusal */
	const struct cim_item *first_item;
};

/* What is known of a namespace in this batch; NULL without memory. */
struct update_ns *update_namespace(struct update *update, struct cim_str ns);
void update_free(struct update *update);

/*
 * Tells a refusal, and remembers the first; the transaction's fault is clear again. CIM_OK when
 * the batch may go on.
 */
enum cim_err update_refuse(
    struct repo_txn *txn, const struct cim_item *item, enum cim_err err, const char *why);

/* A class takes the place of an old one: what it means is noted. txn->update is there. */
enum cim_err update_note(struct repo_txn *txn, struct txn_namespace *ns,
    const struct cim_class *old, const struct cim_class *cls, uint8_t mode);
/* All classes are stored: looks at those below them and at the instances. */
enum cim_err update_finish(struct repo_txn *txn);

/* One more thing that stands in the way; only the first few are written down. */
#define UPDATE_SHOWN 5
void update_obstacle(struct update_root *root, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* --- class_change.c --- */

/* A class's features by name, so that comparing two wide classes stays linear. */
struct features {
	struct cim_map properties, methods;
};
enum cim_err features_map(
    struct arena *arena, const struct cim_class *cls, struct features *out);
/* Whether there are instances of exactly this class. */
enum cim_err class_has_instances(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, bool *any);
bool feature_type_eq(const struct cim_element_type *a, const struct cim_element_type *b);
bool feature_parameters_eq(const struct cim_method *a, const struct cim_method *b);

/*
 * What conflicts in a class below one that changed: told as obstacles, or taken out of it where
 * the one that changed is forced. way: the changed ones above it. *fixed: the class as it may
 * stay, NULL when it is as it was.
 */
enum cim_err class_conflicts(struct repo_txn *txn, struct update_root *const *way, unsigned count,
    struct arena *arena, const struct cim_class *super_effective, const struct features *super,
    const struct cim_class *cls, const struct cim_class **fixed);

/* Whether a structure may take the place of the old one with those who have one as a value. */
enum cim_err structure_replace_check(struct repo_txn *txn, struct txn_namespace *ns,
    const struct cim_class *old, const struct cim_class *cls);

/* --- carry.c --- */

/* The instances of exactly this class: those that its new form changes are written anew. */
enum cim_err carry_instances(struct repo_txn *txn, struct txn_namespace *ns,
    struct update_root *root, struct cim_name name, const struct cim_class *effective);

/* --- class.c --- */

/* A class that is there in a form that others need: no checks. */
enum cim_err class_rewrite(struct repo_txn *txn, struct txn_namespace *ns,
    const struct cim_class *old, const struct cim_class *cls);
/* A class with those below it and the instances of all. CIM_ENOENT with a fault. */
enum cim_err class_delete_deep(struct repo_txn *txn, struct cim_str ns, struct cim_name name);
/* One class or structure of a batch that is taken out: nothing may be below it. */
enum cim_err class_remove(
    struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls);

#endif
