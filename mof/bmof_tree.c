/* bmof_tree.c: every record of a binary MOF with its offset and its fields, for people who study the format. */
#include "config.h"

#include "mof/bmof_tree.h"

#include <inttypes.h>
#include <string.h>

#include "mof/bmof_view.h"

struct tree {
	struct bytes_writer *w;
	const uint8_t *blob;
};

static void put_record(struct tree *t, const struct mof_bmof_record *record, unsigned depth);

static void
begin(struct tree *t, uint32_t at, unsigned depth)
{
	bytes_write_format(t->w, "%06X  %*s", (unsigned)at, (int)depth * 2, "");
}

/* A text in quotes; what is no letter is told by its number. */
static void
put_quoted(struct tree *t, struct mof_bmof_text text)
{
	bytes_write_u8(t->w, '"');
	for (uint32_t i = 0; i < text.units; i++) {
		uint32_t c = (uint32_t)(text.bytes[2 * i] | text.bytes[2 * i + 1] << 8);
		if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\')
			bytes_write_u8(t->w, (uint8_t)c);
		else
			bytes_write_format(t->w, "\\x%04X", c);
	}
	bytes_write_u8(t->w, '"');
}

static void
put_type(struct tree *t, uint32_t code)
{
	const struct mof_bmof_type *type = mof_bmof_type_find(code);
	bytes_write_format(t->w, " (%s%s%s)", type == NULL ? "unknown" : type->name,
	    (code & MOF_BMOF_ARRAY) != 0 ? "[]" : "", (code & MOF_BMOF_ALIAS) != 0 ? ", alias" : "");
}

static void
put_values(struct tree *t, const struct mof_bmof_record *record, unsigned depth)
{
	const struct mof_bmof_type *type = mof_bmof_type_find(record->type);
	const struct mof_bmof_value *value = record->value;
	if (value == NULL || type == NULL)
		return;
	for (uint32_t i = 0; i < value->count; i++) {
		if (type->shape == MOF_BMOF_AS_OBJECT) {
			put_record(t, value->items[i].object, depth);
			continue;
		}
		uint32_t at = type->shape == MOF_BMOF_AS_TEXT ?
		    (uint32_t)(value->items[i].text.bytes - t->blob) : record->at;
		begin(t, at, depth);
		bytes_write_text(t->w, "value ");
		if (type->shape == MOF_BMOF_AS_TEXT)
			put_quoted(t, value->items[i].text);
		else
			bytes_write_format(t->w, "0x%" PRIX64, value->items[i].bits);
		bytes_write_u8(t->w, '\n');
	}
}

static uint32_t
field_at(const struct tree *t, const struct mof_bmof_record *record, unsigned i)
{
	const uint8_t *p = t->blob + record->at + 4 * (size_t)i;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void
put_fields(struct tree *t, const struct mof_bmof_record *record)
{
	const struct mof_bmof_layout *layout = &mof_bmof_layouts[record->form];
	for (unsigned i = 0; i < layout->count; i++) {
		enum mof_bmof_field field = layout->fields[i];
		uint32_t v = field_at(t, record, i);
		bytes_write_format(t->w, "%s %s ", i > 0 ? "," : ":", mof_bmof_fields[field].label);
		if (field >= MOF_BMOF_NAME && v == UINT32_MAX)
			bytes_write_text(t->w, "-");
		else
			bytes_write_format(t->w, "0x%X", v);
		if (field == MOF_BMOF_TYPE)
			put_type(t, v);
		else if (field == MOF_BMOF_KIND)
			bytes_write_text(t->w, v == 0 ? " (class)" : v == 1 ? " (instance)" : "");
	}
	if (record->flavors != 0)
		bytes_write_format(t->w, ", flavors 0x%X", record->flavors);
}

static void
put_record(struct tree *t, const struct mof_bmof_record *record, unsigned depth)
{
	begin(t, record->at, depth);
	bytes_write_text(t->w, mof_bmof_layouts[record->form].what);
	if (record->named) {
		bytes_write_u8(t->w, ' ');
		put_quoted(t, record->name);
	}
	put_fields(t, record);
	bytes_write_text(t->w, record->damaged ? ", DAMAGED\n" : "\n");
	put_values(t, record, depth + 1);
	for (unsigned i = 0; i < MOF_BMOF_LISTS; i++) {
		for (const struct mof_bmof_record *r = record->lists[i].first; r != NULL; r = r->next)
			put_record(t, r, depth + 1);
	}
}

enum cim_err
mof_bmof_tree(const struct mof_bmof *bmof, const uint8_t *blob, struct bytes_writer *out)
{
	struct tree t = { .w = out, .blob = blob };
	bytes_write_format(out, "000000  blob: objects %u, constants %u %u%s\n",
	    bmof->objects.count, bmof->constants[0], bmof->constants[1],
	    bmof->trailer ? ", flavors in a trailer" : "");
	for (const struct mof_bmof_record *r = bmof->objects.first; r != NULL; r = r->next)
		put_record(&t, r, 1);
	return out->err;
}
