/* compile.h: a run of compile or check, for verbs that tell in ways of their own how it went. */
#ifndef CLI_COMPILE_H
#define CLI_COMPILE_H

#include "cli/cmd.h"

/* Tells of one run; ctx is the caller's. */
struct compile_teller {
	void *ctx;
	/*
	 * Called once, before the unit goes: it holds the diagnostics. NULL: an operand could not
	 * be read. status: what the run ends with; what diagnostics do not tell was told already.
	 */
	void (*tell)(void *ctx, struct mof_unit *unit, int status);
	/* Called before that for every refusal to store, which is a diagnostic at its place too. */
	void (*refused)(void *ctx, const struct repo_refusal *refusal);
	bool (*makes_namespace)(struct cim_str ns);	/* as of mof_options */
};

/* The operands of cmd into its repository. The status that teller was told. */
int compile_store(struct cmd *cmd, const struct compile_teller *teller);
/* The same without storing, against nothing. */
int compile_check(struct cmd *cmd, const struct compile_teller *teller);

/*
 * The operands of cmd as a binary MOF into cmd->bmof, by mof_unit_binary with that ns. Neither
 * repository nor scope is asked; with cmd->driver the rules of lint for drivers are.
 */
int compile_binary(struct cmd *cmd, const char *ns, const struct compile_teller *teller);

/*
 * Files, directories and streams as one unit, against a scope (NULL: nothing is known); every namespace
 * is there. What there is to say goes to standard error; when it may be stored, take gets the batch
 * before all of it goes. CMD_DONE; CMD_FINDINGS: it has errors; or what cmd_fail makes of what take
 * answers.
 */
int compile_given(struct cmd *cmd, const char **files, int count, const struct cim_scope *scope,
    enum cim_err (*take)(void *ctx, const struct cim_batch *batch, struct cim_fault *fault),
    void *ctx);

#endif
