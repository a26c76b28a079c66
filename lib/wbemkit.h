/*
 * wbemkit.h: the library of wbemkit: MOF compiled, CIM kept in a repository, asked, backed up.
 *
 * Answers. Every function that can fail answers a wk_status: 0 (WK_OK) is done, WK_FAILED tells
 * failures; the numbers are those of WBEM. Why, in a sentence: wk_error of the repository, or
 * wk_txn_error of the transaction, that was asked; of objects and values (wk_set_..., wk_value_...)
 * wk_code_meaning has it. On failure an output is NULL. Nothing here prints, ends the program, or takes
 * over its signals. NULL where a handle, a name or a place for an output is wanted is
 * WBEM_E_INVALID_PARAMETER, and of no object, value or diagnostic nothing is told.
 *
 * Ownership. What a function gives by an output of a type "wk_x **" is the caller's, to be given to the
 * function that its description names; NULL is fine there. A "const" pointer belongs to what it was asked
 * of, and is valid as long as that, if nothing else is said. Strings that come in are copied; they are
 * UTF-8 and end in a NUL. Strings that go out end in a NUL too, which their length does not count.
 *
 * Threads. A wk_repository may be used by many threads at once, but wk_open, wk_close, wk_free,
 * wk_restore and wk_set_wait want it alone; what wk_error gives is good until the next failure on any
 * thread. A transaction, with its lists, belongs to one thread at a time; so do objects and compilers,
 * each for itself. Any number of transactions that read go on side by side and beside the one that
 * writes; of two threads that want to write through one handle the second fails at once, of two
 * processes it waits. Do not open one directory twice in one process.
 *
 * Fork. A child does not have the connection: its calls answer WBEM_E_INVALID_PARAMETER, and
 * wk_free frees memory alone. It opens its own.
 */
#ifndef WBEMKIT_H
#define WBEMKIT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

typedef uint32_t wk_status;
#define WK_OK ((wk_status)0)
#define WK_FAILED(status) (((status) & UINT32_C(0x80000000)) != 0)

/* Opaque all of them. They may grow; programs that were built before go on. */
typedef struct wk_repository wk_repository;	/* a connection to a repository, open or not */
typedef struct wk_txn wk_txn;			/* a view of it, or a change to it */
typedef struct wk_list wk_list;			/* what comes one by one */
typedef struct wk_object wk_object;		/* a class, an instance, a qualifier type, ... */
typedef struct wk_value wk_value;		/* a value of a property or a qualifier */
typedef struct wk_compiler wk_compiler;		/* MOF to be compiled */
typedef struct wk_diagnostic wk_diagnostic;	/* what it said of the text */

/* ---- Codes ---------------------------------------------------------------- */

/* The version of the library that runs: "0.1.0". A constant, as are all texts of this chapter. */
const char *wk_version(void);
/* "WBEM_E_NOT_FOUND"; NULL: no code of WBEM. Never fails, any thread. */
const char *wk_code_name(wk_status code);
/* What it means, and what to do: phrases without a full stop. NULL: no code, or nothing to do. */
const char *wk_code_meaning(wk_status code);
const char *wk_code_remedy(wk_status code);
/*
 * The code of a text: a name in any case, with or without "WBEM_E_", or a number in any form
 * ("0x80041002", "-2147217406"). 1 and *code; 0: it is none.
 */
int wk_code_parse(const char *text, wk_status *code);

/* ---- A repository --------------------------------------------------------- */

#define WK_READ 0u
#define WK_WRITE 1u
#define WK_CREATE 2u	/* with WK_WRITE: it is made when it is missing */
#define WK_NO_SYNC 4u	/* commits do not wait for the disk: for tests and scratch space */

/* How far work is, in bytes; an answer other than 0 stops it: WBEM_E_CALL_CANCELLED. */
typedef int (*wk_progress_fn)(void *ctx, uint64_t done, uint64_t total);

/* A handle for the repository in a directory, not yet open. NULL: out of memory. wk_free frees it. */
wk_repository *wk_new(const char *path);
/* Closes it and frees it. End its transactions first. */
void wk_free(wk_repository *repo);

/*
 * Takes a connection. flags: WK_READ or WK_WRITE, with what goes with it. WBEM_E_NOT_FOUND: there is no
 * repository; WBEM_E_NOT_AVAILABLE: other things are there; WBEM_E_SERVER_TOO_BUSY: a restore runs;
 * WBEM_E_CRITICAL_ERROR: it is damaged; WBEM_E_DATABASE_VER_MISMATCH: a newer program made it;
 * WBEM_E_INVALID_OPERATION: it is open already.
 */
wk_status wk_open(wk_repository *repo, unsigned flags);
/*
 * Gives the connection back; it may be opened again. After WBEM_E_TRANSPORT_FAILURE do both. End its
 * transactions first (wk_commit, wk_abort): one that is open is gone with it, and must not be used.
 */
void wk_close(wk_repository *repo);
/* The sentence to the last failure of this handle; "" without one. Never NULL. */
const char *wk_error(const wk_repository *repo);

/*
 * How long writers and wk_pause wait for others, in milliseconds: -1 (so it begins) for as long as it
 * takes, 0 not at all. Beyond that they answer WBEM_E_SERVER_TOO_BUSY. Holds after wk_open too.
 */
void wk_set_wait(wk_repository *repo, int64_t milliseconds);

