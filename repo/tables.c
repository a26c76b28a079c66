/* tables.c: two growing lists with hash slots beside them. */
#include "repo/tables.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum cim_err
tables_init(struct tables *tables)
{
	*tables = (struct tables){ 0 };
	return CIM_OK;
}

/* Who only reads never asks for a secret: the system is not asked for one either. */
static inline uint64_t
secret_of(struct tables *tables)
{
	while (tables->secret == 0)
		randombytes_buf(&tables->secret, sizeof(tables->secret));
	return tables->secret;
}

void
tables_free(struct tables *tables)
{
	free(tables->texts);
	free(tables->text_slots.list);
	free(tables->forms);
	free(tables->form_names);
	free(tables->form_slots.list);
	*tables = (struct tables){ 0 };
}

static inline uint64_t
mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9fb21c651e98df25);
	return h ^ h >> 29;
}

static uint32_t
form_hash(uint64_t secret, uint64_t form)
{
	return (uint32_t)(mix(mix(secret, form), secret) >> 32);
}

/* Frees the slot of a number that is known to have one. */
static void
slot_clear(struct table_slots *slots, uint32_t hash, uint32_t number)
{
	uint32_t i = hash & (slots->cap - 1);
	while (slots->list[i] != number + 1)
		i = (i + 1) & (slots->cap - 1);
	slots->list[i] = 0;
}

/* Clearing must not cost more than filling did: slot by slot when they are few among many. */
static bool
slots_sparse(const struct table_slots *slots)
{
	return slots->used < slots->cap / 16;
}

static void
slots_wipe(struct table_slots *slots)
{
	if (slots->used > 0)
		memset(slots->list, 0, slots->cap * sizeof(slots->list[0]));
}

void
tables_reset(struct tables *tables)
{
	struct table_slots *texts = &tables->text_slots, *forms = &tables->form_slots;
	if (!slots_sparse(texts))
		slots_wipe(texts);
	else
		for (uint32_t n = 0; n < texts->used; n++)
			slot_clear(texts, tables->texts[n].hash, n);
	if (!slots_sparse(forms))
		slots_wipe(forms);
	else
		for (uint32_t n = 0; n < forms->used; n++)
			slot_clear(forms, form_hash(tables->secret, tables->forms[n]), n);
	texts->used = forms->used = 0;
	tables->text_count = 0;
	tables->form_count = 0;
}

static inline uint64_t
word_at(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof(word));
	return word;
}

/*
 * Four lanes of eight bytes, so that the processor need not wait for one
 * product to begin the next. The secret goes in first and last: the collisions of one process are
 * not those of another.
 */
static uint32_t
text_hash(uint64_t secret, struct cim_str text)
{
	uint64_t h = mix(secret, text.len);
	const char *p = text.ptr;
	size_t left = text.len;
	if (left >= 32) {
		uint64_t a = h, b = h + 1, c = h + 2, d = h + 3;
		for (; left >= 32; p += 32, left -= 32) {
			a = mix(a, word_at(p));
			b = mix(b, word_at(p + 8));
			c = mix(c, word_at(p + 16));
			d = mix(d, word_at(p + 24));
		}
		h = mix(mix(mix(a, b), c), d);
	}
	for (; left >= 8; p += 8, left -= 8)
		h = mix(h, word_at(p));
	/*
	 * The rest without a loop: words that overlap what was read, or, of a short text,
	 * itself.
	 */
	if (left > 0 && text.len >= 8) {
		h = mix(h, word_at(p + left - 8));
	} else if (left >= 4) {
		uint32_t first, last;
		memcpy(&first, p, sizeof(first));
		memcpy(&last, p + left - 4, sizeof(last));
		h = mix(h, (uint64_t)first << 32 | last);
	} else if (left > 0) {
		const uint8_t *u = (const uint8_t *)p;
		h = mix(h, (uint64_t)u[0] << 16 | (uint64_t)u[left / 2] << 8 | u[left - 1]);
	}
	return (uint32_t)(mix(h, secret) >> 32);
}

static void
slot_take(struct table_slots *slots, uint32_t hash, uint32_t number)
{
	uint32_t i = hash & (slots->cap - 1);
	while (slots->list[i] != 0)
		i = (i + 1) & (slots->cap - 1);
	slots->list[i] = number + 1;
	slots->used++;
}

