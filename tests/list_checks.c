/* list_checks.c: prints the table of named checks, one a line: id, rule, severity, title, severity by
 * dialect; for checks.test. */
#include <stdio.h>

#include "mof/mof.h"

int
main(void)
{
	static const char *const severity[] = { "note", "warning", "error" };
	size_t count;
	const struct mof_check_info *checks = mof_checks(&count);
	for (size_t i = 0; i < count; i++)
		printf("%s\t%s\t%s\t%s\t%s,%s,%s,%s\n", checks[i].id, checks[i].rule, severity[checks[i].severity],
		    checks[i].title, severity[checks[i].in[MOF_DIALECT_DMTF]], severity[checks[i].in[MOF_DIALECT_WMI]],
		    severity[checks[i].in[MOF_DIALECT_DSC]], severity[checks[i].in[MOF_DIALECT_MOF3]]);
	return 0;
}
