/* parse.h: the unit, and what drives the scanner and the parser. */
#ifndef MOF_PARSE_H
#define MOF_PARSE_H

#include "cim/arena.h"
#include "cim/class.h"
#include "cim/err.h"
#include "mof/ast.h"
#include "mof/below.h"
#include "mof/diag.h"
#include "mof/level.h"
#include "mof/mof.h"
#include "mof/source.h"

struct mof_worker;

/* One compilation. compile.c adds what it needs at the end. */
struct mof_unit {
	struct mof_options options;
	struct arena arena;		/* diagnostics, batch, all of compile.c */
	struct mof_sources sources;
	struct mof_below below;		/* what stands below the include directories */
	struct mof_levels levels;
	struct mof_diags diags;
	/* of struct mof_file: those given; the included hang at their pragmas */
	struct mof_list files;
	/* of struct mof_file: by mof_parse_class, in the order of asking */
	struct mof_list found;
	/* who parsed: the sources and their trees lie in their arenas */
	struct mof_worker *workers;
	const struct cim_batch *batch;	/* NULL before mof_compile */
};

/*
 * Looks for CLASS.mof (as spelled; with schema for CLASS.schema.mof, also in a
 * directory CLASS) in the directory of the file that holds asked_at, then in the
 * include directories, and parses it with all it includes. *out is its tree, also
 * listed in unit->found. CIM_ENOENT: there is no such file, or it was read before.
 * Mistakes in it become diagnostics.
 */
enum cim_err mof_parse_class(struct mof_unit *unit, struct cim_place asked_at,
    struct cim_name class_name, bool schema, struct mof_file **out);

/* The same for a text that is no file (what: where it is from); it is in that dialect. */
enum cim_err mof_parse_text(struct mof_unit *unit, struct cim_place asked_at,
    const char *what, struct cim_name class_name, const char *text, size_t len,
    enum mof_dialect dialect, struct mof_file **out);

/*
 * Parses a loaded source for its mistakes alone: its includes are not followed, and lines for the
 * C preprocessor are in order. The tree is not kept.
 */
enum cim_err mof_parse_alone(struct mof_unit *unit, struct mof_source *source);

#endif
