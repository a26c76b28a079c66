/* diff.h: the two sides of diff: what each holds, as objects in an order that both share. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "cim/arena.h"
#include "cim/class.h"
#include "cli/cmd.h"
#include "cli/input.h"
#include "mof/mof.h"
#include "snapshot/snapshot.h"

/* What an operand is. */
enum side_kind { SIDE_MOF, SIDE_REPOSITORY, SIDE_SNAPSHOT };

struct side_object {
	/* folded: namespace, kind, name or path; objects of both sides with one key are a pair */
	struct cim_str key;
	enum cim_item_kind kind;
	struct cim_str ns, label;
	size_t number;		/* in the order of reading: keeps equal keys in it */
	bool keyless;		/* an instance that nothing tells from others of its class */
	union {
		const struct cim_qualifier_type *qualifier_type;
		const struct cim_class *cls;
		const struct cim_enumeration *enumeration;
		const struct cim_instance *instance;
	} as;
};

struct side {
	struct cmd *cmd;
	const char *path;
	enum side_kind kind;
	bool alone;			/* of MOF: what it includes is left out */
	struct arena arena;
	struct input input;
	struct mof_unit *unit;
	struct repo *repo;
	struct repo_txn *txn;
	struct snap_reader *snap;
	struct repo_reader reader;	/* of a repository, or of a snapshot */
	struct cim_str ns;		/* while one is read */
	struct cim_map classes;		/* of struct cim_class */
	struct cim_map keys;		/* of struct key_names, by class */
	struct side_object *objects;	/* sorted by key */
	size_t count, cap;
	enum cim_err err;
};

/* Finds out what an operand is and opens it. CMD_DONE, or the status after saying why not. */
int side_open(struct cmd *cmd, struct side *side, const char *path);
void side_close(struct side *side);

/*
 * Fills the objects. MOF is compiled against a scope; CIM_EINPUT: it does not compile. Without
 * scope it is taken as it is written; CIM_EINPUT: some of it was lost to syntax errors. builtin:
 * qualifier types that nobody wrote count too.
 */
enum cim_err side_read(struct side *side, const struct cim_scope *scope, bool builtin);
/* Reads MOF anew, to be compiled once more. As side_open. */
int side_again(struct side *side);
/* Order of keys: <0, 0, >0. */
int side_object_cmp(const struct side_object *a, const struct side_object *b);
/* Prints why a MOF side could not be read, on standard error. */
void side_tell(const struct side *side);

#endif
