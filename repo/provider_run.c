/* provider_run.c: a provider at work: a process with a request, whose output comes line by line. */
#include "config.h"

#include "repo/provider_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cim/wbem.h"

#define READ_SIZE 65536
#define WATCHER_MS 5000		/* for a watcher to end: longer than it waits for others */
#define WATCHER_NAP_MS 100	/* between two looks whether it did */
#define LINGER (UINT64_C(1000) * 1000000)	/* ns for a program to end after its answer */

static uint64_t
now_ns(void)
{
	struct timespec ts;
	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* ---- Starting ------------------------------------------------------------ */

static enum cim_err
start_failed(const char *name, struct provider_fault *fault)
{
	int sys = errno;
	return provider_wrong(fault, sys == ENOMEM ? CIM_ENOMEM : CIM_EPROVIDER,
	    WBEM_E_PROVIDER_LOAD_FAILURE, "provider %s cannot be started: %s", name, strerror(sys));
}

/* The request as a file, so that a provider that does not read it holds nobody up. */
static int
request_file(struct cim_str request)
{
	int fd = memfd_create("wbemkit-request", MFD_CLOEXEC);
	if (fd < 0)
		return -1;
	for (size_t done = 0; done < request.len;) {
		ssize_t n = write(fd, request.ptr + done, request.len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)close(fd);
			return -1;
		}
		done += (size_t)n;
	}
	if (lseek(fd, 0, SEEK_SET) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* All descriptors of both sides; false and errno. */
static bool
open_files(struct provider_run *run, struct cim_str request, struct provider_child *child)
{
	int out[2], says[2], control[2];
	child->request = child->out = child->says = child->control = -1;
	child->request = request_file(request);
	if (child->request < 0 || pipe2(out, O_CLOEXEC) != 0)
		return false;
	run->out = out[0];
	child->out = out[1];
	if (pipe2(says, O_CLOEXEC) != 0)
		return false;
	run->says = says[0];
	child->says = says[1];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) != 0)
		return false;
	run->control = control[0];
	child->control = control[1];
	return fcntl(run->out, F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(run->says, F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(run->control, F_SETFL, O_NONBLOCK) == 0;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

enum cim_err
provider_run_begin(struct provider_run *run, const struct provider_file *file,
    struct cim_str request, uint64_t timeout, uint64_t memory, struct provider_fault *fault)
{
	char name[sizeof(file->name)], named[sizeof(file->name) + 32];
	char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	char lang[] = "LANG=C.UTF-8", home[] = "HOME=/";
	char *const argv[] = { name, NULL };
	char *const envp[] = { path, lang, home, named, NULL };
	struct provider_child child = { .file = file->fd, .script = file->script,
		.drop = file->drop, .uid = file->uid, .gid = file->gid, .memory = memory,
		.cpu = timeout / 1000 + 1, .argv = argv, .envp = envp };
	sigset_t all, old;
	memset(run, 0, sizeof(*run));
	run->name = file->name;
	run->watcher = -1;
	run->out = run->says = run->control = -1;
	run->allowed = timeout;
	run->left = timeout > UINT64_MAX / 1000000 ? UINT64_MAX : timeout * 1000000;
	memcpy(name, file->name, sizeof(name));
	(void)snprintf(named, sizeof(named), "WBEMKIT_PROVIDER=%s", file->name);
	enum cim_err err = CIM_OK;
	if (!open_files(run, request, &child))
		err = start_failed(file->name, fault);
	if (err == CIM_OK) {
		/* No handler of the program's may run in the child. */
		sigfillset(&all);
		(void)pthread_sigmask(SIG_SETMASK, &all, &old);
		run->watcher = fork();
		if (run->watcher == 0)
			provider_child(&child);
		int sys = errno;
		(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
		errno = sys;
		if (run->watcher < 0)
			err = start_failed(file->name, fault);
	}
	shut(&child.request);
	shut(&child.out);
	shut(&child.says);
	shut(&child.control);
	return err;
}

/* ---- Its output ---------------------------------------------------------- */

/* The last line of what it said, in place. */
const char *
provider_run_said(struct provider_run *run)
{
	size_t end = run->said_len, begin;
	while (end > 2 && (run->said[end - 1] == '\n' || run->said[end - 1] == '\r' ||
	    run->said[end - 1] == ' '))
		end--;
	for (begin = end; begin > 2 && run->said[begin - 1] != '\n'; begin--)
		;
	if (begin < 2 || begin >= end)
		return "";
	if (end - begin > 150)
		end = begin + 150;
	run->said[end] = '\0';
	run->said[begin - 1] = ' ';
	run->said[begin - 2] = ':';
	return run->said + begin - 2;
}

static enum cim_err
too_much(struct provider_run *run, struct provider_fault *fault, const char *what, unsigned most)
{
	return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
	    "provider %s %s: the limit is %u bytes", run->name, what, most);
}

/* Two bytes in front stay free, and one behind. */
static enum cim_err
hear(struct provider_run *run, struct provider_fault *fault)
{
	if (run->said_len < 2)
		run->said_len = 2;
	if (run->said_len > PROVIDER_SAYS - 1 - PROVIDER_SAYS / 4) {
		size_t keep = PROVIDER_SAYS / 4;
		memmove(run->said + 2, run->said + run->said_len - keep, keep);
		run->said_len = 2 + keep;
	}
	ssize_t n = read(run->says, run->said + run->said_len, PROVIDER_SAYS - 1 - run->said_len);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CIM_OK;
	if (n <= 0) {
		shut(&run->says);
		return CIM_OK;
	}
	run->said_len += (size_t)n;
	run->says_bytes += (uint64_t)n;
	return run->says_bytes <= CIM_LIMIT_PROVIDER_SAYS ? CIM_OK :
	    too_much(run, fault, "does not stop writing to standard error", CIM_LIMIT_PROVIDER_SAYS);
}

/* Room for more of the line that is being read. */
static enum cim_err
make_room(struct provider_run *run, struct provider_fault *fault)
{
	if (run->at > 0) {
		memmove(run->buf, run->buf + run->at, run->end - run->at);
		run->end -= run->at;
		run->seen -= run->at;
		run->at = 0;
	}
	if (run->end > CIM_LIMIT_PROVIDER_LINE)
		return too_much(run, fault, "wrote a line that is too long", CIM_LIMIT_PROVIDER_LINE);
	if (run->cap - run->end >= READ_SIZE)
		return CIM_OK;
	size_t cap = run->cap == 0 ? 2 * READ_SIZE : 2 * run->cap;
	char *grown = realloc(run->buf, cap);
	if (grown == NULL)
		return cim_fault(&fault->fault, CIM_ENOMEM, "%s", cim_strerror(CIM_ENOMEM));
	run->buf = grown;
	run->cap = cap;
	return CIM_OK;
}

static enum cim_err
take(struct provider_run *run, struct provider_fault *fault)
{
	enum cim_err err = make_room(run, fault);
	if (err != CIM_OK)
		return err;
	ssize_t n = read(run->out, run->buf + run->end, READ_SIZE);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CIM_OK;
	if (n <= 0) {
		shut(&run->out);
		return CIM_OK;
	}
	run->end += (size_t)n;
	run->bytes += (uint64_t)n;
	return run->bytes <= CIM_LIMIT_PROVIDER_BYTES ? CIM_OK :
	    too_much(run, fault, "does not stop answering", CIM_LIMIT_PROVIDER_BYTES);
}

static void
take_news(struct provider_run *run)
{
	struct provider_news news;
	ssize_t n = recv(run->control, &news, sizeof(news), 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n == (ssize_t)sizeof(news))
		run->news = news;
	else if (run->news.kind == 0)
		/* The watcher itself was killed. */
		run->news = (struct provider_news){ PROVIDER_ENDED, SIGKILL };
}

static enum cim_err
too_late(struct provider_run *run, struct provider_fault *fault)
{
	return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_TIMED_OUT,
	    "provider %s took longer than %llu.%03llu s, which is its limit (the setting provider-timeout, or timeout in %s.conf)%s",
	    run->name, (unsigned long long)run->allowed / 1000,
	    (unsigned long long)run->allowed % 1000, run->name, provider_run_said(run));
}

/*
 * Waits for something of the three, at most so long, which is taken off. *timely false: it was
 * not.
 */
static enum cim_err
wait_for(struct provider_run *run, uint64_t *left, bool *timely, struct provider_fault *fault)
{
	struct pollfd fds[3] = { { .fd = run->out, .events = POLLIN },
		{ .fd = run->says, .events = POLLIN },
		{ .fd = run->news.kind == 0 ? run->control : -1, .events = POLLIN } };
	uint64_t before = now_ns(), ms = *left / 1000000 + 1;
	enum cim_err err = CIM_OK;
	*timely = *left > 0;
	if (!*timely)
		return CIM_OK;
	int n = poll(fds, 3, ms > INT32_MAX ? INT32_MAX : (int)ms);
	uint64_t took = now_ns() - before;
	*left -= took < *left ? took : *left;
	if (n < 0 && errno != EINTR)
		return cim_fault_errno(&fault->fault, "provider %s", run->name);
	if (n <= 0)
		return CIM_OK;
	if (fds[1].revents != 0)
		err = hear(run, fault);
	if (err == CIM_OK && fds[0].revents != 0)
		err = take(run, fault);
	if (err == CIM_OK && fds[2].revents != 0)
		take_news(run);
	return err;
}

enum cim_err
provider_run_line(struct provider_run *run, struct cim_str *line, struct provider_fault *fault)
{
	for (;;) {
		const char *lf = run->end > run->seen ?
		    memchr(run->buf + run->seen, '\n', run->end - run->seen) : NULL;
		if (lf != NULL) {
			*line = cim_str(run->buf + run->at, (size_t)(lf - run->buf) - run->at);
			run->at = run->seen = (size_t)(lf - run->buf) + 1;
			return CIM_OK;
		}
		run->seen = run->end;
		if (run->out < 0) {
			if (run->at == run->end)
				return CIM_ENOENT;
			*line = cim_str(run->buf + run->at, run->end - run->at);
			run->at = run->end;
			return CIM_OK;
		}
		bool timely;
		enum cim_err err = wait_for(run, &run->left, &timely, fault);
		if (err == CIM_OK && !timely)
			err = too_late(run, fault);
		if (err != CIM_OK)
			return err;
	}
}

/* ---- Its end ------------------------------------------------------------- */

static enum cim_err
not_started(struct provider_run *run, struct provider_fault *fault)
{
	int sys = run->news.value;
	return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_LOAD_FAILURE,
	    "provider %s cannot be started: %s", run->name,
	    sys == ENOEXEC ? "its file is no program; a script begins with #! and its interpreter" :
	    sys == ENOENT ? "the interpreter that it names is not there, or /proc is not" :
	    sys == ENOMEM ? "it does not fit into the memory it may have (provider-memory)" :
	    strerror(sys));
}

enum cim_err
provider_run_status(struct provider_run *run, struct provider_fault *fault)
{
	uint64_t left = run->left < LINGER ? run->left : LINGER;
	bool timely = true;
	enum cim_err err = CIM_OK;
	while (err == CIM_OK && timely && run->news.kind == 0)
		err = wait_for(run, &left, &timely, fault);
	/* What it said last may be underway still: it has ended, so this does not wait. */
	while (err == CIM_OK && timely && run->news.kind != 0 && run->says >= 0) {
		uint64_t little = 10000000;
		err = wait_for(run, &little, &timely, fault);
		timely = timely && little > 0;
	}
	int how = run->news.value;
	if (err != CIM_OK || run->news.kind == 0)
		return err;		/* it has answered; provider_run_end ends it */
	if (run->news.kind == PROVIDER_NOT_STARTED)
		return not_started(run, fault);
	if (WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU)
		return too_late(run, fault);
	if (WIFSIGNALED(how))
		return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
		    "provider %s was ended by signal %d (%s)%s", run->name, WTERMSIG(how),
		    strsignal(WTERMSIG(how)), provider_run_said(run));
	if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
		return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
		    "provider %s ended with status %d%s", run->name, WEXITSTATUS(how),
		    provider_run_said(run));
	return CIM_OK;
}