/*
 * What the repository is and holds: an object with the properties Path, Uuid, Format, Generation,
 * Namespaces, QualifierTypes, Classes, Instances, Structures, Enumerations, UsedBytes, FileBytes,
 * MapBytes, FreePages, Paused and, if it is, PausedBy, PausedByPid, PausedSince and PauseLeft
 * (milliseconds). *out: wk_object_free.
 */
wk_status wk_describe(wk_repository *repo, wk_object **out);
/*
 * Who has it open: an object each, with the properties Pid, Uid, User, Program, Since (seconds since
 * 1970), Own, Writes, Pauses. *out: wk_list_free.
 */
wk_status wk_connections(wk_repository *repo, wk_list **out);

/*
 * Privileges, as a token of Windows has them: one must be held (by root, the repository's owner, and the
 * groups that its settings name) and enabled on the connection. wk_backup and wk_pause want the first;
 * wk_restore asks who holds the second. privileges: WK_PRIVILEGE_ bits. WBEM_E_PRIVILEGE_NOT_HELD: one of
 * them is not held, and none was enabled. What is enabled is gone when the connection closes.
 */
#define WK_PRIVILEGE_BACKUP 1u		/* SeBackupPrivilege */
#define WK_PRIVILEGE_RESTORE 2u		/* SeRestorePrivilege */
wk_status wk_privilege_enable(wk_repository *repo, unsigned privileges);
wk_status wk_privilege_disable(wk_repository *repo, unsigned privileges);
wk_status wk_privilege_get(wk_repository *repo, unsigned *held, unsigned *enabled);

/*
 * The gate (IWbemBackupRestoreEx::Pause and Resume). From pause to resume writers wait, readers go on, and
 * the files are at rest on the disk, for a copy by other means. limit: milliseconds after which it opens
 * by itself; 0: the most, 15 minutes unless the repository says otherwise. The handle must be open for
 * writing. WBEM_E_INVALID_OPERATION: pause of a handle that pauses or writes; resume of one that
 * does not pause. WBEM_E_TIMED_OUT: resume came after the limit, and writers have gone on since.
 */
wk_status wk_pause(wk_repository *repo, uint64_t limit);
wk_status wk_resume(wk_repository *repo);

#define WK_OVERWRITE 1u		/* of wk_backup: a file that is there is replaced */
#define WK_FORCE 2u		/* of wk_restore: connections of others are broken */
/*
 * Writes all static data, as one consistent view, to one compressed file, which appears when it is
 * whole, on the disk and was read back. Nobody waits for it. progress may be NULL; it is called in
 * the caller's thread. WBEM_E_ALREADY_EXISTS: the file is there.
 */
wk_status wk_backup(wk_repository *repo, const char *file, unsigned flags, wk_progress_fn progress,
    void *ctx);
/*
 * Makes the repository, which must not be open through this handle, what a backup holds; it is made when
 * it is missing. Until the end the old content holds, and after a failure too.
 * WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING: others have it open, and WK_FORCE is not there;
 * WBEM_E_CRITICAL_ERROR: the file is damaged; WBEM_E_NOT_AVAILABLE: it is no backup.
 */
wk_status wk_restore(wk_repository *repo, const char *file, unsigned flags,
    wk_progress_fn progress, void *ctx);
/*
 * Reads every record and index entry. Each problem is told to each (may be NULL), one line that names the
 * object, gone afterwards. WK_OK: it is sound; WBEM_E_CRITICAL_ERROR: problems were told.
 */
wk_status wk_verify(wk_repository *repo, void (*each)(void *ctx, const char *problem), void *ctx);

/* ---- Transactions --------------------------------------------------------- */

/*
 * Begins a view (WK_READ), which sees the repository as it is now and makes nobody wait, or a change
 * (WK_WRITE), of which there is one at a time. *out: wk_commit or wk_abort. WBEM_E_ACCESS_DENIED: the
 * handle was opened for reading; WBEM_E_SERVER_TOO_BUSY: see wk_set_wait, or this handle
 * writes already; WBEM_E_TRANSPORT_FAILURE: a restore broke the connection.
 */
wk_status wk_begin(wk_repository *repo, unsigned flags, wk_txn **out);
/*
 * Ends it in any case, with its lists. What was changed is on the disk when it answers WK_OK, and undone
 * otherwise. WBEM_E_RERUN_COMMAND, from here or from any change before: there was no room left in the
 * file's map; wk_abort makes room, and it can be done again. wk_write does that by itself.
 */
wk_status wk_commit(wk_txn *txn);
void wk_abort(wk_txn *txn);	/* what was changed is undone */
/*
 * Calls deed in a change of its own and commits it, unless the deed fails. Where room must be made, the
 * change is undone and deed is called again: it must be able to run twice. The answer is that of the deed
 * or of the commit; the deed neither commits nor aborts.
 */
wk_status wk_write(wk_repository *repo, wk_status (*deed)(wk_txn *txn, void *ctx), void *ctx);
/* The sentence to the last failure of this transaction; "" without one. wk_error has it when txn is gone. */
const char *wk_txn_error(const wk_txn *txn);
/* Where in the query or path that failed last, in bytes from 0; 0 where no place is known. */
size_t wk_txn_error_place(const wk_txn *txn);

/* ---- What is stored ------------------------------------------------------- */

typedef enum wk_kind {
	WK_NAMESPACE = 1,
	WK_QUALIFIER_TYPE = 2,
	WK_CLASS = 3,
	WK_INSTANCE = 4,
	WK_STRUCTURE = 5,
	WK_ENUMERATION = 6,
	WK_RECORD = 7		/* of wk_describe and wk_connections; not stored */
} wk_kind;

