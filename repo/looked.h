/* looked.h: which file of a store was looked at page by page, and found whole. */
#ifndef REPO_LOOKED_H
#define REPO_LOOKED_H

#include <stdbool.h>
#include <sys/stat.h>

#include "repo/control.h"

/* Whether control says so of the file as it is now: nobody has written to it since. */
bool looked_whole(struct control *control, const struct stat *st);
/*
 * Notes it, of a file that was the same before the look and after it. One that was changed just
 * now is not noted, nor is anything by who cannot write control: the next one looks again.
 */
void looked_note(struct control *control, const struct stat *st);

#endif
