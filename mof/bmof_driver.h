/* bmof_driver.h: what a driver's developer asks of a binary MOF: GUIDs, ids, layouts. */
#ifndef MOF_BMOF_DRIVER_H
#define MOF_BMOF_DRIVER_H

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/name.h"
#include "mof/bmof.h"
#include "mof/bmof_view.h"
#include "mof/mof.h"

/* A class, and how many bytes its data take, once that was asked. */
struct mof_bmof_class {
	const struct mof_bmof_record *record;
	uint64_t size;
	enum { MOF_BMOF_UNSIZED, MOF_BMOF_SIZING, MOF_BMOF_SIZED } state;
};

/* The classes of a binary MOF by name: for those that stand in others as values. */
struct mof_bmof_classes {
	struct arena *arena;
	struct cim_map map;		/* of struct mof_bmof_class */
};
/* CIM_ENOMEM. Of two of a name the first is in it. */
enum cim_err mof_bmof_classes_init(struct mof_bmof_classes *classes, struct arena *arena,
    const struct mof_bmof *bmof);
const struct mof_bmof_record *mof_bmof_class_named(
    const struct mof_bmof_classes *classes, struct mof_bmof_text name);

/* What a member takes in a buffer. */
struct mof_bmof_extent {
	struct mof_bmof_text type;	/* without "object:" */
	const struct mof_bmof_type *row;	/* NULL: of a class */
	bool is_array;
	uint32_t elements;		/* of an array with MAX; 0: as many as there are */
	uint64_t size;			/* in bytes; 0: it varies, or nobody knows */
};
struct mof_bmof_extent mof_bmof_extent(
    const struct mof_bmof_classes *classes, const struct mof_bmof_record *member);

/* Whether it is a class with data: the properties with a WmiDataId, in the order of these. */
enum cim_err mof_bmof_data(struct arena *arena, const struct mof_bmof_record *cls,
    const struct mof_bmof_record ***members, uint32_t *count);

/* The rows of mof_binary_guids. */
enum cim_err mof_bmof_guids(struct arena *arena, const struct mof_bmof *bmof,
    enum cim_err (*each)(void *ctx, const struct mof_guid_row *row), void *ctx);
/* The C header of mof_binary_header. */
enum cim_err mof_bmof_header(struct arena *arena, const struct mof_bmof *bmof, const char *name,
    struct bytes_writer *out);

#endif
