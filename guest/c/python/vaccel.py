"""Calls accelerated operations of a vaccel agent from Python, over libvaccel-guest.so.

    import vaccel
    with vaccel.Session("vsock://2:2048") as session:
        model = session.register("/models/mobilenet")
        for label in session.classify(model, open("photo.jpg", "rb").read(), top_k=3):
            print(label.text, label.score)

        with session.load(session.register("net.onnx")) as net:
            outputs = net.run({"input": array})        # anything with the buffer protocol: NumPy, array, memoryview
            scores = outputs["output"].view()          # with the shape and format that the model gave

Needs nothing but Python 3.7 and the library: VACCEL_GUEST_LIBRARY says where it is, else the loader looks for it. A session
belongs to one thread at a time. Failures raise Error, which has the code of docs/protocol.md, section 11.
"""

import ctypes as c
import ctypes.util
import os
from collections import namedtuple

__all__ = ["Session", "Model", "Tensor", "Label", "Error", "TensorInfo"]

Label = namedtuple("Label", "index text score")
TensorInfo = namedtuple("TensorInfo", "name element_type dims")

# Name, format of the buffer protocol (None: Python has none) and bytes of an element type, by its number.
_TYPES = {
    1: ("f16", "e", 2), 2: ("bf16", None, 2), 3: ("f32", "f", 4), 4: ("f64", "d", 8), 5: ("i8", "b", 1),
    6: ("u8", "B", 1), 7: ("i16", "h", 2), 8: ("u16", "H", 2), 9: ("i32", "i", 4), 10: ("u32", "I", 4),
    11: ("i64", "q", 8), 12: ("u64", "Q", 8), 13: ("bool", "?", 1), 14: ("string", None, 0),
}
_NUMBERS = {name: number for number, (name, _, _) in _TYPES.items()}


class Error(Exception):
    """What an agent, or the way to it, answered; code and vendor are numbers."""

    def __init__(self, code, vendor, text):
        super().__init__("%s (error %d)" % (text, code))
        self.code, self.vendor, self.text = code, vendor, text


# The structs of <vaccel/guest.h>, <vaccel/image.h> and <vaccel/tensor.h>.
class _Error(c.Structure):
    _fields_ = [("code", c.c_int), ("vendor", c.c_int32), ("text", c.c_char * 256)]


class _Options(c.Structure):
    _fields_ = [("name", c.c_char_p), ("credential", c.c_char_p), ("apis", c.POINTER(c.c_void_p)),
                ("api_count", c.c_size_t), ("memory_size", c.c_size_t)]


class _Session(c.Structure):
    _fields_ = [("client", c.c_void_p), ("number", c.c_uint32), ("progress", c.c_void_p), ("progress_context", c.c_void_p)]


class _Resource(c.Structure):
    _fields_ = [("sha256", c.c_uint8 * 32)]


class _Bytes(c.Structure):
    _fields_ = [("data", c.c_void_p), ("length", c.c_size_t)]


class _Tensor(c.Structure):
    _fields_ = [("type", c.c_int32), ("rank", c.c_uint32), ("dims", c.c_int64 * 16), ("data", _Bytes)]


class _Label(c.Structure):
    _fields_ = [("index", c.c_int32), ("text", c.c_char_p), ("score", c.c_float)]


class _Handle(c.Structure):
    _fields_ = [("value", c.c_int64)]


class _NamedTensor(c.Structure):
    _fields_ = [("name", c.c_char_p), ("tensor", _Tensor)]


class _I64List(c.Structure):
    _fields_ = [("items", c.POINTER(c.c_int64)), ("count", c.c_size_t)]


class _Info(c.Structure):
    _fields_ = [("name", c.c_char_p), ("element_type", c.c_int), ("dims", _I64List)]


def _list_of(item):
    return type("_%sList" % item.__name__, (c.Structure,), {"_fields_": [("items", c.POINTER(item)), ("count", c.c_size_t)]})


_LabelList, _NamedTensorList, _InfoList = _list_of(_Label), _list_of(_NamedTensor), _list_of(_Info)


class _ModelInfo(c.Structure):
    _fields_ = [("backend", c.c_char_p), ("device", c.c_char_p), ("bytes", c.c_int64), ("inputs", _InfoList), ("outputs", _InfoList)]


def _load():
    given = os.environ.get("VACCEL_GUEST_LIBRARY")
    name = given or ctypes.util.find_library("vaccel-guest") or "libvaccel-guest.so.0"
    try:
        library = c.CDLL(name)
    except OSError as e:
        raise ImportError("cannot load %s: %s; build it with make -C guest/c and set VACCEL_GUEST_LIBRARY" % (name, e)) from None
    library.vaccel_posix_size.restype = c.c_size_t
    library.vaccel_posix_error.restype = c.POINTER(_Error)
    library.vaccel_posix_client.restype = c.c_void_p
    return library


