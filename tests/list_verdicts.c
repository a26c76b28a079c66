/* list_verdicts.c: prints the table of verdicts, one row a line: what, when, verdict, why; for diff.test. */
#include <stdio.h>

#include "cim/verdict.h"

int
main(void)
{
	struct cim_verdict_row row;
	for (size_t i = 0; cim_verdict_row(i, &row); i++)
		printf("%s\t%s\t%s\t%s\n", row.what, row.when, cim_verdict_to_string(row.verdict), row.why);
	return 0;
}
