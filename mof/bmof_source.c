/* bmof_source.c: a binary MOF as the text that it was made of: one more encoding of a source. */
#include "config.h"

#include "mof/bmof_source.h"

#include <string.h>

#include "cim/limits.h"
#include "mof/bmof_print.h"

/* One of them into the text; *used: its bytes. */
static enum cim_err
decode_one(struct arena *arena, const uint8_t *bytes, size_t n, struct bytes_writer *text,
    size_t *used, struct mof_bmof_problems *problems, struct cim_fault *fault)
{
	struct mof_bmof bmof;
	const uint8_t *blob;
	size_t blob_len;
	uint32_t outer;
	enum cim_err err = mof_bmof_unpack(
	    arena, bytes, n, &blob, &blob_len, &outer, used, problems, fault);
	if (err == CIM_OK)
		err = mof_bmof_read(arena, blob, blob_len, &bmof, problems);
	return err == CIM_OK ? mof_bmof_print(&bmof, arena, text) : err;
}

enum cim_err
mof_bmof_decode(struct arena *arena, const void *bytes, size_t n, char **text, size_t *len,
    struct mof_bmof_problems *problems, struct cim_fault *fault)
{
	const uint8_t *at = bytes, *end = at + n;
	struct bytes_writer w = { .limit = CIM_LIMIT_SOURCE_BYTES };
	enum cim_err err = CIM_OK;
	while (err == CIM_OK && mof_bmof_begins(at, (size_t)(end - at))) {
		size_t used = 0;
		if (at != bytes)
			bytes_write_u8(&w, '\n');
		err = decode_one(arena, at, (size_t)(end - at), &w, &used, problems, fault);
		at += used;
	}
	if (err == CIM_OK && at < end)
		mof_bmof_tell(problems, false, "N-BMOF-REST", (uint32_t)(at - (const uint8_t *)bytes),
		    "%zu byte%s behind the binary MOF", (size_t)(end - at), end - at == 1 ? "" : "s");
	*len = w.len;
	*text = err == CIM_OK ? arena_text(arena, w.len + 2) : NULL;
	if (err == CIM_OK && (*text == NULL || problems->no_memory))
		err = CIM_ENOMEM;
	if (err == CIM_OK) {
		memcpy(*text, w.buf == NULL ? (const uint8_t *)"" : w.buf, w.len);
		memset(*text + w.len, 0, 2);
	}
	bytes_writer_free(&w);
	return err;
}
