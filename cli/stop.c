/* stop.c: SIGINT and SIGTERM: work in hand ends cleanly first. */
#include "config.h"

#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>

/* Signals know no context: what they note has to be here. */
static volatile sig_atomic_t stop_signal;

static void
note(int signal_number)
{
	stop_signal = signal_number;
}

static void
hold_one(int signal_number)
{
	struct sigaction now;
	/* Who started us with the signal ignored (nohup, a background job) wants it so. */
	if (sigaction(signal_number, NULL, &now) != 0 || now.sa_handler != SIG_DFL)
		return;
	/* Calls that wait are interrupted, so that a wait for a reader ends too. */
	struct sigaction action = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND };
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(signal_number, &action, NULL);
}

void
stop_hold(void)
{
	hold_one(SIGINT);
	hold_one(SIGTERM);
	hold_one(SIGHUP);
}

bool
stop_wanted(void)
{
	return stop_signal != 0;
}

void
stop_by(int signal_number)
{
	sigset_t set;
	(void)signal(signal_number, SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, signal_number);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)raise(signal_number);
}

void
stop_now(void)
{
	if (stop_signal != 0)
		stop_by(stop_signal);
}
