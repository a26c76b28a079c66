"""wbemkit.py: libwbemkit for Python by ctypes.

    import wbemkit
    with wbemkit.Repository("fleet", write=True, create=True) as repo:
        repo.compile("class T_Fan { [Key] string Id; uint32 Speed; };")
        with repo.begin(write=True) as txn:
            txn.put(txn.new("T_Fan", Id="left", Speed=900))
        with repo.begin() as txn:
            for fan in txn.query("SELECT * FROM T_Fan WHERE Speed > 800"):
                print(fan.path, fan["Speed"])

The library is looked for under the name in WBEMKIT_LIBRARY, or as libwbemkit.so.0.
"""
import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_int64, c_size_t, c_uint, c_uint32, c_uint64, c_void_p

_lib = ctypes.CDLL(os.environ.get("WBEMKIT_LIBRARY", "libwbemkit.so.0"))

READ, WRITE, CREATE, NO_SYNC = 0, 1, 2, 4
NAMESPACE, QUALIFIER_TYPE, CLASS, INSTANCE, STRUCTURE, ENUMERATION, RECORD = range(1, 8)
EFFECTIVE, DEEP, CREATE_ONLY, UPDATE_ONLY = 1, 2, 4, 8
OVERWRITE, FORCE = 1, 2
PRIVILEGE_BACKUP, PRIVILEGE_RESTORE = 1, 2
MOF, JSON = 1, 2
_SCALAR = c_size_t(-1).value
_BOOLEAN, _REALS, _CHAR16, _OBJECT, _INTEGERS = 1, (10, 11), 12, 16, (2, 3, 4, 5, 6, 7, 8, 9, 20)

_DIAGNOSTIC = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)

