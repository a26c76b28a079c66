/* record.h: a CIM object as bytes, and back. doc/repository-format.txt, chapters 5 and 6. */
#ifndef REPO_RECORD_H
#define REPO_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/class.h"
#include "repo/repo.h"
#include "repo/tables.h"

#define RECORD_VERSION 1
#define RECORD_VERSION_V3 2	/* has something of MOF 3 in it, or of a namespace security */

/* Flags of a class's record. */
#define RECORD_LOOSE_QUALIFIERS 0x01    /* uses a qualifier that had no type when it was stored */
#define RECORD_LOOSE_CLASSES 0x02	/* names a class that was not there */
#define RECORD_FLAGS_KNOWN 0x03
/* Of a namespace's; with any of them it is of RECORD_VERSION_V3. */
#define RECORD_NS_DESCRIPTOR 0x01
#define RECORD_NS_ENCRYPTION 0x02

/* Bits of a TYPE byte, of a qualifier's form, of an instance property's byte. */
#define RECORD_TYPE_MASK 0x1f
#define RECORD_ARRAY 0x20
#define RECORD_VALUE 0x40
#define RECORD_EXTRA 0x80
#define RECORD_EXTRA_SIZE 0x01
#define RECORD_EXTRA_TYPE 0x02
#define RECORD_EXTRA_LOCAL 0x04
#define RECORD_FORM_FLAVORS 0x40
#define RECORD_HAS_QUALIFIERS 0x80

/*
 * What encoding and decoding work with; keeps its memory from record to
 * record. {0} and record_work_init, one thread.
 */
struct record_work {
	struct tables tables;
	struct bytes_writer head;	/* encoding */
	uint8_t kind;
	uint8_t version;		/* decoding: that of the record at hand */
	bool v3;			/* what is in it so far needs RECORD_VERSION_V3 */
	size_t texts_bytes;
	size_t flags_at;		/* in head, of a class or structure */
	struct bytes_reader in, text;	/* decoding: the head, the texts */
	struct arena *arena;
	bool strict;
	unsigned depth;
	enum cim_err err;		/* the first failure, of either */
	const char *why;
};

enum cim_err record_work_init(struct record_work *work);
void record_work_free(struct record_work *work);

/* What a namespace's record says of its security. */
struct record_security {
	struct cim_str descriptor;	/* self-relative, normal; len 0: the built-in default */
	bool encryption;		/* RequiresEncryption */
};

/*
 * Encodes into work: record_size then tells how many bytes record_fill will
 * write. The object must stay as it is until then. CIM_EINVAL (why says what): an object
 * that no record can hold. path: the canonical path when the key is a hash, otherwise empty.
 */
enum cim_err record_encode_namespace(
    struct record_work *work, struct cim_str ns, struct record_security security);
enum cim_err record_encode_qualifier_type(struct record_work *work, struct cim_str ns,
    const struct cim_qualifier_type *qt);
enum cim_err record_encode_class(
    struct record_work *work, struct cim_str ns, const struct cim_class *cls, unsigned flags);
enum cim_err record_encode_enumeration(
    struct record_work *work, struct cim_str ns, const struct cim_enumeration *en);
enum cim_err record_encode_instance(struct record_work *work, struct cim_str ns,
    const struct cim_instance *inst, struct cim_str path);
/* Puts other flags into the class just encoded: they are known only when its qualifiers are. */
void record_class_flags(struct record_work *work, unsigned flags);
size_t record_size(const struct record_work *work);
void record_fill(const struct record_work *work, uint8_t *room);
/* Whether these bytes are what record_fill would write. */
bool record_equals(const struct record_work *work, const uint8_t *bytes, size_t len);

/* What stands in a record. Texts are slices of it, all else is in the arena. */
struct record {
	enum repo_kind kind;
	struct cim_str ns;
	unsigned flags;		/* of a class or structure */
	struct record_security security;	/* of a namespace */
	struct cim_str path;	/* of an instance whose key is a hash */
	union {
		const struct cim_qualifier_type *qualifier_type;
		const struct cim_class *cls;
		const struct cim_instance *instance;
		const struct cim_enumeration *enumeration;
	} as;
};

/*
 * Everything is checked; strict adds that no text or form stands twice,
 * which a reader of its own store need not look for. CIM_EDAMAGED or CIM_ENEWER: why says what.
 */
enum cim_err record_decode(struct record_work *work, struct arena *arena, const uint8_t *bytes,
    size_t len, bool strict, struct record *out);
/* The same for a record of our own store that must be of this kind: CIM_EDAMAGED. */
enum cim_err record_decode_kind(struct record_work *work, struct arena *arena,
    enum repo_kind kind, const uint8_t *bytes, size_t len, struct record *out);

/*
 * What a record is about, without reading on: kind, namespace, names, path (empty unless it
 * stands there), flags.
 */
struct record_subject {
	enum repo_kind kind;
	struct cim_str ns, path;
	struct cim_name name, superclass;
	unsigned flags;
};
enum cim_err record_subject_read(const uint8_t *bytes, size_t len, struct record_subject *out);

/* Whether it is a namespace in normal form. */
bool record_namespace_valid(struct cim_str ns);

/* The head and the texts of a container. */
enum cim_err record_open(const uint8_t *bytes, size_t len, uint8_t *kind, struct bytes_reader *head,
    struct bytes_reader *texts);

#endif
