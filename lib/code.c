/* code.c: codes of WBEM by number and name, and the version. */
#include "config.h"

#include "lib/wbemkit.h"

const char *
wk_version(void)
{
	return PACKAGE_VERSION;
}
