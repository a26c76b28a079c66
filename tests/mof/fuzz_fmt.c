/*
 * fuzz_fmt.c: any bytes as a file to be formatted. Either it has mistakes, and they are told; or
 * its new text says the same (the formatter's own proof never fails), and is its own layout.
 */
#include "config.h"

#include <stdlib.h>

#include "mof/mof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Formats bytes; false when they have mistakes. */
static bool
format(struct mof_unit **unit, const void *bytes, size_t n, struct mof_formatted *text)
{
	struct cim_fault fault = { .err = CIM_OK };
	must(mof_unit_new(unit, NULL) == CIM_OK);
	enum cim_err err = mof_format_buffer(*unit, "fuzz.mof", bytes, n, text, &fault);
	/* JSON is refused as such, and a mixture of encodings. */
	must(err == CIM_OK || err == CIM_EINPUT || err == CIM_EINVAL || err == CIM_EDENIED);
	must(err == CIM_EINPUT ? mof_count(*unit, MOF_ERROR) > 0 :
	    mof_count(*unit, MOF_ERROR) == 0);
	return err == CIM_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mof_unit *once, *twice;
	struct mof_formatted first, second;
	if (format(&once, data, size, &first)) {
		must(format(&twice, first.bytes.ptr, first.bytes.len, &second));
		must(!second.changed);
		mof_formatted_free(&second);
		mof_unit_free(twice);
	}
	mof_formatted_free(&first);
	mof_unit_free(once);
	return 0;
}
