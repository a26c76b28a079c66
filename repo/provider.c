/* provider.c: asks a provider for instances, and tells those that it answers. */
#include "repo/provider.h"

#include <stdarg.h>
#include <stdio.h>

#include "repo/provider_file.h"

static const struct {
	uint32_t wbem;
	const char *name;
} codes[] = {
	[PROVIDER_NO_CODE] = { 0, "" },
	[PROVIDER_FAILURE] = { UINT32_C(0x80041004), " [WBEM_E_PROVIDER_FAILURE]" },
	[PROVIDER_NOT_FOUND] = { UINT32_C(0x80041011), " [WBEM_E_PROVIDER_NOT_FOUND]" },
	[PROVIDER_LOAD_FAILURE] = { UINT32_C(0x80041013), " [WBEM_E_PROVIDER_LOAD_FAILURE]" },
	[PROVIDER_NOT_CAPABLE] = { UINT32_C(0x80041024), " [WBEM_E_PROVIDER_NOT_CAPABLE]" },
	[PROVIDER_TIMED_OUT] = { UINT32_C(0x80041088), " [WBEM_E_PROVIDER_TIMED_OUT]" },
	[PROVIDER_ACCESS_DENIED] = { UINT32_C(0x80041003), " [WBEM_E_ACCESS_DENIED]" },
};

enum cim_err
provider_wrong(struct provider_fault *fault, enum cim_err err, enum provider_code code,
    const char *format, ...)
{
	char text[sizeof(fault->fault.text) - 130];	/* with room for names around it */
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (fault->fault.err == CIM_OK)
		fault->wbem = codes[code].wbem;
	int len = fault->about.len > 80 ? 80 : (int)fault->about.len;
	return cim_fault(&fault->fault, err, "%s%.*s%s%s%s", len > 0 ? "class " : "", len,
	    fault->about.ptr, len > 0 ? ": " : "", text, codes[code].name);
}

enum cim_err
provider_list(const struct provider_ask *ask, repo_live_each_fn each, void *ctx,
    struct provider_fault *fault)
{
	struct provider_file file;
	enum cim_err err = provider_file_open(ask->repo, ask->provider, &file, fault);
	(void)each;
	(void)ctx;
	if (err != CIM_OK)
		return err;
	provider_file_close(&file);
	return provider_wrong(fault, CIM_EPROVIDER, PROVIDER_LOAD_FAILURE,
	    "provider %s is there, but programs are not run yet", file.name);
}
