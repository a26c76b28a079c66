/* split.c: a split unit into two files. */
#include "config.h"

#include "cli/split.h"

#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/output.h"

int
split_files(struct mof_unit *unit, const char *locale, const char *ns, const char *neutral,
    const char *localized)
{
	struct output outs[2] = { { .path = neutral }, { .path = localized } };
	size_t count;
	enum cim_err err = mof_split(unit, locale, cim_str_from(ns),
	    output_sink(&outs[0]), output_sink(&outs[1]), &count);
	int status = CMD_DONE;
	if (err == CIM_EINVAL)
		status = cmd_usage("'%s' is no locale such as MS_409", locale);
	else if (err != CIM_OK)
		status = cmd_fail(neutral, err, NULL);
	else
		status = output_publish(outs, 2);
	if (status == CMD_DONE && count == 0)
		err_line("%s: nothing is Amended, so it declares nothing", localized);
	output_free(&outs[0]);
	output_free(&outs[1]);
	return status;
}
