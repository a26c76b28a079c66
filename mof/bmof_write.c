/* bmof_write.c: records into the blob of a binary MOF, as Microsoft's compiler lays them out. */
#include "config.h"

#include "mof/bmof.h"

#include "cim/limits.h"
#include "mof/bmof_compress.h"

#define ABSENT UINT32_MAX

struct writer {
	struct bytes_writer *out;
	size_t base;			/* where the blob begins in out */
	/*
	 * Whether items are padded. On at first; of an array off for each element but the last, on for
	 * that; and whatever is written after it, be it in the array or behind, finds it so.
	 */
	bool pad;
	struct bytes_writer flavors;	/* the entries of the trailer */
	uint32_t flavor_count;
};

static void
u32_patch(struct writer *w, size_t at, size_t v)
{
	if (w->out->err != CIM_OK)
		return;
	for (unsigned i = 0; i < 4; i++)
		w->out->buf[at + i] = (uint8_t)(v >> 8 * i);
}

/* An item is padded by its own size, wherever it stands. */
static void
pad(struct writer *w, size_t from)
{
	if (!w->pad)
		return;
	while (w->out->err == CIM_OK && (w->out->len - from) % 4 != 0)
		bytes_write_u8(w->out, 0);
}

static void
write_text(struct writer *w, struct mof_bmof_text text)
{
	size_t from = w->out->len;
	bytes_write(w->out, text.bytes, (size_t)text.units * 2);
	bytes_write_u16(w->out, 0);
	pad(w, from);
}

static void write_record(struct writer *w, const struct mof_bmof_record *record);

static void
write_item(struct writer *w, enum mof_bmof_shape shape, const union mof_bmof_item *item)
{
	size_t from = w->out->len;
	switch (shape) {
	case MOF_BMOF_AS_TEXT:
		write_text(w, item->text);
		return;
	case MOF_BMOF_AS_OBJECT:
		write_record(w, item->object);
		return;
	case MOF_BMOF_AS_2: bytes_write_u16(w->out, (uint16_t)item->bits); break;
	case MOF_BMOF_AS_4: bytes_write_u32(w->out, (uint32_t)item->bits); break;
	case MOF_BMOF_AS_8: bytes_write_u64(w->out, item->bits); break;
	case MOF_BMOF_AS_NOTHING: break;
	}
	pad(w, from);
}

static void
write_value(struct writer *w, uint32_t code, const struct mof_bmof_value *value)
{
	const struct mof_bmof_type *type = mof_bmof_type_find(code);
	enum mof_bmof_shape shape = type == NULL ? MOF_BMOF_AS_NOTHING : type->shape;
	if ((code & MOF_BMOF_ARRAY) == 0) {
		write_item(w, shape, value->items);
		return;
	}
	size_t at = w->out->len;
	bytes_write_u32(w->out, 0);
	bytes_write_u32(w->out, 1);
	bytes_write_u32(w->out, value->count);
	bytes_write_u32(w->out, 0);
	for (uint32_t i = 0; i < value->count; i++) {
		w->pad = i + 1 == value->count;
		write_item(w, shape, &value->items[i]);
	}
	u32_patch(w, at, w->out->len - at);
	u32_patch(w, at + 12, w->out->len - at - 12);
}

static void
write_list(struct writer *w, const struct mof_bmof_list *list)
{
	size_t at = w->out->len;
	bytes_write_u32(w->out, 0);
	bytes_write_u32(w->out, list->count);
	for (const struct mof_bmof_record *r = list->first; r != NULL; r = r->next)
		write_record(w, r);
	u32_patch(w, at, w->out->len - at);
}

/* Whether there is something that a field leads to. */
static bool
has_part(const struct mof_bmof_record *record, enum mof_bmof_field field)
{
	if (field == MOF_BMOF_NAME)
		return record->named;
	if (field == MOF_BMOF_VALUE)
		return record->value != NULL;
	return record->lists[field - MOF_BMOF_QUALIFIERS].there;
}

static void
write_part(struct writer *w, const struct mof_bmof_record *record, enum mof_bmof_field field)
{
	if (field == MOF_BMOF_NAME)
		write_text(w, record->name);
	else if (field == MOF_BMOF_VALUE)
		write_value(w, record->type, record->value);
	else
		write_list(w, &record->lists[field - MOF_BMOF_QUALIFIERS]);
}

static void
note_flavors(struct writer *w, const struct mof_bmof_record *record)
{
	if (record->flavors == 0)
		return;
	bytes_write_u32(&w->flavors, (uint32_t)(w->out->len - w->base));
	bytes_write_u32(&w->flavors, record->flavors);
	w->flavor_count++;
}

/* The fields first, as far as they are known, then what they lead to. */
static void
write_record(struct writer *w, const struct mof_bmof_record *record)
{
	const struct mof_bmof_layout *layout = &mof_bmof_layouts[record->form];
	note_flavors(w, record);
	size_t at = w->out->len, begin = at + 4 * (size_t)layout->count;
	for (unsigned i = 0; i < layout->count; i++)
		bytes_write_u32(w->out, layout->fields[i] == MOF_BMOF_TYPE ? record->type :
		    layout->fields[i] == MOF_BMOF_KIND ? record->kind : ABSENT);
	for (unsigned i = 0; i < layout->count; i++) {
		if (layout->fields[i] < MOF_BMOF_NAME || !has_part(record, layout->fields[i]))
			continue;
		u32_patch(w, at + 4 * i, w->out->len - begin);
		write_part(w, record, layout->fields[i]);
	}
	u32_patch(w, at, w->out->len - at);
}

enum cim_err
mof_bmof_write(const struct mof_bmof *bmof, struct bytes_writer *out)
{
	struct writer w = { .out = out, .base = out->len, .pad = true };
	bytes_write(out, "FOMB", 4);
	bytes_write_u32(out, 0);
	bytes_write_u32(out, bmof->constants[0]);
	bytes_write_u32(out, bmof->constants[1]);
	bytes_write_u32(out, bmof->objects.count);
	for (const struct mof_bmof_record *r = bmof->objects.first; r != NULL; r = r->next)
		write_record(&w, r);
	u32_patch(&w, w.base + 4, out->len - w.base);
	if (w.flavor_count > 0) {
		bytes_write(out, "BMOFQUALFLAVOR11", 16);
		bytes_write_u32(out, w.flavor_count);
		bytes_write(out, w.flavors.buf, w.flavors.len);
	}
	if (w.flavors.err != CIM_OK)
		out->err = w.flavors.err;
	bytes_writer_free(&w.flavors);
	if (out->err == CIM_OK && out->len - w.base > CIM_LIMIT_BMOF)
		out->err = CIM_ELIMIT;
	return out->err;
}

enum cim_err
mof_bmof_pack(const uint8_t *blob, size_t n, uint32_t outer, struct bytes_writer *out)
{
	size_t at = out->len;
	bytes_write(out, "FOMB", 4);
	bytes_write_u32(out, outer);
	bytes_write_u32(out, 0);
	bytes_write_u32(out, (uint32_t)n);
	enum cim_err err = n > CIM_LIMIT_BMOF ? CIM_ELIMIT : mof_bmof_compress(blob, n, out);
	if (err != CIM_OK)
		return err;
	size_t stream = out->len - at - MOF_BMOF_HEADER;
	for (unsigned i = 0; i < 4; i++)
		out->buf[at + 8 + i] = (uint8_t)(stream >> 8 * i);
	return CIM_OK;
}