#define WK_EFFECTIVE 1u		/* of wk_get, of a class: with all that it inherits */
#define WK_DEEP 2u		/* of wk_enumerate and wk_delete: what is derived or below, too */
#define WK_CREATE_ONLY 4u	/* of wk_put: WBEM_E_ALREADY_EXISTS if it is there */
#define WK_UPDATE_ONLY 8u	/* of wk_put: WBEM_E_NOT_FOUND if it is not */

/*
 * ns everywhere: "root/cimv2", slashes either way, any case; NULL: that. A namespace that is not there:
 * WBEM_E_INVALID_NAMESPACE; one that the caller may not enter: WBEM_E_ACCESS_DENIED.
 *
 * One object. name: of an instance its path, Class.Key="value" (a namespace in front holds instead of ns);
 * of a namespace NULL (then ns is it). Instances of dynamic classes come from their provider.
 * *out: a copy that needs the transaction no more; wk_object_free. WBEM_E_NOT_FOUND: there is
 * none; WBEM_E_INVALID_OBJECT_PATH: no path; WBEM_E_PROVIDER_NOT_FOUND, WBEM_E_PROVIDER_FAILURE.
 */
wk_status wk_get(wk_txn *txn, wk_kind kind, const char *ns, const char *name, unsigned flags,
    wk_object **out);
/*
 * Deletes one, named as above. A class with WK_DEEP goes with its subclasses and the instances of all, a
 * namespace with all in and below it; without WK_DEEP they must be empty and unused.
 * WBEM_E_NOT_FOUND; WBEM_E_CLASS_HAS_CHILDREN, WBEM_E_CLASS_HAS_INSTANCES, WBEM_E_INVALID_OPERATION:
 * others need it.
 */
wk_status wk_delete(wk_txn *txn, wk_kind kind, const char *ns, const char *name, unsigned flags);
/* Makes a namespace and those above it. WBEM_E_ALREADY_EXISTS. */
wk_status wk_namespace_create(wk_txn *txn, const char *ns);

/*
 * An instance of a class, with the defaults of the class, to be filled by wk_set_... and stored by wk_put.
 * *out: wk_object_free. WBEM_E_INVALID_CLASS: no such class, or an abstract one.
 */
wk_status wk_new_instance(wk_txn *txn, const char *ns, const char *class_name, wk_object **out);
/*
 * Stores an instance: a new one, or one that was got and changed. All checks of the compiler are made of
 * it: their code is the answer, and their sentence wk_txn_error. A failure undoes the whole
 * transaction in the end: it can only be aborted.
 */
wk_status wk_put(wk_txn *txn, wk_object *object, unsigned flags);

/*
 * All of a kind in a namespace, in the order of their names. of: NULL, or for classes the superclass ("":
 * those without one) and for instances the class. WK_DEEP: what is derived from it too. *out:
 * wk_list_free. Instances of the classes of providers are among them.
 */
wk_status wk_enumerate(wk_txn *txn, wk_kind kind, const char *ns, const char *of, unsigned flags,
    wk_list **out);
/*
 * What a WQL query asks for: instances, of which only the selected properties are there, or classes.
 * *out: wk_list_free. WBEM_E_INVALID_QUERY: wk_txn_error says why and wk_txn_error_place where;
 * WBEM_E_INVALID_CLASS, WBEM_E_NOT_FOUND: the class or the object in braces is not there.
 */
wk_status wk_query(wk_txn *txn, const char *ns, const char *wql, wk_list **out);
/*
 * The next of a list: WK_OK and *out (wk_object_free); 1 (WBEM_S_FALSE) and NULL: there is no more. Each is
 * found when it is asked for, or a few ahead: the first of a million comes at once. While a list of it is
 * open a transaction cannot be changed (WBEM_E_INVALID_OPERATION). After its transaction has ended
 * a list answers WBEM_E_INVALID_OPERATION.
 */
wk_status wk_next(wk_list *list, wk_object **out);
void wk_list_free(wk_list *list);

/* ---- Objects -------------------------------------------------------------- */

void wk_object_free(wk_object *object);
wk_kind wk_object_kind(const wk_object *object);
/* Of an instance the name of its class. Never NULL. */
const char *wk_object_name(wk_object *object);
const char *wk_object_namespace(wk_object *object);
/* Of a class; NULL: it has none, or is no class. */
const char *wk_object_superclass(wk_object *object);
/* Of an instance: Class.Key="value", without namespace; NULL: it has no keys yet, or is no instance. */
const char *wk_object_path(wk_object *object);

/* Properties: of an instance all those of its class, of a class what it declares, or with WK_EFFECTIVE has. */
size_t wk_property_count(const wk_object *object);
const char *wk_property_name(wk_object *object, size_t index);	/* NULL: no such index */
const wk_value *wk_property(wk_object *object, size_t index);	/* NULL: no such index */
/* By name, in any case. NULL: the object has no such property. */
const wk_value *wk_find(wk_object *object, const char *name);
/* Whether the instance itself sets it: else it is the default of its class, or null. */
int wk_property_is_set(const wk_object *object, size_t index);
/*
 * The value of a qualifier, of the object itself (property NULL) or of one of its properties. NULL: it
 * has none of that name.
 */
const wk_value *wk_qualifier(wk_object *object, const char *property, const char *name);

#define WK_MOF 1	/* canonical MOF, which compiles to the same */
#define WK_JSON 2	/* one line, the form of doc/json.txt */
/*
 * The object as text, valid until the object is freed or asked again. txn: one of the repository that
 * it is from: JSON of classes wants to know its qualifier types; NULL does for all else.
 */
