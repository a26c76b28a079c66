/* json.h: one line of JSON on standard output. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "mof/json_out.h"

/*
 * Writes what w holds and a newline to standard output, and empties it. CIM_EIO once that failed.
 */
enum cim_err json_line(struct bytes_writer *w);

#endif