/*
 * Waits for the watcher, which has seen that nobody wants it any more, kills all that it
 * started, and ends; that closes its side of control. A provider can stop it, as it is of the
 * same user: it is woken, and after some time killed, which kills the provider too.
 */
static void
end_watcher(struct provider_run *run)
{
	uint64_t until = now_ns() + WATCHER_MS * UINT64_C(1000000);
	struct pollfd fd = { .fd = run->control, .events = POLLIN };
	struct provider_news news;
	bool closed = false;
	int how;
	/* Its number is its own for as long as it was not waited for. */
	pid_t ended = waitpid(run->watcher, &how, WNOHANG);
	if (ended == 0)
		(void)kill(run->watcher, SIGCONT);
	while (ended == 0 && !closed && now_ns() < until) {
		if (poll(&fd, 1, WATCHER_NAP_MS) > 0)
			closed = recv(run->control, &news, sizeof(news), 0) == 0;
		ended = waitpid(run->watcher, &how, WNOHANG);
	}
	if (ended == 0 && !closed)
		(void)kill(run->watcher, SIGKILL);
	while (ended == 0 || (ended < 0 && errno == EINTR))
		ended = waitpid(run->watcher, &how, 0);
}

void
provider_run_end(struct provider_run *run)
{
	shut(&run->out);
	shut(&run->says);
	if (run->control >= 0)
		(void)shutdown(run->control, SHUT_WR);
	if (run->watcher > 0)
		end_watcher(run);
	shut(&run->control);
	run->watcher = -1;
	free(run->buf);
	run->buf = NULL;
	run->cap = run->at = run->end = run->seen = 0;
}
