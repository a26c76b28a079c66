/* err.c: the error codes in words. */
#include "cim/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cim/utf8.h"

const char *
cim_strerror(enum cim_err err)
{
	switch (err) {
	case CIM_OK: return "success";
	case CIM_ENOENT: return "not found";
	case CIM_EEXIST: return "exists already";
	case CIM_EINVAL: return "malformed";
	case CIM_ERANGE: return "out of range";
	case CIM_ELIMIT: return "a limit is exceeded";
	case CIM_EINPUT: return "the input has errors";
	case CIM_ENOMEM: return "out of memory";
	case CIM_EIO: return "input/output error";
	case CIM_ENOSPC: return "no space left";
	case CIM_EFOREIGN: return "not one of ours";
	case CIM_EDAMAGED: return "damaged";
	case CIM_ENEWER: return "made by a newer program";
	case CIM_EBUSY: return "in use";
	case CIM_EDENIED: return "not permitted";
	case CIM_EFULL: return "the store's map is full";
	case CIM_ECONFLICT: return "others depend on it";
	case CIM_ECANCELED: return "canceled";
	case CIM_EBROKEN: return "the connection is broken";
	case CIM_EPRIVILEGE: return "a privilege is not held";
	case CIM_ENOPROVIDER: return "no such provider is registered";
	case CIM_EPROVIDER: return "a provider failed";
	}
	return "unknown error";
}

enum cim_err
cim_err_from_errno(int sys_errno)
{
	switch (sys_errno) {
	case 0: return CIM_OK;
	case ENOENT: case ENOTDIR: return CIM_ENOENT;
	case EEXIST: case ENOTEMPTY: return CIM_EEXIST;
	case EINVAL: case ENAMETOOLONG: case ELOOP: return CIM_EINVAL;
	case ENOMEM: return CIM_ENOMEM;
	case ENOSPC: case EDQUOT: case EFBIG: return CIM_ENOSPC;
	case EACCES: case EPERM: case EROFS: return CIM_EDENIED;
	case EAGAIN: case EBUSY: return CIM_EBUSY;
	default: return CIM_EIO;
	}
}

void
cim_fault_clear(struct cim_fault *fault)
{
	fault->err = CIM_OK;
	fault->sys_errno = 0;
	fault->wbem = 0;
	fault->text[0] = '\0';
}

/* Writes the text and takes the sting out of control characters. */
/* Nothing in it steers a terminal, and all of it is UTF-8: other bytes are told by their number. */
static void
fault_copy(struct cim_fault *fault, const char *text, size_t n)
{
	char *to = fault->text, *end = to + sizeof(fault->text) - 1;
	while (n > 0) {
		size_t len = cim_utf8_sequence(text, n);
		if ((size_t)(end - to) < (len == 0 ? 4 : len))
			break;
		if (len == 0)
			(void)snprintf(to, 5, "\\x%02X", (unsigned)(unsigned char)*text);
		else if (cim_utf8_is_control(text))
			*to = '?';
		else
			memcpy(to, text, len);
		to += len == 0 ? 4 : cim_utf8_is_control(text) ? 1 : len;
		len += len == 0;
		text += len;
		n -= len;
	}
	*to = '\0';
}

static void __attribute__((format(printf, 2, 0)))
fault_text(struct cim_fault *fault, const char *format, va_list args)
{
	/* With room behind, so that a character that does not fit is seen whole. */
	char text[sizeof(fault->text) + 4];
	int len = vsnprintf(text, sizeof(text), format, args);
	if (len < 0)
		len = 0;
	fault_copy(fault, text, (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1);
}

enum cim_err
cim_fault(struct cim_fault *fault, enum cim_err err, const char *format, ...)
{
	if (fault == NULL || fault->err != CIM_OK)
		return err;
	fault->err = err;
	fault->sys_errno = 0;
	va_list args;
	va_start(args, format);
	fault_text(fault, format, args);
	va_end(args);
	return err;
}

enum cim_err
cim_fault_errno(struct cim_fault *fault, const char *format, ...)
{
	int sys = errno;
	enum cim_err err = cim_err_from_errno(sys);
	if (err == CIM_OK)
		err = CIM_EIO;
	if (fault == NULL || fault->err != CIM_OK)
		return err;
	fault->err = err;
	fault->sys_errno = sys;
	va_list args;
	va_start(args, format);
	fault_text(fault, format, args);
	va_end(args);
	size_t used = strlen(fault->text);
	(void)snprintf(fault->text + used, sizeof(fault->text) - used, ": %s", strerror(sys));
	return err;
}
