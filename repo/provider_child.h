/* provider_child.h: between fork and exec: who watches over a provider, and how it is started. */
#ifndef REPO_PROVIDER_CHILD_H
#define REPO_PROVIDER_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Everything that is needed behind the fork, made before it. */
struct provider_child {
	int request, out, says, file, control;	/* descriptors */
	bool script;			/* the interpreter opens the file again: it stays open */
	bool drop;
	uid_t uid;
	gid_t gid;
	uint64_t memory;		/* bytes of address space */
	uint64_t cpu;			/* seconds */
	char *const *argv, *const *envp;
};

/* What the watcher says through control, once. */
enum provider_news_kind {
	PROVIDER_ENDED = 1,	/* value: as waitpid has it */
	PROVIDER_NOT_STARTED	/* value: an errno */
};
struct provider_news {
	int32_t kind, value;
};

/*
 * What the forked child does, with all signals blocked; nothing here allocates or locks. It
 * becomes the watcher: starts the provider, and when that ends, or the other end of control
 * closes, leaves nobody alive who was started by it.
 */
_Noreturn void provider_child(const struct provider_child *child);

#endif
