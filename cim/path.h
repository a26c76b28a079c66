/* path.h: object paths, in WMI's form and in DSP0207's. */
#ifndef CIM_PATH_H
#define CIM_PATH_H

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/class.h"
#include "cim/name.h"
#include "cim/value.h"

/*
 * A key of a path as written: what stands in quotes is a string (which may be
 * a string, a datetime, a char16, a 64-bit integer or a reference: only the
 * class knows), a bare number is an integer, TRUE/FALSE a boolean.
 */
enum cim_key_kind { CIM_KEY_STRING, CIM_KEY_INTEGER, CIM_KEY_REAL, CIM_KEY_BOOLEAN };

struct cim_path_key {
	struct cim_name name;		/* empty in WMI's Class="value" (the only key) */
	enum cim_key_kind kind;
	struct cim_str text;		/* unescaped; of integers the digits as written */
};

struct cim_path {
	struct cim_str host;		/* "" when none; "." kept */
	struct cim_str ns;		/* normal form ('/'); "" when none */
	struct cim_name class_name;
	bool is_singleton;		/* WMI's Class=@ */
	struct cim_path_key *keys;
	uint32_t key_count;		/* 0: a path to a class */
};

/*
 * Reads either form: \\Server\NS1\NS2:Class.K="v",L=2   //host/ns:Class.K="v"
 * ns:Class.K=1   /ns:Class.K=1   Class   Class="v"   Class=@   'single quotes'.
 * In quotes a backslash takes the meaning from a quote or a backslash; before anything else it
 * is one.
 * Everything is in the arena (or a slice of text). CIM_EINVAL with *position (0-based byte, may
 * be NULL), CIM_ELIMIT for too many keys or over CIM_LIMIT_PATH bytes, CIM_ENOMEM.
 */
enum cim_err cim_path_parse(struct arena *arena, struct cim_str text, struct cim_path *out,
    size_t *position);

/*
 * DSP0207: //host/ns:Class.k="v",... ; local without host: /ns:Class.k=... ; relative:
 * Class.k=...
 */
void cim_path_print(struct bytes_writer *w, const struct cim_path *path);
/*
 * WMI: \\host\ns\ns:Class.k="v",... ; without host ns\ns:Class... ; integers beyond 32 bits in
 * quotes, as WMI wants them.
 */
void cim_path_print_wmi(struct bytes_writer *w, const struct cim_path *path);

/*
 * The canonical relative spelling that identifies an instance: class name
 * folded, keys sorted by folded name, each name folded, '=', value. String
 * keys are quoted and escaped; key values of references are canonical paths.
 * type_of tells the declared type of a key (CIM_TYPE_NONE: unknown, then the
 * path's own kind decides): integers are normalised (leading zeros, signs,
 * quotes), booleans in lower case. Two paths to the same instance give the same bytes:
 * so an only key has no name, for WMI's Class="v" has none (type_of may be asked for the key with
 * an empty name: the class's only key).
 * ns is put in front (folded, "ns:") when it has a length, a host other than "." and "localhost"
 * before it ("//host/"). CIM_EINVAL: a key's text does not fit its type, or a reference in it
 * is no path. CIM_ELIMIT: too many keys, paths in paths beyond CIM_LIMIT_NESTING or
 * CIM_LIMIT_PATH bytes.
 */
typedef enum cim_type (*cim_key_type_fn)(void *ctx, struct cim_name class_name,
    struct cim_name key);
enum cim_err cim_path_canonical(struct bytes_writer *w, const struct cim_path *path,
    cim_key_type_fn type_of, void *ctx);

/*
 * The path of an instance of a class whose effective form is given: its keys
 * in the order of the class, values from the instance or, if not set there,
 * the class default. CIM_EINVAL: a key is missing or null; *missing (may be NULL) gets its
 * name. A class without keys whose qualifier Singleton is true gives is_singleton;
 * any other class without keys is CIM_EINVAL with an empty *missing.
 * ns and host stay empty. Texts are slices of the values where they can be.
 */
enum cim_err cim_path_of(struct arena *arena, const struct cim_class *effective,
    const struct cim_instance *inst,
    struct cim_path *out, struct cim_name *missing);

#endif
