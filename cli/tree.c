/* tree.c: the classes of a namespace as a tree of names. */
#include "config.h"

#include "cli/tree.h"

#include <string.h>

#include "cim/limits.h"

/* A name that stays: the walk's own is gone after the call. */
static enum cim_err
keep_name(struct arena *arena, struct cim_name from, struct cim_name *to)
{
	*to = from;
	to->ptr = arena_copy(arena, from.ptr, from.len);
	return to->ptr == NULL ? CIM_ENOMEM : CIM_OK;
}

static enum cim_err
add_class(void *ctx, const struct cim_class *cls)
{
	struct tree *tree = ctx;
	struct tree_class *node = arena_new(&tree->arena, struct tree_class);
	if (node == NULL)
		return CIM_ENOMEM;
	enum cim_err err = keep_name(&tree->arena, cls->name, &node->name);
	if (err == CIM_OK)
		err = keep_name(&tree->arena, cls->superclass, &node->superclass);
	if (err == CIM_OK)
		err = cim_map_set(&tree->by_name, &tree->arena, node->name, node);
	node->system = tree->loads_system;
	*tree->tail = node;
	tree->tail = &node->next;
	return err;
}

/* Classes come in folded order, so children hung on in that order are sorted. */
static void
hang_on(struct tree *tree, struct tree_class *node)
{
	struct tree_class *parent = node->superclass.len == 0 ? NULL
	    : cim_map_get(&tree->by_name, node->superclass);
	if (parent == NULL)
		parent = &tree->roots;
	else
		node->parent = parent;
	if (parent->last_child == NULL)
		parent->children = node;
	else
		parent->last_child->sibling = node;
	parent->last_child = node;
}

enum cim_err
tree_load(struct tree *tree, struct repo_reader reader, struct cim_str ns, bool system,
    struct cim_fault *fault)
{
	memset(tree, 0, sizeof(*tree));
	tree->tail = &tree->first;
	tree->all_system = system;
	/* "_" comes before all letters. */
	tree->loads_system = true;
	enum cim_err err = repo_system_class_list(reader, ns, add_class, tree);
	tree->loads_system = false;
	if (err == CIM_OK)
		err = repo_class_list(reader, ns, add_class, tree);
	if (err != CIM_OK)
		return err;
	for (struct tree_class *node = tree->first; node != NULL; node = node->next)
		hang_on(tree, node);
	/* A ring of superclasses hangs nowhere; who goes up must not go round in it. */
	for (struct tree_class *node = tree->first; node != NULL; node = node->next) {
		unsigned steps = 0;
		for (struct tree_class *up = node; up != NULL; up = up->parent) {
			up->needed |= !node->system;
			if (steps++ > CIM_LIMIT_INHERITANCE)
				return cim_fault(fault, CIM_EDAMAGED,
				    "class %.*s: its superclasses have no end",
				    (int)node->name.len, node->name.ptr);
		}
	}
	return CIM_OK;
}

void
tree_free(struct tree *tree)
{
	arena_free(&tree->arena);
}

struct tree_class *
tree_find(const struct tree *tree, struct cim_name name)
{
	return cim_map_get(&tree->by_name, name);
}

/*
 * Down to the first child, else to the next sibling of the nearest ancestor below top that has
 * one; no recursion.
 */
enum cim_err
tree_walk(const struct tree *tree, const struct tree_class *root,
    enum cim_err (*each)(void *ctx, const struct tree_class *cls, unsigned depth), void *ctx)
{
	const struct tree_class *at = root != NULL ? root : tree->roots.children;
	unsigned depth = 0;
	while (at != NULL) {
		bool shown = root != NULL || at->needed || tree->all_system;
		enum cim_err err = shown ? each(ctx, at, depth) : CIM_OK;
		if (err != CIM_OK)
			return err;
		if (shown && at->children != NULL) {
			at = at->children;
			depth++;
			continue;
		}
		while (at != NULL && at != root && at->sibling == NULL) {
			at = at->parent;
			depth--;
		}
		at = at == NULL || at == root ? NULL : at->sibling;
	}
	return CIM_OK;
}
