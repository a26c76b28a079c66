/* fmt_encode.c: laid out text back into the line ends and the encoding that its file has. */
#include "config.h"

#include "mof/fmt.h"

#include <string.h>

#include "cim/limits.h"

bool
mof_fmt_is_crlf(const struct mof_source *source)
{
	const char *p = source->text, *end = p + source->size;
	size_t crlf = 0, lf = 0;
	for (; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++) {
		if (p > source->text && p[-1] == '\r')
			crlf++;
		else
			lf++;
	}
	return crlf > lf;
}

/* A CR before each LF, in place: from the end, where the room is. */
static enum cim_err
add_cr(struct bytes_writer *text)
{
	size_t lines = 0, from = text->len;
	for (size_t i = 0; i < text->len; i++)
		lines += text->buf[i] == '\n';
	if (lines == 0 || bytes_write_room(text, lines) == NULL)
		return text->err;
	for (size_t to = text->len; to > from;) {
		uint8_t c = text->buf[--from];
		text->buf[--to] = c;
		if (c == '\n')
			text->buf[--to] = '\r';
	}
	return CIM_OK;
}

/* The character at *at of well-formed UTF-8, and past it. */
static uint32_t
take_character(const uint8_t *text, size_t *at)
{
	uint32_t c = text[(*at)++];
	unsigned more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
	if (more > 0)
		c &= 0x3Fu >> more;
	for (; more > 0; more--)
		c = c << 6 | (text[(*at)++] & 0x3Fu);
	return c;
}

static void
write_unit(struct bytes_writer *w, uint32_t unit, bool big)
{
	uint8_t *room = bytes_write_room(w, 2);
	if (room == NULL)
		return;
	room[big ? 0 : 1] = (uint8_t)(unit >> 8);
	room[big ? 1 : 0] = (uint8_t)unit;
}

static void
to_utf16(const struct bytes_writer *text, bool big, struct bytes_writer *w)
{
	write_unit(w, 0xFEFF, big);
	for (size_t at = 0; at < text->len && w->err == CIM_OK;) {
		uint32_t c = take_character(text->buf, &at);
		if (c >= 0x10000) {
			write_unit(w, 0xD800 + ((c - 0x10000) >> 10), big);
			write_unit(w, 0xDC00 + ((c - 0x10000) & 0x3FF), big);
		} else {
			write_unit(w, c, big);
		}
	}
}

/* A text that came from CP1252 has its characters alone. */
static enum cim_err
to_cp1252(const struct bytes_writer *text, struct bytes_writer *w)
{
	for (size_t at = 0; at < text->len && w->err == CIM_OK;) {
		int byte = mof_cp1252_byte(take_character(text->buf, &at));
		if (byte < 0)
			return CIM_EINVAL;
		bytes_write_u8(w, (uint8_t)byte);
	}
	return w->err;
}

enum cim_err
mof_fmt_encode(struct bytes_writer *text, const struct mof_source *like, bool crlf,
    struct bytes_writer *encoded)
{
	enum cim_err err = crlf ? add_cr(text) : text->err;
	if (err != CIM_OK || like->encoding == MOF_UTF8)
		return err;
	switch (like->encoding) {
	case MOF_UTF16LE: case MOF_UTF16BE:
		to_utf16(text, like->encoding == MOF_UTF16BE, encoded);
		return encoded->err;
	case MOF_CP1252:
		return to_cp1252(text, encoded);
	case MOF_UTF8_BOM: case MOF_UTF8: case MOF_BINARY:
		break;
	}
	bytes_write(encoded, "\xEF\xBB\xBF", 3);
	bytes_write(encoded, text->buf, text->len);
	return encoded->err;
}
