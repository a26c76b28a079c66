/* json.c: one line of JSON on standard output. */
#include "config.h"

#include "cli/json.h"

#include "cli/out.h"

enum cim_err
json_line(struct bytes_writer *w)
{
	enum cim_err err = w->err;
	if (err == CIM_OK) {
		out_bytes(w->buf, w->len);
		out_bytes("\n", 1);
		err = out_failed() ? CIM_EIO : CIM_OK;
	}
	bytes_writer_reset(w);
	return err;
}