wk_status wk_text(wk_txn *txn, wk_object *object, int form, const char **text, size_t *length);

/* ---- Values --------------------------------------------------------------- */

typedef enum wk_type {		/* the types of CIM */
	WK_TYPE_NONE = 0,	/* nothing was said, not even null */
	WK_BOOLEAN = 1,
	WK_UINT8 = 2,
	WK_SINT8 = 3,
	WK_UINT16 = 4,
	WK_SINT16 = 5,
	WK_UINT32 = 6,
	WK_SINT32 = 7,
	WK_UINT64 = 8,
	WK_SINT64 = 9,
	WK_REAL32 = 10,
	WK_REAL64 = 11,
	WK_CHAR16 = 12,
	WK_STRING = 13,
	WK_DATETIME = 14,	/* text of 25 characters */
	WK_REFERENCE = 15,	/* text: an object path */
	WK_OBJECT = 16,		/* an embedded object */
	WK_ENUMERATED = 18,	/* MOF 3: the name of an element */
	WK_OCTETSTRING = 19,	/* MOF 3: "0x" and hexadecimal digits */
	WK_INTEGER = 20		/* MOF 3: of no stated size */
} wk_type;

/* value may be NULL everywhere: it is of WK_TYPE_NONE, and null. An array has the type of its elements. */
wk_type wk_value_type(const wk_value *value);
int wk_value_is_null(const wk_value *value);
int wk_value_is_array(const wk_value *value);
size_t wk_value_count(const wk_value *value);		/* elements of an array; else 0 */
const wk_value *wk_value_item(const wk_value *value, size_t index);	/* NULL: no such index */
/*
 * A scalar. WBEM_E_TYPE_MISMATCH: it is of another type; WBEM_E_VALUE_OUT_OF_RANGE: it does not fit;
 * WBEM_E_ILLEGAL_NULL: it is null. *out is then 0. Integers are real too, and char16 is an integer.
 */
wk_status wk_value_bool(const wk_value *value, int *out);
wk_status wk_value_int(const wk_value *value, int64_t *out);
wk_status wk_value_uint(const wk_value *value, uint64_t *out);
wk_status wk_value_real(const wk_value *value, double *out);
/*
 * Any scalar but an embedded object as text: strings as they are, numbers in decimal. length may be
 * NULL. NULL: it is null, an array or an object, or there is no memory.
 */
const char *wk_value_text(const wk_value *value, size_t *length);
/* The embedded object, which belongs to the value's object; NULL: it is none, or null. */
wk_object *wk_value_object(const wk_value *value);

/*
 * Sets a property of an instance from wk_new_instance, wk_get, wk_enumerate or a query of all properties.
 * index: WK_SCALAR, or the element of an array, at most one behind its last. Values that were got from the object
 * before are gone. WBEM_E_INVALID_PROPERTY: the class has none; WBEM_E_TYPE_MISMATCH; WBEM_E_VALUE_OUT_OF_RANGE;
 * WBEM_E_INVALID_PARAMETER: the index; WBEM_E_INVALID_OBJECT: it is no such instance.
 */
#define WK_SCALAR ((size_t)-1)
wk_status wk_set_null(wk_object *object, const char *name, size_t index);
wk_status wk_set_bool(wk_object *object, const char *name, size_t index, int value);
wk_status wk_set_int(wk_object *object, const char *name, size_t index, int64_t value);
wk_status wk_set_uint(wk_object *object, const char *name, size_t index, uint64_t value);
wk_status wk_set_real(wk_object *object, const char *name, size_t index, double value);
/*
 * Of strings, datetimes, references, char16 (one character), and numbers in decimal.
 * WBEM_E_INVALID_PARAMETER: text is no UTF-8.
 */
wk_status wk_set_text(wk_object *object, const char *name, size_t index, const char *text,
    size_t length);
/* An embedded object: a copy of another instance. */
wk_status wk_set_object(wk_object *object, const char *name, size_t index, wk_object *embedded);
/* An array without elements. */
wk_status wk_set_empty(wk_object *object, const char *name);

/* ---- Compiling ------------------------------------------------------------ */

/* A compiler without text. NULL: out of memory. wk_compiler_free frees it. */
wk_compiler *wk_compiler_new(void);
void wk_compiler_free(wk_compiler *compiler);
/*
 * Options, as those of the program of the same names: "namespace" (root/cimv2), "dialect" (auto, dmtf, wmi,
 * dsc, mof3), "class-mode", "instance-mode", "include" (a directory; one more each time), "warn", "error"
 * (a check each time), and with the value "1" or "0" "strict" and "create-namespaces".
 * WBEM_E_INVALID_PARAMETER: no such option, or no such value.
 */
wk_status wk_compiler_option(wk_compiler *compiler, const char *name, const char *value);
/*
 * Text to compile: a file, with what it includes, or bytes in memory, which are copied; name is for
 * messages. All that is added is one unit. Files are read when it is run.
 */
wk_status wk_compiler_add_file(wk_compiler *compiler, const char *path);
wk_status wk_compiler_add_buffer(wk_compiler *compiler, const char *name, const void *bytes,
    size_t size);
/* Who is told of each diagnostic, in the order of the text, before a run ends; gone afterwards. */
void wk_compiler_on_diagnostic(wk_compiler *compiler,
    void (*each)(void *ctx, const wk_diagnostic *diagnostic), void *ctx);
