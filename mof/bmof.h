/* bmof.h: binary MOF as records: read, written, shown; and how declarations and records become one another. */
#ifndef MOF_BMOF_H
#define MOF_BMOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/err.h"
#include "cim/stream.h"

/* ---- Records (doc/binary-mof.txt, 3) ------------------------------------------- */

/* The three kinds of record, and the one list of fields that each begins with. */
enum mof_bmof_form { MOF_BMOF_OBJECT, MOF_BMOF_MEMBER, MOF_BMOF_QUALIFIER, MOF_BMOF_FORMS };

enum mof_bmof_field {
	MOF_BMOF_LENGTH,	/* of the record, with this field */
	MOF_BMOF_TYPE,
	MOF_BMOF_KIND,
	/* the others are offsets, counted from behind the fields; what they lead to follows in order */
	MOF_BMOF_NAME,
	MOF_BMOF_VALUE,
	MOF_BMOF_QUALIFIERS,
	MOF_BMOF_PROPERTIES,
	MOF_BMOF_METHODS
};
#define MOF_BMOF_LISTS 3	/* the last of these are lists of records */

#define MOF_BMOF_FIELDS_MAX 5
struct mof_bmof_layout {
	const char *what;	/* "object" */
	unsigned count;		/* of fields, four bytes each */
	enum mof_bmof_field fields[MOF_BMOF_FIELDS_MAX];
};
extern const struct mof_bmof_layout mof_bmof_layouts[MOF_BMOF_FORMS];

struct mof_bmof_field_info {
	const char *label;		/* "qualifiers" */
	enum mof_bmof_form holds;	/* of a list: records of this form */
};
extern const struct mof_bmof_field_info mof_bmof_fields[];

/* Type codes (4): of the literal that was written, not of what was declared. */
#define MOF_BMOF_ARRAY 0x2000u
#define MOF_BMOF_ALIAS 0x4000u
#define MOF_BMOF_BASE 0x0FFFu
enum mof_bmof_base {
	MOF_BMOF_VOID = 0x00, MOF_BMOF_SINT16 = 0x02, MOF_BMOF_SINT32 = 0x03, MOF_BMOF_REAL32 = 0x04,
	MOF_BMOF_REAL64 = 0x05, MOF_BMOF_STRING = 0x08, MOF_BMOF_BOOLEAN = 0x0B, MOF_BMOF_EMBEDDED = 0x0D,
	MOF_BMOF_SINT8 = 0x10, MOF_BMOF_UINT8 = 0x11, MOF_BMOF_UINT16 = 0x12, MOF_BMOF_UINT32 = 0x13,
	MOF_BMOF_SINT64 = 0x14, MOF_BMOF_UINT64 = 0x15, MOF_BMOF_DATETIME = 0x65,
	MOF_BMOF_REFERENCE = 0x66, MOF_BMOF_CHAR16 = 0x67
};
/* How values of a type lie in the file. */
enum mof_bmof_shape {
	MOF_BMOF_AS_TEXT,	/* UTF-16, to its zero */
	MOF_BMOF_AS_2, MOF_BMOF_AS_4, MOF_BMOF_AS_8,	/* so many bytes */
	MOF_BMOF_AS_OBJECT,
	MOF_BMOF_AS_NOTHING	/* no value can be told from what follows it */
};
struct mof_bmof_type {
	uint16_t code;
	const char *name;		/* as MOF has it */
	enum mof_bmof_shape shape;	/* of a value with this code */
	uint16_t stored;		/* the code that a value of the type is stored with */
};
/* The row of a code, whatever its flags; NULL: nobody knows it. */
const struct mof_bmof_type *mof_bmof_type_find(uint32_t code);
/* The row of a type's name in any case; NULL: it is the name of a class. */
const struct mof_bmof_type *mof_bmof_type_named(const char *name, size_t len);

