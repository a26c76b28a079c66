/* sign.h: the dialect that a stored declaration needs, to be compiled again. */
#ifndef CLI_SIGN_H
#define CLI_SIGN_H

#include "cim/arena.h"
#include "mof/mof.h"
#include "repo/repo.h"

/* What is known while the declarations of a repository are printed one after the other. */
struct signs {
	enum mof_dialect said;		/* of what was printed last; AUTO: none was said yet */
	struct repo_reader reader;
	struct cim_str ns;
	struct cim_map types;		/* qualifier name to its type, or to nobody */
	/* all classes and types of the namespace, each beginning with its kind; NULL: unknown */
	const struct cim_map *classes;
	struct cim_map sizes;		/* property name to the least size of its arrays */
	struct arena arena;		/* of the maps */
	struct arena scratch;
	enum cim_err err;		/* of what was looked up */
};

/* To a namespace; what was said stays. */
void signs_enter(struct signs *signs, struct repo_reader reader, struct cim_str ns);
void signs_free(struct signs *signs);

/*
 * The dialect that auto would not see by itself and that has to be said before the declaration, as
 * another one, or none, was said before; AUTO: nothing needs to be said.
 */
enum mof_dialect signs_qualifier_type(struct signs *signs, const struct cim_qualifier_type *qt);
enum mof_dialect signs_enumeration(struct signs *signs, const struct cim_enumeration *en);
enum mof_dialect signs_class(struct signs *signs, const struct cim_class *cls);
enum mof_dialect signs_instance(struct signs *signs, const struct cim_instance *inst);

#endif