_functions = {
    "wk_version": (c_char_p,), "wk_code_name": (c_char_p, c_uint32), "wk_code_meaning": (c_char_p, c_uint32),
    "wk_new": (c_void_p, c_char_p), "wk_free": (None, c_void_p), "wk_open": (c_uint32, c_void_p, c_uint),
    "wk_error": (c_char_p, c_void_p), "wk_set_wait": (None, c_void_p, c_int64),
    "wk_describe": (c_uint32, c_void_p, POINTER(c_void_p)), "wk_connections": (c_uint32, c_void_p, POINTER(c_void_p)),
    "wk_privilege_enable": (c_uint32, c_void_p, c_uint), "wk_privilege_disable": (c_uint32, c_void_p, c_uint),
    "wk_pause": (c_uint32, c_void_p, c_uint64), "wk_resume": (c_uint32, c_void_p),
    "wk_backup": (c_uint32, c_void_p, c_char_p, c_uint, c_void_p, c_void_p),
    "wk_restore": (c_uint32, c_void_p, c_char_p, c_uint, c_void_p, c_void_p),
    "wk_begin": (c_uint32, c_void_p, c_uint, POINTER(c_void_p)), "wk_commit": (c_uint32, c_void_p), "wk_abort": (None, c_void_p),
    "wk_txn_error": (c_char_p, c_void_p), "wk_txn_error_place": (c_size_t, c_void_p),
    "wk_get": (c_uint32, c_void_p, c_int, c_char_p, c_char_p, c_uint, POINTER(c_void_p)),
    "wk_delete": (c_uint32, c_void_p, c_int, c_char_p, c_char_p, c_uint), "wk_namespace_create": (c_uint32, c_void_p, c_char_p),
    "wk_new_instance": (c_uint32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p)),
    "wk_put": (c_uint32, c_void_p, c_void_p, c_uint),
    "wk_enumerate": (c_uint32, c_void_p, c_int, c_char_p, c_char_p, c_uint, POINTER(c_void_p)),
    "wk_query": (c_uint32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p)),
    "wk_next": (c_uint32, c_void_p, POINTER(c_void_p)), "wk_list_free": (None, c_void_p), "wk_object_free": (None, c_void_p),
    "wk_object_kind": (c_int, c_void_p), "wk_object_name": (c_char_p, c_void_p), "wk_object_path": (c_char_p, c_void_p),
    "wk_object_namespace": (c_char_p, c_void_p), "wk_object_superclass": (c_char_p, c_void_p),
    "wk_property_count": (c_size_t, c_void_p), "wk_property_name": (c_char_p, c_void_p, c_size_t),
    "wk_property": (c_void_p, c_void_p, c_size_t), "wk_find": (c_void_p, c_void_p, c_char_p),
    "wk_qualifier": (c_void_p, c_void_p, c_char_p, c_char_p),
    "wk_text": (c_uint32, c_void_p, c_void_p, c_int, POINTER(c_char_p), POINTER(c_size_t)),
    "wk_value_type": (c_int, c_void_p), "wk_value_is_null": (c_int, c_void_p), "wk_value_is_array": (c_int, c_void_p),
    "wk_value_count": (c_size_t, c_void_p), "wk_value_item": (c_void_p, c_void_p, c_size_t),
    "wk_value_bool": (c_uint32, c_void_p, POINTER(c_int)), "wk_value_real": (c_uint32, c_void_p, POINTER(c_double)),
    "wk_value_text": (c_void_p, c_void_p, POINTER(c_size_t)), "wk_value_object": (c_void_p, c_void_p),
    "wk_set_null": (c_uint32, c_void_p, c_char_p, c_size_t), "wk_set_bool": (c_uint32, c_void_p, c_char_p, c_size_t, c_int),
    "wk_set_int": (c_uint32, c_void_p, c_char_p, c_size_t, c_int64), "wk_set_uint": (c_uint32, c_void_p, c_char_p, c_size_t, c_uint64),
    "wk_set_real": (c_uint32, c_void_p, c_char_p, c_size_t, c_double),
    "wk_set_text": (c_uint32, c_void_p, c_char_p, c_size_t, c_char_p, c_size_t),
    "wk_set_object": (c_uint32, c_void_p, c_char_p, c_size_t, c_void_p), "wk_set_empty": (c_uint32, c_void_p, c_char_p),
    "wk_compiler_new": (c_void_p,), "wk_compiler_free": (None, c_void_p),
    "wk_compiler_option": (c_uint32, c_void_p, c_char_p, c_char_p), "wk_compiler_add_file": (c_uint32, c_void_p, c_char_p),
    "wk_compiler_add_buffer": (c_uint32, c_void_p, c_char_p, c_char_p, c_size_t),
    "wk_compiler_on_diagnostic": (None, c_void_p, _DIAGNOSTIC, c_void_p),
    "wk_compiler_run": (c_uint32, c_void_p, c_void_p), "wk_compiler_check": (c_uint32, c_void_p),
    "wk_compiler_error": (c_char_p, c_void_p),
    "wk_diagnostic_severity": (c_int, c_void_p), "wk_diagnostic_id": (c_char_p, c_void_p), "wk_diagnostic_text": (c_char_p, c_void_p),
    "wk_diagnostic_file": (c_char_p, c_void_p), "wk_diagnostic_line": (c_uint, c_void_p), "wk_diagnostic_column": (c_uint, c_void_p),
    "wk_diagnostic_code": (c_uint32, c_void_p),
}
for _name, (_result, *_arguments) in _functions.items():
    _function = getattr(_lib, _name)
    _function.restype, _function.argtypes = _result, _arguments


class Error(Exception):
    """A failure: .code is the number of WBEM, .name its name, .place a byte of the query or path."""

    def __init__(self, code, text, place=0):
        self.code, self.place = code, place
        self.name = _text(_lib.wk_code_name(code)) or "0x%08X" % code
        super().__init__("%s: %s" % (self.name, text))


def version():
    return _text(_lib.wk_version())


def _text(raw):
    return None if raw is None else raw.decode("utf-8", "surrogateescape")


def _raw(text):
    return None if text is None else os.fsencode(text) if isinstance(text, os.PathLike) else text.encode("utf-8", "surrogateescape")


def _failed(status):
    return status & 0x80000000


def _value(v):
    """A value as Python has it: None, bool, int, float, str, Object, or a list."""
    if _lib.wk_value_is_null(v):
        return None
    if _lib.wk_value_is_array(v):
        return [_value(_lib.wk_value_item(v, i)) for i in range(_lib.wk_value_count(v))]
    kind = _lib.wk_value_type(v)
    if kind == _OBJECT:
        inner = Object(_lib.wk_value_object(v), None)
        return {name: inner[name] for name in inner}
    if kind == _BOOLEAN:
        flag = c_int()
        _lib.wk_value_bool(v, byref(flag))
        return bool(flag.value)
    if kind in _REALS:
        real = c_double()
        _lib.wk_value_real(v, byref(real))
        return real.value
    length = c_size_t()
    address = _lib.wk_value_text(v, byref(length))
    if not address:
        raise MemoryError
    text = ctypes.string_at(address, length.value).decode("utf-8", "surrogatepass")
    return int(text) if kind in _INTEGERS else text


