/* bmof.c: a binary MOF to where it is wanted: as it is, as an array of C, as an ACPI buffer. */
#include "config.h"

#include "cli/bmof.h"

#include <string.h>

#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/output.h"

static void
put_bytes(struct bytes_writer *w, struct cim_str bytes, const char *indent, size_t a_line)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (i % a_line == 0)
			bytes_write_text(w, indent);
		bytes_write_format(w, "0x%02X%s", (unsigned)(unsigned char)bytes.ptr[i],
		    i + 1 == bytes.len ? "\n" : i % a_line == a_line - 1 ? ",\n" : ", ");
	}
}

static void
put_form(struct bytes_writer *w, enum cmd_bmof form, struct cim_str bytes)
{
	switch (form) {
	case BMOF_RAW:
		bytes_write(w, bytes.ptr, bytes.len);
		return;
	case BMOF_C_ARRAY:
		bytes_write_format(w, "static const unsigned char bmof[%zu] = {\n", bytes.len);
		put_bytes(w, bytes, "\t", 12);
		bytes_write_text(w, "};\n");
		return;
	case BMOF_ASL:
		bytes_write_format(w, "Name (WQBA, Buffer (0x%04zX)\n{\n", bytes.len);
		put_bytes(w, bytes, "    ", 8);
		bytes_write_text(w, "})\n");
		return;
	}
}

int
bmof_write(const char *path, enum cmd_bmof form, struct cim_str bytes)
{
	struct output out = { .path = path };
	int status = CMD_DONE;
	put_form(&out.text, form, bytes);
	if (out.text.err != CIM_OK)
		status = cmd_fail(path, out.text.err, NULL);
	else if (strcmp(path, "-") == 0)
		out_str(cim_str((const char *)out.text.buf, out.text.len));
	else
		status = output_publish(&out, 1);
	output_free(&out);
	return status;
}