/*
 * Compiles, and stores all of it or, when there is an error, nothing: in a change of its own (run), as a part
 * of one (run_in), or without storing, against a repository that knows nothing (check). The answer of
 * a unit with errors is the code of the first. Another run compiles the same text again.
 * No copy is kept for recovery, whatever a pragma asks: that is the program's.
 */
wk_status wk_compiler_run(wk_compiler *compiler, wk_repository *repo);
wk_status wk_compiler_run_in(wk_compiler *compiler, wk_txn *txn);
wk_status wk_compiler_check(wk_compiler *compiler);
/* The sentence to the last failure: of the first error, or why a file could not be read. Never NULL. */
const char *wk_compiler_error(const wk_compiler *compiler);
/* How many objects of a kind (0: of any) the last run created or changed. */
uint64_t wk_compiler_count(const wk_compiler *compiler, wk_kind kind);

#define WK_NOTE 0
#define WK_WARNING 1
#define WK_ERROR 2
int wk_diagnostic_severity(const wk_diagnostic *diagnostic);
const char *wk_diagnostic_id(const wk_diagnostic *diagnostic);		/* "E-SUPER-MISSING" */
const char *wk_diagnostic_text(const wk_diagnostic *diagnostic);
const char *wk_diagnostic_file(const wk_diagnostic *diagnostic);	/* NULL: it is nowhere in the text */
unsigned wk_diagnostic_line(const wk_diagnostic *diagnostic);		/* from 1 */
unsigned wk_diagnostic_column(const wk_diagnostic *diagnostic);		/* from 1 */
wk_status wk_diagnostic_code(const wk_diagnostic *diagnostic);		/* of an error; else 0 */

/* ---- The codes of WBEM ---------------------------------------------------- */

