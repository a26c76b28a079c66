/* host.c: what this machine calls itself, and whether a path is about it. */
#include "config.h"

#include "cim/host.h"

#include <string.h>
#include <unistd.h>

enum cim_err
cim_host(struct arena *arena, struct cim_str *out)
{
	char text[256] = "";
	if (gethostname(text, sizeof(text) - 1) != 0 || text[0] == '\0')
		memcpy(text, ".", 2);
	return cim_str_copy(arena, cim_str_from(text), out) ? CIM_OK : CIM_ENOMEM;
}

/* The first part of a name with dots. */
static struct cim_name
first_label(const char *ptr, size_t len)
{
	const char *dot = memchr(ptr, '.', len);
	return cim_name(ptr, dot == NULL ? len : (size_t)(dot - ptr));
}

bool
cim_host_is_own(struct cim_str host)
{
	char text[256] = "";
	struct cim_name name = cim_name(host.ptr, host.len);
	if (host.len == 0 || cim_str_eq(host, CIM_STR(".")) || cim_name_is(name, "localhost"))
		return true;
	if (gethostname(text, sizeof(text) - 1) != 0 || text[0] == '\0')
		return false;
	size_t len = strlen(text);
	struct cim_name own = cim_name(text, len);
	if (cim_name_eq(name, own))
		return true;
	/* One of the two goes without its domain. */
	bool dotted = memchr(host.ptr, '.', host.len) != NULL, own_dotted = strchr(text, '.') != NULL;
	return dotted != own_dotted &&
	    cim_name_eq(first_label(host.ptr, host.len), first_label(text, len));
}
