/* errors.c: compiles MOF files, and lists what is wrong with them; nothing is stored. */
#include <stdio.h>
#include <wbemkit.h>

static void
each(void *ctx, const wk_diagnostic *d)
{
	static const char *const words[] = { "note", "warning", "error" };
	unsigned *errors = (unsigned *)ctx;
	int severity = wk_diagnostic_severity(d);
	if (severity == WK_NOTE)
		return;
	*errors += severity == WK_ERROR;
	printf("%s:%u:%u: %s: %s [%s]\n", wk_diagnostic_file(d) != NULL ? wk_diagnostic_file(d) : "-",
	    wk_diagnostic_line(d), wk_diagnostic_column(d), words[severity],
	    wk_diagnostic_text(d), wk_diagnostic_id(d));
}

int
main(int argc, char **argv)
{
	unsigned errors = 0;
	wk_compiler *compiler = wk_compiler_new();
	wk_status status = compiler == NULL ? WK_WBEM_E_OUT_OF_MEMORY : WK_OK;
	for (int i = 1; i < argc && !WK_FAILED(status); i++)
		status = wk_compiler_add_file(compiler, argv[i]);
	if (!WK_FAILED(status)) {
		wk_compiler_on_diagnostic(compiler, each, &errors);
		status = wk_compiler_check(compiler);
	}
	if (WK_FAILED(status) && errors == 0)
		fprintf(stderr, "%s: %s\n", wk_code_name(status), wk_compiler_error(compiler));
	wk_compiler_free(compiler);
	return WK_FAILED(status) ? 1 : 0;
}
