/* json_in.h: declarations in JSON (doc/json.txt) as raw declarations. */
#ifndef MOF_JSON_IN_H
#define MOF_JSON_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "mof/ast.h"
#include "mof/diag.h"

/* Whether a source is JSON: its name ends so, or it begins as no MOF can. */
bool mof_json_is(const struct mof_source *source);

/*
 * Reads the source of a file, which has its base, and adds what it declares. Mistakes become
 * diagnostics. CIM_OK, CIM_ENOMEM, or what progress answered: it is called now and then with how
 * far it is (may be NULL).
 */
enum cim_err mof_json_read(struct mof_file *file, struct arena *arena, struct mof_diags *diags,
    enum cim_err (*progress)(void *ctx, uint32_t done), void *progress_ctx);

#endif
