/* winmgmt.h: the program under the name winmgmt: the care of a repository with the switches of Windows. */
#ifndef CLI_WINMGMT_H
#define CLI_WINMGMT_H

/* The whole program; repository NULL: by the environment. argv[0] is its name. An exit status of cli/opts.h. */
int winmgmt_main(int argc, char **argv, const char *repository);
void winmgmt_help(void);

#endif