/* Names and numbers as everywhere; what each means: wk_code_meaning, or wbemkit explain. */
#define WK_WBEM_S_NO_ERROR ((wk_status)0x00000000)
#define WK_WBEM_S_FALSE ((wk_status)0x00000001)
#define WK_WBEM_S_ALREADY_EXISTS ((wk_status)0x00040001)
#define WK_WBEM_S_RESET_TO_DEFAULT ((wk_status)0x00040002)
#define WK_WBEM_S_DIFFERENT ((wk_status)0x00040003)
#define WK_WBEM_S_TIMEDOUT ((wk_status)0x00040004)
#define WK_WBEM_S_NO_MORE_DATA ((wk_status)0x00040005)
#define WK_WBEM_S_OPERATION_CANCELLED ((wk_status)0x00040006)
#define WK_WBEM_S_PENDING ((wk_status)0x00040007)
#define WK_WBEM_S_DUPLICATE_OBJECTS ((wk_status)0x00040008)
#define WK_WBEM_S_ACCESS_DENIED ((wk_status)0x00040009)
#define WK_WBEM_S_PARTIAL_RESULTS ((wk_status)0x00040010)
#define WK_WBEM_S_SOURCE_NOT_AVAILABLE ((wk_status)0x00040017)
#define WK_WBEM_S_LIMITED_SERVICE ((wk_status)0x00043001)
#define WK_WBEM_S_INDIRECTLY_UPDATED ((wk_status)0x00043002)
#define WK_WBEM_S_SUBJECT_TO_SDS ((wk_status)0x00043003)
#define WK_WBEM_E_FAILED ((wk_status)0x80041001)
#define WK_WBEM_E_NOT_FOUND ((wk_status)0x80041002)
#define WK_WBEM_E_ACCESS_DENIED ((wk_status)0x80041003)
#define WK_WBEM_E_PROVIDER_FAILURE ((wk_status)0x80041004)
#define WK_WBEM_E_TYPE_MISMATCH ((wk_status)0x80041005)
#define WK_WBEM_E_OUT_OF_MEMORY ((wk_status)0x80041006)
#define WK_WBEM_E_INVALID_CONTEXT ((wk_status)0x80041007)
#define WK_WBEM_E_INVALID_PARAMETER ((wk_status)0x80041008)
#define WK_WBEM_E_NOT_AVAILABLE ((wk_status)0x80041009)
#define WK_WBEM_E_CRITICAL_ERROR ((wk_status)0x8004100A)
#define WK_WBEM_E_INVALID_STREAM ((wk_status)0x8004100B)
#define WK_WBEM_E_NOT_SUPPORTED ((wk_status)0x8004100C)
#define WK_WBEM_E_INVALID_SUPERCLASS ((wk_status)0x8004100D)
#define WK_WBEM_E_INVALID_NAMESPACE ((wk_status)0x8004100E)
#define WK_WBEM_E_INVALID_OBJECT ((wk_status)0x8004100F)
#define WK_WBEM_E_INVALID_CLASS ((wk_status)0x80041010)
#define WK_WBEM_E_PROVIDER_NOT_FOUND ((wk_status)0x80041011)
#define WK_WBEM_E_INVALID_PROVIDER_REGISTRATION ((wk_status)0x80041012)
#define WK_WBEM_E_PROVIDER_LOAD_FAILURE ((wk_status)0x80041013)
#define WK_WBEM_E_INITIALIZATION_FAILURE ((wk_status)0x80041014)
#define WK_WBEM_E_TRANSPORT_FAILURE ((wk_status)0x80041015)
#define WK_WBEM_E_INVALID_OPERATION ((wk_status)0x80041016)
#define WK_WBEM_E_INVALID_QUERY ((wk_status)0x80041017)
#define WK_WBEM_E_INVALID_QUERY_TYPE ((wk_status)0x80041018)
#define WK_WBEM_E_ALREADY_EXISTS ((wk_status)0x80041019)
#define WK_WBEM_E_OVERRIDE_NOT_ALLOWED ((wk_status)0x8004101A)
#define WK_WBEM_E_PROPAGATED_QUALIFIER ((wk_status)0x8004101B)
#define WK_WBEM_E_PROPAGATED_PROPERTY ((wk_status)0x8004101C)
#define WK_WBEM_E_UNEXPECTED ((wk_status)0x8004101D)
#define WK_WBEM_E_ILLEGAL_OPERATION ((wk_status)0x8004101E)
#define WK_WBEM_E_CANNOT_BE_KEY ((wk_status)0x8004101F)
#define WK_WBEM_E_INCOMPLETE_CLASS ((wk_status)0x80041020)
#define WK_WBEM_E_INVALID_SYNTAX ((wk_status)0x80041021)
#define WK_WBEM_E_NONDECORATED_OBJECT ((wk_status)0x80041022)
#define WK_WBEM_E_READ_ONLY ((wk_status)0x80041023)
#define WK_WBEM_E_PROVIDER_NOT_CAPABLE ((wk_status)0x80041024)
#define WK_WBEM_E_CLASS_HAS_CHILDREN ((wk_status)0x80041025)
#define WK_WBEM_E_CLASS_HAS_INSTANCES ((wk_status)0x80041026)
#define WK_WBEM_E_QUERY_NOT_IMPLEMENTED ((wk_status)0x80041027)
#define WK_WBEM_E_ILLEGAL_NULL ((wk_status)0x80041028)
#define WK_WBEM_E_INVALID_QUALIFIER_TYPE ((wk_status)0x80041029)
#define WK_WBEM_E_INVALID_PROPERTY_TYPE ((wk_status)0x8004102A)
#define WK_WBEM_E_VALUE_OUT_OF_RANGE ((wk_status)0x8004102B)
#define WK_WBEM_E_CANNOT_BE_SINGLETON ((wk_status)0x8004102C)
#define WK_WBEM_E_INVALID_CIM_TYPE ((wk_status)0x8004102D)
#define WK_WBEM_E_INVALID_METHOD ((wk_status)0x8004102E)
#define WK_WBEM_E_INVALID_METHOD_PARAMETERS ((wk_status)0x8004102F)
#define WK_WBEM_E_SYSTEM_PROPERTY ((wk_status)0x80041030)
#define WK_WBEM_E_INVALID_PROPERTY ((wk_status)0x80041031)
#define WK_WBEM_E_CALL_CANCELLED ((wk_status)0x80041032)
#define WK_WBEM_E_SHUTTING_DOWN ((wk_status)0x80041033)
#define WK_WBEM_E_PROPAGATED_METHOD ((wk_status)0x80041034)
#define WK_WBEM_E_UNSUPPORTED_PARAMETER ((wk_status)0x80041035)
#define WK_WBEM_E_MISSING_PARAMETER_ID ((wk_status)0x80041036)
#define WK_WBEM_E_INVALID_PARAMETER_ID ((wk_status)0x80041037)
#define WK_WBEM_E_NONCONSECUTIVE_PARAMETER_IDS ((wk_status)0x80041038)
#define WK_WBEM_E_PARAMETER_ID_ON_RETVAL ((wk_status)0x80041039)
#define WK_WBEM_E_INVALID_OBJECT_PATH ((wk_status)0x8004103A)
#define WK_WBEM_E_OUT_OF_DISK_SPACE ((wk_status)0x8004103B)
#define WK_WBEM_E_BUFFER_TOO_SMALL ((wk_status)0x8004103C)
#define WK_WBEM_E_UNSUPPORTED_PUT_EXTENSION ((wk_status)0x8004103D)
#define WK_WBEM_E_UNKNOWN_OBJECT_TYPE ((wk_status)0x8004103E)
#define WK_WBEM_E_UNKNOWN_PACKET_TYPE ((wk_status)0x8004103F)
#define WK_WBEM_E_MARSHAL_VERSION_MISMATCH ((wk_status)0x80041040)
#define WK_WBEM_E_MARSHAL_INVALID_SIGNATURE ((wk_status)0x80041041)
#define WK_WBEM_E_INVALID_QUALIFIER ((wk_status)0x80041042)
#define WK_WBEM_E_INVALID_DUPLICATE_PARAMETER ((wk_status)0x80041043)
#define WK_WBEM_E_TOO_MUCH_DATA ((wk_status)0x80041044)
#define WK_WBEM_E_SERVER_TOO_BUSY ((wk_status)0x80041045)
#define WK_WBEM_E_INVALID_FLAVOR ((wk_status)0x80041046)
#define WK_WBEM_E_CIRCULAR_REFERENCE ((wk_status)0x80041047)
#define WK_WBEM_E_UNSUPPORTED_CLASS_UPDATE ((wk_status)0x80041048)
#define WK_WBEM_E_CANNOT_CHANGE_KEY_INHERITANCE ((wk_status)0x80041049)
#define WK_WBEM_E_CANNOT_CHANGE_INDEX_INHERITANCE ((wk_status)0x80041050)
#define WK_WBEM_E_TOO_MANY_PROPERTIES ((wk_status)0x80041051)
#define WK_WBEM_E_UPDATE_TYPE_MISMATCH ((wk_status)0x80041052)
#define WK_WBEM_E_UPDATE_OVERRIDE_NOT_ALLOWED ((wk_status)0x80041053)
#define WK_WBEM_E_UPDATE_PROPAGATED_METHOD ((wk_status)0x80041054)
#define WK_WBEM_E_METHOD_NOT_IMPLEMENTED ((wk_status)0x80041055)
#define WK_WBEM_E_METHOD_DISABLED ((wk_status)0x80041056)
#define WK_WBEM_E_REFRESHER_BUSY ((wk_status)0x80041057)
#define WK_WBEM_E_UNPARSABLE_QUERY ((wk_status)0x80041058)
#define WK_WBEM_E_NOT_EVENT_CLASS ((wk_status)0x80041059)
#define WK_WBEM_E_MISSING_GROUP_WITHIN ((wk_status)0x8004105A)
#define WK_WBEM_E_MISSING_AGGREGATION_LIST ((wk_status)0x8004105B)
#define WK_WBEM_E_PROPERTY_NOT_AN_OBJECT ((wk_status)0x8004105C)
#define WK_WBEM_E_AGGREGATING_BY_OBJECT ((wk_status)0x8004105D)
#define WK_WBEM_E_UNINTERPRETABLE_PROVIDER_QUERY ((wk_status)0x8004105F)
#define WK_WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING ((wk_status)0x80041060)
#define WK_WBEM_E_QUEUE_OVERFLOW ((wk_status)0x80041061)
#define WK_WBEM_E_PRIVILEGE_NOT_HELD ((wk_status)0x80041062)
#define WK_WBEM_E_INVALID_OPERATOR ((wk_status)0x80041063)
#define WK_WBEM_E_LOCAL_CREDENTIALS ((wk_status)0x80041064)
#define WK_WBEM_E_CANNOT_BE_ABSTRACT ((wk_status)0x80041065)
#define WK_WBEM_E_AMENDED_OBJECT ((wk_status)0x80041066)
#define WK_WBEM_E_CLIENT_TOO_SLOW ((wk_status)0x80041067)
#define WK_WBEM_E_NULL_SECURITY_DESCRIPTOR ((wk_status)0x80041068)
#define WK_WBEM_E_TIMED_OUT ((wk_status)0x80041069)
#define WK_WBEM_E_INVALID_ASSOCIATION ((wk_status)0x8004106A)
#define WK_WBEM_E_AMBIGUOUS_OPERATION ((wk_status)0x8004106B)
#define WK_WBEM_E_QUOTA_VIOLATION ((wk_status)0x8004106C)
#define WK_WBEM_E_TRANSACTION_CONFLICT ((wk_status)0x8004106D)
#define WK_WBEM_E_FORCED_ROLLBACK ((wk_status)0x8004106E)
#define WK_WBEM_E_UNSUPPORTED_LOCALE ((wk_status)0x8004106F)
#define WK_WBEM_E_HANDLE_OUT_OF_DATE ((wk_status)0x80041070)
#define WK_WBEM_E_CONNECTION_FAILED ((wk_status)0x80041071)
#define WK_WBEM_E_INVALID_HANDLE_REQUEST ((wk_status)0x80041072)
#define WK_WBEM_E_PROPERTY_NAME_TOO_WIDE ((wk_status)0x80041073)
#define WK_WBEM_E_CLASS_NAME_TOO_WIDE ((wk_status)0x80041074)
#define WK_WBEM_E_METHOD_NAME_TOO_WIDE ((wk_status)0x80041075)
#define WK_WBEM_E_QUALIFIER_NAME_TOO_WIDE ((wk_status)0x80041076)
#define WK_WBEM_E_RERUN_COMMAND ((wk_status)0x80041077)
#define WK_WBEM_E_DATABASE_VER_MISMATCH ((wk_status)0x80041078)
#define WK_WBEM_E_VETO_DELETE ((wk_status)0x80041079)
#define WK_WBEM_E_VETO_PUT ((wk_status)0x8004107A)
#define WK_WBEM_E_INVALID_LOCALE ((wk_status)0x80041080)
#define WK_WBEM_E_PROVIDER_SUSPENDED ((wk_status)0x80041081)
#define WK_WBEM_E_SYNCHRONIZATION_REQUIRED ((wk_status)0x80041082)
#define WK_WBEM_E_NO_SCHEMA ((wk_status)0x80041083)
#define WK_WBEM_E_PROVIDER_ALREADY_REGISTERED ((wk_status)0x80041084)
#define WK_WBEM_E_PROVIDER_NOT_REGISTERED ((wk_status)0x80041085)
#define WK_WBEM_E_FATAL_TRANSPORT_ERROR ((wk_status)0x80041086)
#define WK_WBEM_E_ENCRYPTED_CONNECTION_REQUIRED ((wk_status)0x80041087)
#define WK_WBEM_E_PROVIDER_TIMED_OUT ((wk_status)0x80041088)
#define WK_WBEM_E_NO_KEY ((wk_status)0x80041089)
#define WK_WBEM_E_PROVIDER_DISABLED ((wk_status)0x8004108A)
#define WK_WBEMESS_E_REGISTRATION_TOO_BROAD ((wk_status)0x80042001)
#define WK_WBEMESS_E_REGISTRATION_TOO_PRECISE ((wk_status)0x80042002)
#define WK_WBEMESS_E_AUTHZ_NOT_PRIVILEGED ((wk_status)0x80042003)
#define WK_WBEM_E_RETRY_LATER ((wk_status)0x80043001)
#define WK_WBEM_E_RESOURCE_CONTENTION ((wk_status)0x80043002)
#define WK_WBEMMOF_E_EXPECTED_QUALIFIER_NAME ((wk_status)0x80044001)
#define WK_WBEMMOF_E_EXPECTED_SEMI ((wk_status)0x80044002)
#define WK_WBEMMOF_E_EXPECTED_OPEN_BRACE ((wk_status)0x80044003)
#define WK_WBEMMOF_E_EXPECTED_CLOSE_BRACE ((wk_status)0x80044004)
#define WK_WBEMMOF_E_EXPECTED_CLOSE_BRACKET ((wk_status)0x80044005)
#define WK_WBEMMOF_E_EXPECTED_CLOSE_PAREN ((wk_status)0x80044006)
#define WK_WBEMMOF_E_ILLEGAL_CONSTANT_VALUE ((wk_status)0x80044007)
#define WK_WBEMMOF_E_EXPECTED_TYPE_IDENTIFIER ((wk_status)0x80044008)
#define WK_WBEMMOF_E_EXPECTED_OPEN_PAREN ((wk_status)0x80044009)
#define WK_WBEMMOF_E_UNRECOGNIZED_TOKEN ((wk_status)0x8004400A)
#define WK_WBEMMOF_E_UNRECOGNIZED_TYPE ((wk_status)0x8004400B)
#define WK_WBEMMOF_E_EXPECTED_PROPERTY_NAME ((wk_status)0x8004400C)
#define WK_WBEMMOF_E_TYPEDEF_NOT_SUPPORTED ((wk_status)0x8004400D)
#define WK_WBEMMOF_E_UNEXPECTED_ALIAS ((wk_status)0x8004400E)
#define WK_WBEMMOF_E_UNEXPECTED_ARRAY_INIT ((wk_status)0x8004400F)
#define WK_WBEMMOF_E_INVALID_AMENDMENT_SYNTAX ((wk_status)0x80044010)
#define WK_WBEMMOF_E_INVALID_DUPLICATE_AMENDMENT ((wk_status)0x80044011)
#define WK_WBEMMOF_E_INVALID_PRAGMA ((wk_status)0x80044012)
#define WK_WBEMMOF_E_INVALID_NAMESPACE_SYNTAX ((wk_status)0x80044013)
#define WK_WBEMMOF_E_EXPECTED_CLASS_NAME ((wk_status)0x80044014)
#define WK_WBEMMOF_E_TYPE_MISMATCH ((wk_status)0x80044015)
#define WK_WBEMMOF_E_EXPECTED_ALIAS_NAME ((wk_status)0x80044016)
#define WK_WBEMMOF_E_INVALID_CLASS_DECLARATION ((wk_status)0x80044017)
#define WK_WBEMMOF_E_INVALID_INSTANCE_DECLARATION ((wk_status)0x80044018)
#define WK_WBEMMOF_E_EXPECTED_DOLLAR ((wk_status)0x80044019)
#define WK_WBEMMOF_E_CIMTYPE_QUALIFIER ((wk_status)0x8004401A)
#define WK_WBEMMOF_E_DUPLICATE_PROPERTY ((wk_status)0x8004401B)
#define WK_WBEMMOF_E_INVALID_NAMESPACE_SPECIFICATION ((wk_status)0x8004401C)
#define WK_WBEMMOF_E_OUT_OF_RANGE ((wk_status)0x8004401D)
#define WK_WBEMMOF_E_INVALID_FILE ((wk_status)0x8004401E)
#define WK_WBEMMOF_E_ALIASES_IN_EMBEDDED ((wk_status)0x8004401F)
#define WK_WBEMMOF_E_NULL_ARRAY_ELEM ((wk_status)0x80044020)
#define WK_WBEMMOF_E_DUPLICATE_QUALIFIER ((wk_status)0x80044021)
#define WK_WBEMMOF_E_EXPECTED_FLAVOR_TYPE ((wk_status)0x80044022)
#define WK_WBEMMOF_E_INCOMPATIBLE_FLAVOR_TYPES ((wk_status)0x80044023)
#define WK_WBEMMOF_E_MULTIPLE_ALIASES ((wk_status)0x80044024)
#define WK_WBEMMOF_E_INCOMPATIBLE_FLAVOR_TYPES2 ((wk_status)0x80044025)
#define WK_WBEMMOF_E_NO_ARRAYS_RETURNED ((wk_status)0x80044026)
#define WK_WBEMMOF_E_MUST_BE_IN_OR_OUT ((wk_status)0x80044027)
#define WK_WBEMMOF_E_INVALID_FLAGS_SYNTAX ((wk_status)0x80044028)
#define WK_WBEMMOF_E_EXPECTED_BRACE_OR_BAD_TYPE ((wk_status)0x80044029)
#define WK_WBEMMOF_E_UNSUPPORTED_CIMV22_QUAL_VALUE ((wk_status)0x8004402A)
#define WK_WBEMMOF_E_UNSUPPORTED_CIMV22_DATA_TYPE ((wk_status)0x8004402B)
#define WK_WBEMMOF_E_INVALID_DELETEINSTANCE_SYNTAX ((wk_status)0x8004402C)
#define WK_WBEMMOF_E_INVALID_QUALIFIER_SYNTAX ((wk_status)0x8004402D)
#define WK_WBEMMOF_E_QUALIFIER_USED_OUTSIDE_SCOPE ((wk_status)0x8004402E)
#define WK_WBEMMOF_E_ERROR_CREATING_TEMP_FILE ((wk_status)0x8004402F)
#define WK_WBEMMOF_E_ERROR_INVALID_INCLUDE_FILE ((wk_status)0x80044030)
#define WK_WBEMMOF_E_INVALID_DELETECLASS_SYNTAX ((wk_status)0x80044031)

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