class Object:
    """A class, an instance, ...: a mapping of its properties. It needs no transaction."""

    def __init__(self, handle, owner=True):
        self._handle, self._owner = handle, owner

    def __del__(self):
        if self._owner and self._handle:
            _lib.wk_object_free(self._handle)

    kind = property(lambda self: _lib.wk_object_kind(self._handle))
    name = property(lambda self: _text(_lib.wk_object_name(self._handle)))
    path = property(lambda self: _text(_lib.wk_object_path(self._handle)))
    namespace = property(lambda self: _text(_lib.wk_object_namespace(self._handle)))
    superclass = property(lambda self: _text(_lib.wk_object_superclass(self._handle)))

    def __len__(self):
        return _lib.wk_property_count(self._handle)

    def __iter__(self):
        return (_text(_lib.wk_property_name(self._handle, i)) for i in range(len(self)))

    def __contains__(self, name):
        return bool(_lib.wk_find(self._handle, _raw(name)))

    def __getitem__(self, name):
        value = _lib.wk_find(self._handle, _raw(name))
        if not value:
            raise KeyError(name)
        return _value(value)

    def qualifier(self, name, prop=None):
        return _value(_lib.wk_qualifier(self._handle, _raw(prop), _raw(name)))

    def __setitem__(self, name, value):
        if isinstance(value, (list, tuple)):
            self._check(name, _lib.wk_set_empty(self._handle, _raw(name)))
            for index, item in enumerate(value):
                self._set(name, index, item)
        else:
            self._set(name, _SCALAR, value)

    def _set(self, name, index, value):
        at = (self._handle, _raw(name), index)
        if value is None:
            status = _lib.wk_set_null(*at)
        elif isinstance(value, bool):
            status = _lib.wk_set_bool(*at, value)
        elif isinstance(value, int):
            status = _lib.wk_set_int(*at, value) if value < 0 else _lib.wk_set_uint(*at, value)
        elif isinstance(value, float):
            status = _lib.wk_set_real(*at, value)
        elif isinstance(value, Object):
            status = _lib.wk_set_object(*at, value._handle)
        else:
            raw = value.encode("utf-8", "surrogatepass")
            status = _lib.wk_set_text(*at, raw, len(raw))
        self._check(name, status)

    @staticmethod
    def _check(name, status):
        if _failed(status):
            raise Error(status, "%s: %s" % (name, _text(_lib.wk_code_meaning(status))))

    def text(self, form=MOF, txn=None):
        text, length = c_char_p(), c_size_t()
        status = _lib.wk_text(txn._handle if txn else None, self._handle, form, byref(text), byref(length))
        if _failed(status):
            raise Error(status, _text(_lib.wk_code_meaning(status)))
        return text.value.decode("utf-8")


class Transaction:
    """A view or a change; as a context it is committed at the end, or undone by an exception."""

    def __init__(self, repo, handle):
        self._repo, self._handle = repo, handle

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self._handle and kind is None:
            self.commit()
        self.abort()

    def commit(self):
        handle, self._handle = self._handle, None
        self._repo._check(_lib.wk_commit(handle))

    def abort(self):
        if self._handle:
            _lib.wk_abort(self._handle)
        self._handle = None

    def _check(self, status):
        if _failed(status):
            raise Error(status, _text(_lib.wk_txn_error(self._handle)), _lib.wk_txn_error_place(self._handle))

    def _one(self, function, *arguments):
        out = c_void_p()
        self._check(function(self._handle, *arguments, byref(out)))
        return out.value

    def _list(self, function, *arguments):
        handle = self._one(function, *arguments)
        try:
            while True:
                out = c_void_p()
                if not self._handle:
                    raise Error(0x80041016, "the transaction is over")
                status = _lib.wk_next(handle, byref(out))
                self._check(status)
                if status:
                    return
                yield Object(out.value)
        finally:
            _lib.wk_list_free(handle)

    def get(self, kind, name, ns=None, flags=0):
        return Object(self._one(_lib.wk_get, kind, _raw(ns), _raw(name), flags))

    def delete(self, kind, name, ns=None, flags=0):
        self._check(_lib.wk_delete(self._handle, kind, _raw(ns), _raw(name), flags))

    def create_namespace(self, ns):
        self._check(_lib.wk_namespace_create(self._handle, _raw(ns)))

    def new(self, class_name, ns=None, **properties):
        instance = Object(self._one(_lib.wk_new_instance, _raw(ns), _raw(class_name)))
        for name, value in properties.items():
            instance[name] = value
        return instance

    def put(self, instance, flags=0):
        self._check(_lib.wk_put(self._handle, instance._handle, flags))

    def enumerate(self, kind, of=None, ns=None, flags=0):
        return self._list(_lib.wk_enumerate, kind, _raw(ns), _raw(of), flags)

    def query(self, wql, ns=None):
        return self._list(_lib.wk_query, _raw(ns), _raw(wql))