/* Twice the slots, empty; the caller fills them. */
static enum cim_err
slots_double(struct table_slots *slots)
{
	uint32_t cap = slots->cap == 0 ? 64 : slots->cap * 2;
	uint32_t *list = calloc(cap, sizeof(list[0]));
	if (list == NULL)
		return CIM_ENOMEM;
	free(slots->list);
	*slots = (struct table_slots){ list, cap, 0 };
	return CIM_OK;
}

static bool
slots_tight(const struct table_slots *slots)
{
	return slots->used >= slots->cap / 2;
}

enum cim_err
tables_text_push(struct tables *tables, struct cim_str text)
{
	if (tables->text_count == tables->text_cap) {
		if (tables->text_cap >= TABLES_MOST)
			return CIM_ELIMIT;
		uint32_t cap = tables->text_cap == 0 ? 64 : tables->text_cap * 2;
		struct table_text *grown = realloc(tables->texts, cap * sizeof(grown[0]));
		if (grown == NULL)
			return CIM_ENOMEM;
		tables->texts = grown;
		tables->text_cap = cap;
	}
	tables->texts[tables->text_count++] = (struct table_text){ .text = text };
	return CIM_OK;
}

enum cim_err
tables_text(struct tables *tables, struct cim_str text, uint32_t *number, bool *is_new)
{
	struct table_slots *slots = &tables->text_slots;
	uint32_t hash = text_hash(secret_of(tables), text);
	*is_new = false;
	for (uint32_t i = hash; slots->cap > 0; i++) {
		uint32_t there = slots->list[i & (slots->cap - 1)];
		if (there == 0)
			break;
		const struct table_text *old = &tables->texts[there - 1];
		if (old->hash == hash && cim_str_eq(old->text, text)) {
			*number = there - 1;
			return CIM_OK;
		}
	}
	*number = tables->text_count;
	*is_new = true;
	enum cim_err err = tables_text_push(tables, text);
	if (err != CIM_OK)
		return err;
	tables->texts[*number].hash = hash;
	if (slots_tight(slots)) {
		err = slots_double(slots);
		for (uint32_t n = 0; n < *number && err == CIM_OK; n++)
			slot_take(slots, tables->texts[n].hash, n);
	}
	if (err == CIM_OK)
		slot_take(slots, hash, *number);
	return err;
}

enum cim_err
tables_form_push(struct tables *tables, uint64_t form)
{
	if (tables->form_count == tables->form_cap) {
		if (tables->form_cap >= TABLES_MOST)
			return CIM_ELIMIT;
		uint32_t cap = tables->form_cap == 0 ? 32 : tables->form_cap * 2;
		uint64_t *forms = realloc(tables->forms, cap * sizeof(forms[0]));
		if (forms == NULL)
			return CIM_ENOMEM;
		tables->forms = forms;
		struct cim_name *names = realloc(tables->form_names, cap * sizeof(names[0]));
		if (names == NULL)
			return CIM_ENOMEM;
		tables->form_names = names;
		tables->form_cap = cap;
	}
	tables->forms[tables->form_count++] = form;
	return CIM_OK;
}

enum cim_err
tables_form(struct tables *tables, uint64_t form, uint32_t *number, bool *is_new)
{
	struct table_slots *slots = &tables->form_slots;
	uint32_t hash = form_hash(secret_of(tables), form);
	*is_new = false;
	for (uint32_t i = hash; slots->cap > 0; i++) {
		uint32_t there = slots->list[i & (slots->cap - 1)];
		if (there == 0)
			break;
		if (tables->forms[there - 1] == form) {
			*number = there - 1;
			return CIM_OK;
		}
	}
	*number = tables->form_count;
	*is_new = true;
	enum cim_err err = tables_form_push(tables, form);
	if (err == CIM_OK && slots_tight(slots)) {
		err = slots_double(slots);
		for (uint32_t n = 0; n < *number && err == CIM_OK; n++)
			slot_take(slots, form_hash(tables->secret, tables->forms[n]), n);
	}
	if (err == CIM_OK)
		slot_take(slots, hash, *number);
	return err;
}
