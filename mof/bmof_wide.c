/* bmof_wide.c: which properties take integers of more than 31 bits: for instances, which say no types. */
#include "config.h"

#include "mof/bmof_wide.h"

#include <string.h>

#include "cim/limits.h"

enum cim_err
mof_bmof_wide_class(struct mof_bmof_wide *wide, struct arena *arena, struct cim_name cls,
    struct cim_name superclass)
{
	void *there;
	if (superclass.len == 0)
		return CIM_OK;
	struct cim_name *above = arena_new(arena, struct cim_name);
	if (above == NULL)
		return CIM_ENOMEM;
	*above = superclass;
	return cim_map_add(&wide->above, arena, cls, above, &there);
}

/* "CLASS.NAME" in room for that; longer ones are nobody's. */
#define KEY_ROOM (2 * CIM_LIMIT_NAME + 1)
static bool
key_of(char *room, struct cim_name cls, struct cim_name name, struct cim_name *key)
{
	if (cls.len == 0 || name.len == 0 || cls.len > CIM_LIMIT_NAME || name.len > CIM_LIMIT_NAME)
		return false;
	memcpy(room, cls.ptr, cls.len);
	room[cls.len] = '.';
	memcpy(room + cls.len + 1, name.ptr, name.len);
	*key = cim_name(room, cls.len + 1 + name.len);
	return true;
}

enum cim_err
mof_bmof_wide_property(struct mof_bmof_wide *wide, struct arena *arena, struct cim_name cls,
    struct cim_name name, struct cim_str type)
{
	char room[KEY_ROOM];
	struct cim_name key;
	void *there;
	const struct mof_bmof_type *row = mof_bmof_type_named(type.ptr, type.len);
	if (row == NULL || (row->code != MOF_BMOF_UINT32 && row->code != MOF_BMOF_UINT64 &&
	    row->code != MOF_BMOF_SINT64) || !key_of(room, cls, name, &key))
		return CIM_OK;
	char *copy = arena_copy(arena, key.ptr, key.len);
	if (copy == NULL)
		return CIM_ENOMEM;
	return cim_map_add(&wide->types, arena, cim_name(copy, key.len), (void *)(uintptr_t)row,
	    &there);
}

const struct mof_bmof_type *
mof_bmof_wide_find(const struct mof_bmof_wide *wide, struct cim_name cls, struct cim_name name)
{
	char room[KEY_ROOM];
	struct cim_name key;
	for (unsigned depth = 0; depth < CIM_LIMIT_NESTING && key_of(room, cls, name, &key); depth++) {
		const struct mof_bmof_type *row = cim_map_get(&wide->types, key);
		const struct cim_name *above = cim_map_get(&wide->above, cls);
		if (row != NULL || above == NULL)
			return row;
		cls = *above;
	}
	return NULL;
}