class Repository:
    """An open repository, or with open=False one to be restored."""

    def __init__(self, path, write=False, create=False, sync=True, open=True):
        self._handle = _lib.wk_new(_raw(os.fspath(path)))
        if not self._handle:
            raise MemoryError
        if open:
            self._check(_lib.wk_open(self._handle, WRITE * write | CREATE * create | NO_SYNC * (not sync)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()

    def close(self):
        handle, self._handle = getattr(self, "_handle", None), None
        if handle:
            _lib.wk_free(handle)

    def _check(self, status):
        if _failed(status):
            raise Error(status, _text(_lib.wk_error(self._handle)))

    def begin(self, write=False):
        out = c_void_p()
        self._check(_lib.wk_begin(self._handle, WRITE if write else READ, byref(out)))
        return Transaction(self, out.value)

    def describe(self):
        out = c_void_p()
        self._check(_lib.wk_describe(self._handle, byref(out)))
        found = Object(out.value)
        return {name: found[name] for name in found}

    def connections(self):
        out, found = c_void_p(), []
        self._check(_lib.wk_connections(self._handle, byref(out)))
        try:
            one = c_void_p()
            while _lib.wk_next(out, byref(one)) == 0:
                connection = Object(one.value)
                found.append({name: connection[name] for name in connection})
        finally:
            _lib.wk_list_free(out)
        return found

    def set_wait(self, milliseconds):
        _lib.wk_set_wait(self._handle, milliseconds)

    def enable(self, privileges):
        self._check(_lib.wk_privilege_enable(self._handle, privileges))

    def disable(self, privileges):
        self._check(_lib.wk_privilege_disable(self._handle, privileges))

    def pause(self, milliseconds=0):
        self._check(_lib.wk_pause(self._handle, milliseconds))

    def resume(self):
        self._check(_lib.wk_resume(self._handle))

    def backup(self, path, flags=0):
        self._check(_lib.wk_backup(self._handle, _raw(os.fspath(path)), flags, None, None))

    def restore(self, path, flags=0):
        self._check(_lib.wk_restore(self._handle, _raw(os.fspath(path)), flags, None, None))

    def compile(self, text=None, *, files=(), name="text", **options):
        """Compiles text or files and stores them; an Error has .diagnostics."""
        return compile_mof(text, files=files, name=name, repo=self, **options)


def compile_mof(text=None, *, files=(), name="text", repo=None, **options):
    """All diagnostics of what compiles, as dicts; without a repository nothing is stored."""
    told = []

    @_DIAGNOSTIC
    def each(_, d):
        told.append({
            "severity": ("note", "warning", "error")[_lib.wk_diagnostic_severity(d)], "id": _text(_lib.wk_diagnostic_id(d)),
            "text": _text(_lib.wk_diagnostic_text(d)), "file": _text(_lib.wk_diagnostic_file(d)),
            "line": _lib.wk_diagnostic_line(d), "column": _lib.wk_diagnostic_column(d), "code": _lib.wk_diagnostic_code(d)})

    compiler = _lib.wk_compiler_new()
    if not compiler:
        raise MemoryError
    try:
        statuses = [_lib.wk_compiler_option(compiler, _raw(key.replace("_", "-")), _raw(str(value))) for key, value in options.items()]
        statuses += [_lib.wk_compiler_add_file(compiler, _raw(os.fspath(path))) for path in files]
        if text is not None:
            raw = text if isinstance(text, bytes) else text.encode("utf-8")
            statuses.append(_lib.wk_compiler_add_buffer(compiler, _raw(name), raw, len(raw)))
        status = next((status for status in statuses if _failed(status)), 0)
        if not status:
            _lib.wk_compiler_on_diagnostic(compiler, each, None)
            status = _lib.wk_compiler_run(compiler, repo._handle) if repo else _lib.wk_compiler_check(compiler)
        if _failed(status):
            error = Error(status, _text(_lib.wk_compiler_error(compiler)))
            error.diagnostics = told
            raise error
    finally:
        _lib.wk_compiler_free(compiler)
    return told
