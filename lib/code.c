/* code.c: codes of WBEM by number and name, and the version. */
#include "config.h"

#include "cim/wbem.h"
#include "lib/wbemkit.h"

const char *
wk_version(void)
{
	return PACKAGE_VERSION;
}

const char *
wk_code_name(wk_status code)
{
	return cim_wbem_name(code);
}

const char *
wk_code_meaning(wk_status code)
{
	const struct cim_wbem *row = cim_wbem_find(code);
	return row != NULL ? row->meaning : NULL;
}

const char *
wk_code_remedy(wk_status code)
{
	const struct cim_wbem *row = cim_wbem_find(code);
	return row != NULL ? row->remedy : NULL;
}

int
wk_code_parse(const char *text, wk_status *code)
{
	const struct cim_wbem *row;
	if (code == NULL)
		return 0;
	*code = 0;
	if (text == NULL)
		return 0;
	if (cim_wbem_parse(cim_str_from(text), code))
		return 1;
	row = cim_wbem_find_name(cim_str_from(text));
	if (row != NULL)
		*code = row->code;
	return row != NULL;
}
