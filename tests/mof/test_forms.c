/* test_forms.c: diagnostics without a place in every form; --sarif prints a log of them alone. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"
#include "mof/mof.h"
#include "tests/unit.h"

static enum cim_err
keep(void *ctx, const void *bytes, size_t n)
{
	struct bytes_writer *w = ctx;
	bytes_write(w, bytes, n);
	return w->err;
}

static enum cim_err
print(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	return fwrite(bytes, 1, n, stdout) == n ? CIM_OK : CIM_EIO;
}

/* A unit in which storing was refused: an id that is no row, and no place. */
static struct mof_unit *
refused(void)
{
	struct mof_unit *unit;
	const struct cim_place nowhere = { 0, 0 };
	if (mof_unit_new(&unit, NULL) != CIM_OK)
		exit(99);
	if (mof_report(unit, MOF_ERROR, "E-REFUSED", nowhere, "\"it\" is \\ refused") != CIM_OK ||
	    mof_report(unit, MOF_WARNING, "W-ENCODING", nowhere, "a row, and no place") != CIM_OK)
		exit(99);
	return unit;
}

int
main(int argc, char **argv)
{
	static const struct {
		enum mof_form form;
		const char *what, *end;
	} rows[] = {
		{ MOF_FORM_TEXT, "text", "error: \"it\" is \\ refused [E-REFUSED]\n"
		    "warning: a row, and no place [W-ENCODING]\n" },
		{ MOF_FORM_GCC, "gcc", "error: \"it\" is \\ refused [E-REFUSED]\n"
		    "warning: a row, and no place [W-ENCODING]\n" },
		{ MOF_FORM_JSON, "JSON", "{\"kind\":\"diagnostic\",\"level\":\"error\","
		    "\"id\":\"E-REFUSED\",\"message\":\"\\\"it\\\" is \\\\ refused\",\"notes\":[]}\n"
		    "{\"kind\":\"diagnostic\",\"level\":\"warning\",\"id\":\"W-ENCODING\","
		    "\"rule\":\"1.1\",\"message\":\"a row, and no place\",\"notes\":[]}\n" },
		{ MOF_FORM_GITHUB, "GitHub", "::error title=E-REFUSED::\"it\" is \\ refused\n"
		    "::warning title=W-ENCODING::a row, and no place\n" },
	};
	struct mof_unit *unit = refused();
	if (argc > 1 && strcmp(argv[1], "--sarif") == 0) {
		struct mof_print_options options = { .form = MOF_FORM_SARIF };
		int bad = mof_print_diagnostics(
		    unit, &options, (struct cim_sink){ print, NULL }) != CIM_OK;
		mof_unit_free(unit);
		return bad;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mof_print_options options = { .form = rows[i].form };
		struct bytes_writer w = { 0 };
		tap_int(mof_print_diagnostics(unit, &options, (struct cim_sink){ keep, &w }),
		    CIM_OK, "%s: printed", rows[i].what);
		tap_text(w.buf, w.len, rows[i].end, "%s: without a place", rows[i].what);
		bytes_writer_free(&w);
	}
	mof_unit_free(unit);
	return tap_done();
}
