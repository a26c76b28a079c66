/* inside.h: classes whose instances the program itself knows: who lists them and who finds one. */
#ifndef REPO_INSIDE_H
#define REPO_INSIDE_H

#include "repo/live.h"

/*
 * One such class. Of those that are settings (system_inside.c) an instance may be stored, and then
 * is the one that is told.
 */
struct inside {
	const char *class_name;
	bool stores;			/* instances may be put, and then hold */
	/* Every instance of exactly this class in a namespace. What each answers ends it unless CIM_OK. */
	enum cim_err (*list)(struct repo_live *live, struct cim_str ns, repo_live_each_fn each,
	    void *ctx);
	/*
	 * The one with a path, in the arena; CIM_ENOENT. NULL: list is asked, and paths are
	 * compared in their canonical form.
	 */
	enum cim_err (*get)(struct repo_live *live, struct arena *arena, struct cim_str ns,
	    const struct cim_path *path, const struct cim_instance **out);
};

/* The one of this name; NULL: the program knows no instances of such a class. */
const struct inside *inside_find(struct cim_name class_name);

#endif
