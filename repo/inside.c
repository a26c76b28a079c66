/* inside.c: the table of classes whose instances the program itself knows. */
#include "repo/inside.h"

#include "repo/system.h"

/* In the order of their names; the last row ends it. */
static const struct inside classes[] = {
	{ "__ArbitratorConfiguration", true, inside_arbitrator, NULL },
	{ "__CIMOMIdentification", false, inside_identification, NULL },
	{ "__EventConsumerProviderCacheControl", true, inside_event_consumer_cache, NULL },
	{ "__EventProviderCacheControl", true, inside_event_provider_cache, NULL },
	{ "__EventSinkCacheControl", true, inside_event_sink_cache, NULL },
	{ "__Namespace", true, inside_namespaces, inside_namespace_get },
	{ "__ObjectProviderCacheControl", true, inside_object_cache, NULL },
	{ "__PropertyProviderCacheControl", true, inside_property_cache, NULL },
	{ "__ProviderHostQuotaConfiguration", true, inside_quota, NULL },
	{ "__SystemSecurity", true, inside_security, NULL },
	{ "__thisNAMESPACE", false, inside_this_namespace, NULL },
	{ NULL, false, NULL, NULL }
};

const struct inside *
inside_find(struct cim_name class_name)
{
	/* All of them are WMI's own. */
	if (!cim_name_is_system(class_name))
		return NULL;
	for (const struct inside *row = classes; row->class_name != NULL; row++) {
		if (cim_name_eq(class_name, cim_name_from_text(row->class_name)))
			return row;
	}
	return NULL;
}