_library = _load()
_API_NAMES = ("noop", "blas", "image", "tensor")
_apis = (c.c_void_p * len(_API_NAMES))(
    *[c.addressof(c.c_byte.in_dll(_library, "vaccel_%s_api" % name)) for name in _API_NAMES])


def _dense(value):
    """The bytes of a buffer, row-major: without a copy where it lies so."""
    view = memoryview(value)
    return view if view.c_contiguous else memoryview(view.tobytes()).cast(view.format, view.shape)


def _element_type(view):
    letter = view.format.lstrip("@=<")
    if letter in ("l", "L"):  # as long as the machine's long
        letter = ("q" if letter == "l" else "Q") if view.itemsize == 8 else ("i" if letter == "l" else "I")
    for number, (_, own, size) in _TYPES.items():
        if own == letter and size == view.itemsize:
            return number
    raise TypeError("buffer of format '%s': expected one of %s" % (view.format, ", ".join(f for _, f, _ in _TYPES.values() if f)))


def _pointer(view):
    """The address of a contiguous buffer, and what keeps it alive."""
    if view.nbytes == 0:
        return None, view
    flat = view.cast("B")
    if flat.readonly:
        data = c.c_char_p(bytes(flat)) if not isinstance(view.obj, bytes) else c.c_char_p(view.obj)
        return c.cast(data, c.c_void_p), data
    data = (c.c_char * flat.nbytes).from_buffer(flat)
    return c.cast(data, c.c_void_p), data


class Tensor:
    """A tensor: element_type ("f32", ...), shape, and data as bytes; view() has its shape and format."""

    def __init__(self, element_type, shape, data):
        if element_type not in _NUMBERS:
            raise ValueError("element type '%s': expected one of %s" % (element_type, ", ".join(_NUMBERS)))
        self.element_type, self.shape, self.data = element_type, tuple(shape), data

    @property
    def __array_interface__(self):  # for NumPy, which then copies nothing
        code = {"f": "f", "b": "i", "h": "i", "i": "i", "q": "i", "e": "f", "d": "f", "?": "b"}
        _, letter, size = _TYPES[_NUMBERS[self.element_type]]
        if letter is None:
            raise TypeError("element type %s has no array" % self.element_type)
        kind = code.get(letter, "u")
        return {"shape": self.shape, "typestr": "%s%s%d" % ("|" if size == 1 else "<", kind, size), "data": self.data, "version": 3}

    def view(self):
        """A memoryview of its shape and format; of bytes where the buffer protocol knows no such format."""
        letter = _TYPES[_NUMBERS[self.element_type]][1]
        flat = memoryview(self.data)
        if letter is None or flat.nbytes == 0:
            return flat
        return flat.cast(letter, self.shape) if self.shape else flat.cast(letter)

    def __repr__(self):
        return "Tensor(%r, %r, %d bytes)" % (self.element_type, self.shape, len(self.data))


class Model:
    """A loaded model, of the session that loaded it."""

    def __init__(self, session, handle):
        self._session, self._handle = session, handle

    def describe(self):
        """Back end, device, bytes, and the TensorInfo of each input and output, as a dict."""
        info = _ModelInfo()
        self._session._check(_library.vaccel_tensor_describe(self._session._own(), self._handle, c.byref(info)))

        def infos(items):
            return [TensorInfo(items.items[i].name.decode(), _TYPES[items.items[i].element_type][0],
                               tuple(items.items[i].dims.items[j] for j in range(items.items[i].dims.count)))
                    for i in range(items.count)]
        return {"backend": info.backend.decode(), "device": info.device.decode(), "bytes": info.bytes,
                "inputs": infos(info.inputs), "outputs": infos(info.outputs)}

    def run(self, inputs, outputs=()):
        """Runs the model: a dict of names to buffers or Tensors; returns a dict of names to Tensors."""
        values = (_NamedTensor * max(1, len(inputs)))()
        kept = []
        for value, (name, given) in zip(values, inputs.items()):
            value.name = name.encode()
            _put(value.tensor, given, kept)
        wanted = (c.c_char_p * max(1, len(outputs)))(*[o.encode() for o in outputs])
        result = _NamedTensorList()
        self._session._check(_library.vaccel_tensor_run(
            self._session._own(), self._handle, values, c.c_size_t(len(inputs)), wanted, c.c_size_t(len(outputs)), c.byref(result)))
        return {result.items[i].name.decode(): _get(result.items[i].tensor) for i in range(result.count)}

    def unload(self):
        if self._handle is not None:
            handle, self._handle = self._handle, None
            self._session._check(_library.vaccel_tensor_unload(self._session._own(), handle))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._session._open():
            self.unload()


