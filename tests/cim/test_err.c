/* test_err.c: codes in words, and the first failure that stays. */
#include <errno.h>

#include "cim/err.h"
#include "tests/unit.h"

int
main(void)
{
	size_t wrong = 0;
	for (int a = CIM_OK; a <= CIM_ECANCELED; a++) {
		for (int b = CIM_OK; b < a; b++)
			wrong += strcmp(cim_strerror((enum cim_err)a),
			    cim_strerror((enum cim_err)b)) == 0;
	}
	tap_int(wrong, 0, "every code has words of its own");
	tap_ok(cim_strerror((enum cim_err)999) != NULL, "what is no code has words too");

	static const struct { int sys; enum cim_err err; } rows[] = {
		{ 0, CIM_OK }, { ENOENT, CIM_ENOENT }, { EEXIST, CIM_EEXIST },
		    { ENOMEM, CIM_ENOMEM },
		{ ENOSPC, CIM_ENOSPC }, { EDQUOT, CIM_ENOSPC }, { EACCES, CIM_EDENIED },
		{ EROFS, CIM_EDENIED }, { EBUSY, CIM_EBUSY }, { EIO, CIM_EIO }, { 12345, CIM_EIO },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		tap_int(cim_err_from_errno(rows[i].sys), rows[i].err, "errno %d", rows[i].sys);

	struct cim_fault fault = { 0 };
	tap_int(cim_fault(NULL, CIM_EIO, "nobody asks"), CIM_EIO,
	    "a failure without a place for it");
	tap_int(cim_fault(&fault, CIM_EDAMAGED, "block %d:\n\x1b[31m", 7), CIM_EDAMAGED,
	    "the code is given back");
	tap_text(fault.text, strlen(fault.text), "block 7:??[31m",
	    "control characters lose their sting");
	tap_ok(cim_fault(&fault, CIM_EIO, "later") == CIM_EIO && fault.err == CIM_EDAMAGED,
	    "the first one stays");
	cim_fault_clear(&fault);
	tap_ok(fault.err == CIM_OK && fault.text[0] == '\0', "until it is cleared");
	cim_fault(&fault, CIM_EIO, "%s", "\xc3\xa4 \xc2\x9b \x9b \xf0\x9bx \xff \xe2\x82\xac");
	tap_text(fault.text, strlen(fault.text),
	    "\xc3\xa4 ? \\x9B \\xF0\\x9Bx \\xFF \xe2\x82\xac", "bytes that are no UTF-8 are told");
	cim_fault_clear(&fault);
	errno = ENOSPC;
	tap_ok(cim_fault_errno(&fault, "write %s", "x") == CIM_ENOSPC &&
	    fault.sys_errno == ENOSPC &&
	    strncmp(fault.text, "write x: ", 9) == 0 && strlen(fault.text) > 9,
	    "the system's reason");

	char longer[1000];
	memset(longer, 'y', sizeof(longer));
	memcpy(longer + 398, "\xe2\x82\xac", 4);
	cim_fault_clear(&fault);
	cim_fault(&fault, CIM_EIO, "%s", longer);
	tap_int(strlen(fault.text), 398, "no character is cut in two");
	memset(longer, '\xff', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	cim_fault_clear(&fault);
	cim_fault(&fault, CIM_EIO, "%s", longer);
	tap_int(strlen(fault.text), 396, "what is told of a byte is told whole");
	cim_fault_clear(&fault);
	memset(longer, 'y', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	cim_fault_clear(&fault);
	errno = EIO;
	tap_ok(cim_fault_errno(&fault, "%s", longer) == CIM_EIO &&
	    strlen(fault.text) == sizeof(fault.text) - 1, "a text too long is cut");
	return tap_done();
}
