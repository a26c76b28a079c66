/* host.h: what this machine calls itself, and whether a path is about it. */
#ifndef CIM_HOST_H
#define CIM_HOST_H

#include <stdbool.h>

#include "cim/arena.h"
#include "cim/name.h"

/* What this machine calls itself (__SERVER); "." when it does not say. In the arena. CIM_ENOMEM. */
enum cim_err cim_host(struct arena *arena, struct cim_str *out);
/*
 * Whether the host of a path is this machine: none, ".", "localhost", or what it calls itself, with
 * or without its domain, in any case.
 */
bool cim_host_is_own(struct cim_str host);

#endif