def _put(tensor, given, kept):
    if isinstance(given, Tensor):
        view, number, shape = memoryview(given.data).cast("B"), _NUMBERS[given.element_type], given.shape
    else:
        view = _dense(given)
        number, shape = _element_type(view), view.shape
    if len(shape) > 16:
        raise ValueError("tensor of rank %d: expected at most 16" % len(shape))
    tensor.type, tensor.rank = number, len(shape)
    for i, extent in enumerate(shape):
        tensor.dims[i] = extent
    tensor.data.data, alive = _pointer(view)
    tensor.data.length = view.nbytes
    kept.append((view, alive))


def _get(tensor):
    # A copy: the library's memory is the next call's.
    data = c.string_at(tensor.data.data, tensor.data.length) if tensor.data.length else b""
    return Tensor(_TYPES[tensor.type][0], tensor.dims[:tensor.rank], data)


class Session:
    """A session of an agent. address: such as unix:///run/vaccel.sock; None: VACCEL_ADDRESS."""

    def __init__(self, address=None, credential=None, backends=(), memory_bytes=0):
        self._posix = c.create_string_buffer(_library.vaccel_posix_size() + 64)
        self._at = c.c_void_p((c.addressof(self._posix) + 63) & ~63)
        options = _Options(None, credential.encode() if credential else None, _apis, len(_apis), memory_bytes)
        self._session = _Session()
        self._closed = False
        try:
            self._check(_library.vaccel_posix_connect(self._at, address.encode() if address else None, c.byref(options)))
            names = (c.c_char_p * max(1, len(backends)))(*[b.encode() for b in backends])
            self._check(_library.vaccel_open_session(
                c.c_void_p(_library.vaccel_posix_client(self._at)), c.byref(self._session), names, c.c_size_t(len(backends))))
        except Error:
            self.close()
            raise

    def _check(self, status):
        if status != 0:
            error = _library.vaccel_posix_error(self._at).contents
            raise Error(error.code, error.vendor, error.text.decode("utf-8", "replace"))

    def _open(self):
        return not self._closed

    def _own(self):
        if self._closed:
            raise Error(501, 0, "the session is closed")
        return c.byref(self._session)

    def register(self, path):
        """Registers a file or directory; returns the resource, whose hex() is its SHA-256."""
        resource = _Resource()
        self._check(_library.vaccel_posix_register(self._own(), os.fsencode(path), c.byref(resource)))
        return bytes(resource.sha256)

    def register_bytes(self, data):
        """Registers bytes as a file."""
        view = _dense(data)
        pointer, _alive = _pointer(view)
        resource = _Resource()
        self._check(_library.vaccel_register_bytes(self._own(), pointer or b"", c.c_size_t(view.nbytes), c.byref(resource)))
        return bytes(resource.sha256)

    def model(self, name):
        """Makes a model known that the agent has under a name; nothing is sent. As register()."""
        resource = _Resource()
        self._check(_library.vaccel_session_model(self._own(), name.encode(), c.byref(resource)))
        return bytes(resource.sha256)

    def classify(self, model, image, top_k=1):
        """The most likely labels of an encoded picture (bytes or another buffer)."""
        view = _dense(image)
        pointer, _alive = _pointer(view)
        labels = _LabelList()
        self._check(_library.vaccel_image_classify(
            self._own(), c.byref(_resource(model)), pointer, c.c_size_t(view.nbytes), c.c_int32(top_k), c.byref(labels)))
        return [Label(labels.items[i].index, labels.items[i].text.decode(), labels.items[i].score) for i in range(labels.count)]

    def load(self, model):
        """Loads a registered model for tensors."""
        handle = _Handle()
        self._check(_library.vaccel_tensor_load(self._own(), c.byref(_resource(model)), c.byref(handle)))
        return Model(self, handle)

    def sgemm(self, m, n, k, a, b):
        """The product of row-major f32 matrices, m by k and k by n, as a Tensor of m by n."""
        views = [_dense(a), _dense(b)]
        for name, view, count in zip("ab", views, (m * k, k * n)):
            if view.nbytes != 4 * count:
                raise ValueError("%s has %d bytes: expected %d" % (name, view.nbytes, 4 * count))
        (a_at, _a), (b_at, _b) = _pointer(views[0]), _pointer(views[1])
        product = bytearray(4 * m * n)
        target, _product = _pointer(memoryview(product))
        none, one, zero = c.c_int(0), c.c_float(1), c.c_float(0)
        i32 = c.c_int32
        self._check(_library.vaccel_blas_sgemm(
            self._own(), none, none, i32(m), i32(n), i32(k), one, a_at, i32(max(1, k)), b_at, i32(max(1, n)), zero, target, i32(max(1, n))))
        return Tensor("f32", (m, n), product)

    def close(self):
        """Closes the session and its connection. Twice is fine."""
        if not self._closed:
            self._closed = True
            _library.vaccel_posix_close(self._at)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _resource(resource):
    if len(resource) != 32:
        raise ValueError("a resource is what register() returned")
    return _Resource((c.c_uint8 * 32)(*resource))
