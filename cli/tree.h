/* tree.h: the classes of a namespace as a tree of names. */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include <stdbool.h>

#include "cim/arena.h"
#include "cim/class.h"
#include "repo/repo.h"

struct tree_class {
	struct cim_name name, superclass;
	struct tree_class *parent, *children, *last_child, *sibling;
	struct tree_class *next;	/* all classes, in folded order */
	bool marked;			/* the caller's */
	bool system, needed;		/* a system class; it is none, or others are below it */
};

struct tree {
	struct arena arena;
	struct cim_map by_name;
	struct tree_class *first, **tail;
	struct tree_class roots;	/* its children have no superclass, or a missing one */
	bool loads_system;		/* while system classes are loaded */
	bool all_system;		/* a walk from the top tells them all */
};

/*
 * Reads all classes once, system classes too. A walk from the top passes over those that have no
 * others below them, unless system. Free it also after a failure.
 */
enum cim_err tree_load(struct tree *tree, struct repo_reader reader, struct cim_str ns,
    bool system, struct cim_fault *fault);
void tree_free(struct tree *tree);
struct tree_class *tree_find(const struct tree *tree, struct cim_name name);

/*
 * Calls each for root (NULL: for all trees) and everything below it, a class before its
 * subclasses, these in folded order.
 */
enum cim_err tree_walk(const struct tree *tree, const struct tree_class *root,
    enum cim_err (*each)(void *ctx, const struct tree_class *cls, unsigned depth), void *ctx);

#endif
