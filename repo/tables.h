/*
 * tables.h: the distinct texts and qualifier forms of one record, numbered in the order of
 * first use.
 */
#ifndef REPO_TABLES_H
#define REPO_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/err.h"
#include "cim/name.h"

/*
 * Both tables keep their memory from record to record. The hash of texts
 * starts from a secret, so that nobody can write texts that all collide.
 */
struct table_text {
	struct cim_str text;
	struct cim_name name;	/* ptr NULL until it was used as a name */
	uint32_t hash;
};

struct table_slots {
	uint32_t *list;		/* number + 1; 0 is free */
	uint32_t cap, used;
};

struct tables {
	uint64_t secret;	/* 0: not asked for yet */
	struct table_text *texts;
	uint32_t text_count, text_cap;
	struct table_slots text_slots;
	uint64_t *forms;	/* name's number << 24 | type byte << 16 | flavors << 8 | stated */
	struct cim_name *form_names;
	uint32_t form_count, form_cap;
	struct table_slots form_slots;
};

#define TABLES_MOST UINT32_C(0x20000000) /* texts of one record: each takes a byte at least */

enum cim_err tables_init(struct tables *tables);	/* CIM_ENOMEM: nothing to free */
void tables_free(struct tables *tables);
void tables_reset(struct tables *tables);		/* empty, memory kept */

/* The number of a text, which is added when it is new. */
enum cim_err tables_text(
    struct tables *tables, struct cim_str text, uint32_t *number, bool *is_new);
/* Adds without looking whether it is there. */
enum cim_err tables_text_push(struct tables *tables, struct cim_str text);
enum cim_err tables_form(struct tables *tables, uint64_t form, uint32_t *number, bool *is_new);
enum cim_err tables_form_push(struct tables *tables, uint64_t form);

#endif
