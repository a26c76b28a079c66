/* secure.h: the security of namespaces as instances that say it, to be compiled again. */
#ifndef CLI_SECURE_H
#define CLI_SECURE_H

#include "cim/class.h"
#include "cli/print.h"
#include "repo/repo.h"

/*
 * What is said of a namespace, as an instance of __Namespace of that name (in the namespace above), or
 * with an empty one of __SystemSecurity (in itself): NamespaceSecuritySDDL where there is a
 * descriptor, RequiresEncryption where that is said. In the arena; NULL without memory.
 */
const struct cim_instance *secure_instance(struct arena *arena, struct cim_str name,
    const struct cim_namespace_security *said);

/*
 * A namespace as export prints it, with its security where that is not what it would get by
 * itself. CIM_OK; *withheld is set where the caller may not read the security: nothing is said of it.
 */
enum cim_err secure_print(struct printer *p, struct cim_str ns, bool *withheld);

#endif
