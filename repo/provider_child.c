/* provider_child.c: between fork and exec: who watches over a provider, and how it is started. */
#include "config.h"

#include "repo/provider_child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Where the descriptors are behind the fork; 0 to 2 are those of the provider. */
enum { AT_FILE = 3, AT_CONTROL = 4, AT_OTHERS = 5, OUT_OF_THE_WAY = 16 };

#define OPEN_FILES 256		/* that a provider may have */
#define GRACE_MS 500		/* from SIGTERM to SIGKILL */
#define LAST_MS 3000		/* in which all that was started must be gone */

static _Noreturn void
fail(int control, int sys)
{
	struct provider_news news = { PROVIDER_NOT_STARTED, sys };
	(void)send(control, &news, sizeof(news), MSG_NOSIGNAL);
	_exit(127);
}

/* ---- Descriptors and signals --------------------------------------------- */

static void
close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0)
		return;
#endif
	struct rlimit limit;
	int end = 65536;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 1u << 20)
		end = (int)limit.rlim_cur;
	for (int fd = first; fd < end; fd++)
		(void)close(fd);
}

/* The five to their places, and nothing else open. */
static void
settle_files(const struct provider_child *child)
{
	const int from[AT_OTHERS] = { child->request, child->out, child->says, child->file,
		child->control };
	int moved[AT_OTHERS];
	for (int i = 0; i < AT_OTHERS; i++) {
		moved[i] = fcntl(from[i], F_DUPFD, OUT_OF_THE_WAY);
		if (moved[i] < 0)
			fail(child->control, errno);
	}
	for (int i = 0; i < AT_OTHERS; i++) {
		if (dup2(moved[i], i) < 0)
			fail(moved[AT_CONTROL], errno);
	}
	close_from(AT_OTHERS);
	(void)fcntl(AT_CONTROL, F_SETFD, FD_CLOEXEC);
	(void)fcntl(AT_FILE, F_SETFD, child->script ? 0 : FD_CLOEXEC);
}

/* What the program does on signals is not for a child of it, nor is what it ignores. */
static void
settle_signals(void)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	for (int sig = 1; sig < NSIG; sig++) {
		if (sig != SIGKILL && sig != SIGSTOP)
			(void)sigaction(sig, &usual, NULL);
	}
}

/* ---- The provider -------------------------------------------------------- */

static void
limit(unsigned which, uint64_t most)
{
	struct rlimit old, now = { (rlim_t)most, (rlim_t)most };
	/* Never more than what holds already. */
	if (getrlimit(which, &old) == 0 && old.rlim_max != RLIM_INFINITY &&
	    old.rlim_max < now.rlim_max)
		now.rlim_cur = now.rlim_max = old.rlim_max;
	if (setrlimit(which, &now) != 0)
		fail(AT_CONTROL, errno);
}

static _Noreturn void
become_provider(const struct provider_child *child)
{
	sigset_t none;
	(void)setpgid(0, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, child->cpu);
	limit(RLIMIT_NOFILE, OPEN_FILES);
	if (child->drop && (setgroups(0, NULL) != 0 || setgid(child->gid) != 0 ||
	    setuid(child->uid) != 0))
		fail(AT_CONTROL, errno);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		fail(AT_CONTROL, errno);
	/* If even the watcher is killed. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	limit(RLIMIT_AS, child->memory);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)fexecve(AT_FILE, child->argv, child->envp);
	fail(AT_CONTROL, errno);
}

/* ---- The watcher --------------------------------------------------------- */

static uint64_t
now_ms(void)
{
	struct timespec ts;
	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Who died; *status is that of the provider once it was it. False: there are no children. */
static bool
reap(pid_t provider, int *status, bool *ended)
{
	int how;
	for (;;) {
		pid_t pid = waitpid(-1, &how, WNOHANG);
		if (pid == provider) {
			*status = how;
			*ended = true;
		}
		if (pid == 0)
			return true;
		if (pid < 0 && errno != EINTR)
			return false;
	}
}

/*
 * SIGKILL for each of our children. Orphans of theirs become ours, so the next round finds
 * these.
 */
static void
kill_children(int list)
{
	char text[4096];
	ssize_t n;
	pid_t pid = 0;
	if (list < 0)
		return;
	if (lseek(list, 0, SEEK_SET) != 0)
		return;
	while ((n = read(list, text, sizeof(text))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (text[i] >= '0' && text[i] <= '9') {
				pid = pid * 10 + (text[i] - '0');
			} else {
				if (pid > 1)
					(void)kill(pid, SIGKILL);
				pid = 0;
			}
		}
	}
	if (pid > 1)
		(void)kill(pid, SIGKILL);
}

/* Until nobody is left. */
static void
kill_all(pid_t provider, int list, int *status, bool *ended)
{
	const struct timespec moment = { 0, 1000000 };
	uint64_t until = now_ms() + LAST_MS;
	for (;;) {
		/* Once the provider is reaped its number may be another's: not before. */
		if (!*ended)
			(void)kill(-provider, SIGKILL);
		kill_children(list);
		if (!reap(provider, status, ended) || now_ms() >= until)
			return;
		(void)nanosleep(&moment, NULL);
	}
}

/* Waits until the provider ends (true), or the other end of control goes (false). */
static bool
watch(pid_t provider, int signals, int *status, bool *ended)
{
	struct pollfd fds[2] = { { .fd = AT_CONTROL, .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };
	for (;;) {
		struct signalfd_siginfo info;
		(void)reap(provider, status, ended);
		if (*ended)
			return true;
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return false;
		if (fds[0].revents != 0)
			return false;
		if (fds[1].revents != 0)
			(void)read(signals, &info, sizeof(info));
	}
}

/* SIGTERM, and some time to go. */
static void
ask_to_go(pid_t provider, int *status, bool *ended)
{
	const struct timespec moment = { 0, 2000000 };
	uint64_t until = now_ms() + GRACE_MS;
	(void)kill(-provider, SIGTERM);
	while (!*ended && now_ms() < until) {
		(void)nanosleep(&moment, NULL);
		(void)reap(provider, status, ended);
	}
}

/* The list of our children, which the kernel keeps; -1: it does not. */
static int
open_children(void)
{
	/* One thread: its number is the process's. */
	return open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
}

void
provider_child(const struct provider_child *child)
{
	sigset_t chld;
	int status = 0;
	bool ended = false;
	settle_signals();
	settle_files(child);
	(void)umask(077);
	/* No terminal, and no directory that could not be unmounted. */
	(void)setsid();
	if (chdir("/") != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
		fail(AT_CONTROL, errno);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	(void)sigprocmask(SIG_SETMASK, &chld, NULL);
	int signals = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	int list = open_children();
	if (signals < 0)
		fail(AT_CONTROL, errno);
	pid_t provider = fork();
	if (provider < 0)
		fail(AT_CONTROL, errno);
	if (provider == 0)
		become_provider(child);
	/* Both do it, so that it is done whoever comes first. */
	(void)setpgid(provider, provider);
	for (int fd = 0; fd < AT_CONTROL; fd++)
		(void)close(fd);
	if (watch(provider, signals, &status, &ended)) {
		struct provider_news news = { PROVIDER_ENDED, status };
		(void)send(AT_CONTROL, &news, sizeof(news), MSG_NOSIGNAL);
	} else {
		ask_to_go(provider, &status, &ended);
	}
	kill_all(provider, list, &status, &ended);
	_exit(0);
}
