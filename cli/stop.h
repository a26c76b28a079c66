/* stop.h: SIGINT and SIGTERM: work in hand ends cleanly first. */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <stdbool.h>

/*
 * Before stop_hold a signal ends the program at once. After it the signal is
 * only noted: callbacks that ask stop_wanted end the work, and stop_now ends the
 * program by the same signal when all is cleaned up. A second signal does not wait.
 */
void stop_hold(void);
bool stop_wanted(void);
/* Ends the program by the noted signal; returns when there was none. */
void stop_now(void);
/* Ends the program by a signal, with its default action. */
void stop_by(int signal_number);

#endif
