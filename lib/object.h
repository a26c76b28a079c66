/* object.h: copies of what is stored, made for the caller; for the rooms of lib/ alone. */
#ifndef LIB_OBJECT_H
#define LIB_OBJECT_H

#include "lib/handle.h"

/* A value as the caller sees it; text, items and object are made when they are asked for. */
struct wk_value {
	const struct cim_value *value;
	struct wk_object *owner;
	const char *text;
	size_t text_len;
	struct wk_value *items;
	struct wk_object *object;
};

struct wk_property {
	struct cim_name name;
	const char *text;		/* the name with a NUL, made when it is asked for */
	struct cim_element_type type;	/* as its class declares it */
	struct cim_value held;
	struct wk_value value;
	struct cim_qualifiers qualifiers;
	size_t room;			/* elements that fit where an array that was set is */
	bool is_set;
	bool is_key;
};

struct wk_object {
	enum wk_kind kind;
	struct arena arena;		/* all that is below is in it */
	struct cim_str ns;
	struct cim_name name;		/* of an instance its class */
	struct cim_name superclass;
	struct cim_qualifiers qualifiers;
	struct wk_property *properties;
	size_t count;
	bool whole;			/* an instance with all properties: it may be changed and put */
	bool embedded;			/* it belongs to a value, and goes with its owner */
	struct wk_object *first_embedded, *next_embedded;
	/* one of them, by kind */
	const struct cim_class *cls;
	const struct cim_qualifier_type *type;
	const struct cim_enumeration *enumeration;
	const char *name_text, *ns_text, *super_text, *path_text;
	struct bytes_writer w;		/* the last text */
};

/* An object of nothing yet; NULL: out of memory. */
struct wk_object *object_new(enum wk_kind kind, struct cim_str ns);

/* What they make is the caller's. The things may go afterwards, but for those of _kept, in its arena. */
enum cim_err object_of_class(struct cim_str ns, const struct cim_class *cls, struct wk_object **out);
enum cim_err object_of_type(struct cim_str ns, const struct cim_qualifier_type *qt,
    struct wk_object **out);
enum cim_err object_of_enumeration(struct cim_str ns, const struct cim_enumeration *en,
    struct wk_object **out);
enum cim_err object_of_namespace(struct cim_str ns, struct wk_object **out);
enum cim_err object_take_class(struct wk_object *object, const struct cim_class *cls);
/* effective: the class of the instance with all that it inherits; NULL: only what is set is there. */
enum cim_err object_of_instance(struct cim_str ns, const struct cim_class *effective,
    const struct cim_instance *inst, struct wk_object **out);
/* The instance as it is stored: what is set alone; in the object's arena. NULL: out of memory. */
const struct cim_instance *object_instance(struct wk_object *object);
struct wk_property *object_property(struct wk_object *object, const char *name);
/* Its texts and items are made anew. */
void value_point(struct wk_value *value, const struct cim_value *to, struct wk_object *owner);

/* A WK_RECORD, property by property; the first failure sticks. */
struct record {
	struct wk_object *object;
	enum cim_err err;
};
void record_begin(struct record *record, const char *name);
void record_number(struct record *record, const char *name, uint64_t number);
void record_text(struct record *record, const char *name, const char *text);
void record_bool(struct record *record, const char *name, bool yes);
enum cim_err record_end(struct record *record, struct wk_object **out);

#endif
