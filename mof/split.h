/* split.h: what the rooms that split a master file share: what is in a language, what is not. */
#ifndef MOF_SPLIT_H
#define MOF_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/name.h"
#include "cim/stream.h"
#include "mof/ast.h"
#include "mof/parse.h"

/* Where "Qualifier X : Amended ...;" gives its flavors to uses: to the end of its file. */
struct mof_split_default {
	struct mof_split_default *next;	/* an earlier one of the name */
	uint32_t from, to;
	uint8_t flavors, stated;
};

/* A namespace, with the classes that the unit declares in it. */
struct mof_split_ns {
	struct mof_split_ns *next;
	struct cim_str name;
	struct cim_map classes;		/* -> struct mof_split_class */
	struct mof_split_class *first, **tail;
	size_t localized;
};

struct mof_split_class {
	struct mof_split_class *next;
	const struct mof_class *raw;
	bool amended;		/* has such qualifiers */
	bool wanted;		/* that, or one below it has */
};

struct mof_split {
	struct mof_unit *unit;
	struct arena arena;
	uint32_t locale;
	struct cim_map defaults;	/* qualifier -> struct mof_split_default */
	struct cim_map types;		/* qualifiers whose type is declared Amended */
	struct cim_map by_name;		/* namespace -> struct mof_split_ns */
	struct mof_split_ns *first, **tail;
	size_t count;
	/* the neutral text: what is copied up to where */
	const struct mof_source *source;
	uint32_t cursor;
	struct cim_sink sink;
	struct bytes_writer out;	/* the localized text */
	enum cim_err err;
};

/* Notes the first failure; whether there is none. */
bool mof_split_good(struct mof_split *s, enum cim_err err);

/* What holds for a use, and what of it must be said so that it holds elsewhere too. */
void mof_split_flavors(
    const struct mof_split *s, const struct mof_qualifier *q, uint8_t *flavors, uint8_t *stated);
bool mof_split_is_amended(const struct mof_split *s, const struct mof_qualifier *q);
/* Whether a member or a parameter of it carries such a qualifier. */
bool mof_split_member_amended(const struct mof_split *s, const struct mof_member *member);
/* Whether the flavors of a declaration say so. */
bool mof_split_declares_amended(const struct mof_qualifier_type *raw);

/* The namespace behind a pragma; the same one when it names none, which was told elsewhere. */
struct mof_split_ns *mof_split_pragma_ns(
    struct mof_split *s, const struct mof_pragma *pragma, struct mof_split_ns *ns);

void mof_split_put(struct mof_split *s, const char *text, size_t n);
/* #pragma namespace("\\\\.\\root\\x"), with one more part unless below is NULL. */
void mof_split_put_namespace(struct bytes_writer *w, struct cim_str ns, const char *below);

/* split_neutral.c: a file without what is in a language; the namespace at its end. */
struct mof_split_ns *mof_split_neutral(
    struct mof_split *s, const struct mof_file *file, struct mof_split_ns *ns);
/* split_localized.c: all that is in a language. */
void mof_split_localized(struct mof_split *s);

#endif