#define MOF_BMOF_TO_INSTANCE 0x01u
#define MOF_BMOF_TO_SUBCLASS 0x02u
#define MOF_BMOF_DISABLE_OVERRIDE 0x10u
#define MOF_BMOF_AMENDED 0x80u

/* Text in UTF-16, little-endian, at any address, without its zero. */
struct mof_bmof_text {
	const uint8_t *bytes;
	uint32_t units;
};

struct mof_bmof_record;

struct mof_bmof_list {
	bool there;
	uint32_t count;
	struct mof_bmof_record *first, *last;
};

union mof_bmof_item {
	struct mof_bmof_text text;
	uint64_t bits;			/* of a number, as wide as its shape, zeros above */
	struct mof_bmof_record *object;
};

struct mof_bmof_value {
	uint32_t count;			/* 1 unless the type is an array */
	union mof_bmof_item *items;
};

struct mof_bmof_record {
	struct mof_bmof_record *next;
	enum mof_bmof_form form;
	bool damaged;			/* some of it could not be read, and that was told */
	uint32_t at, length;		/* in the blob that it was read from */
	uint32_t type;			/* of a member or qualifier */
	uint32_t kind;			/* of an object: 0 class, 1 instance */
	uint32_t flavors;		/* of a qualifier */
	bool named;
	struct mof_bmof_text name;
	struct mof_bmof_value *value;	/* NULL: absent */
	struct mof_bmof_list lists[MOF_BMOF_LISTS];	/* by field - MOF_BMOF_QUALIFIERS */
};

static inline struct mof_bmof_list *
mof_bmof_list_of(struct mof_bmof_record *record, enum mof_bmof_field field)
{
	return &record->lists[field - MOF_BMOF_QUALIFIERS];
}

/* A whole binary MOF. */
struct mof_bmof {
	uint32_t outer;			/* the constant in the container, 1 */
	uint32_t constants[2];		/* the two in the blob, 1 and 1 */
	bool trailer;			/* there is a list of flavors */
	struct mof_bmof_list objects;
};

/* What was found in a file that is not as it should be. */
struct mof_bmof_problem {
	bool damage;		/* something is lost; else a note */
	const char *id;		/* "N-BMOF-UNKNOWN" */
	uint32_t at;		/* offset in the blob; in the file, for the container */
	const char *text;	/* in the arena */
};

/* Where problems go; the first CIM_LIMIT_ERRORS of them. */
struct mof_bmof_problems {
	struct arena *arena;
	struct mof_bmof_problem *list;
	size_t count, cap;
	bool no_memory;
};

/*
 * The blob of a container: decompressed in the arena (or where it is, when the bytes are a blob
 * themselves). *blob_len may be less than is announced, and that is told, when the stream is
 * damaged. *used: bytes of the container; what stands behind it is told. CIM_EFOREIGN: no binary MOF
 * begins here; CIM_ELIMIT, CIM_ENOMEM.
 */
enum cim_err mof_bmof_unpack(struct arena *arena, const uint8_t *bytes, size_t n,
    const uint8_t **blob, size_t *blob_len, uint32_t *outer, size_t *used,
    struct mof_bmof_problems *problems, struct cim_fault *fault);
/* A blob in its container. */
enum cim_err mof_bmof_pack(const uint8_t *blob, size_t n, uint32_t outer, struct bytes_writer *out);

/*
 * Blob to records and back. Texts are slices of the blob. What is damaged is told and left out,
 * and what stands in front of it and behind it is read. CIM_ENOMEM.
 */
enum cim_err mof_bmof_read(struct arena *arena, const uint8_t *blob, size_t n,
    struct mof_bmof *out, struct mof_bmof_problems *problems);
/* CIM_ENOMEM, CIM_ELIMIT (also in out->err). */
enum cim_err mof_bmof_write(const struct mof_bmof *bmof, struct bytes_writer *out);

/* Adds a problem; the text is made in the arena. */
void mof_bmof_tell(struct mof_bmof_problems *problems, bool damage, const char *id, uint32_t at,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
