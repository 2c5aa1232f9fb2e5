/* The floor of add_scalar: the least that a C extension can do per call and still write a TensorBoard event file.
 *
 * One METH_FASTCALL method reads the clock, encodes an event with one simple_value, frames it with both masked CRC32C
 * checksums (SSE4.2) and hands the buffer to the kernel whenever it passes 64 KiB. No thread, no lock, no error handling
 * beyond what keeps it from crashing: runchart is measured against this, behind a Python method as a user's class has it.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <fcntl.h>
#include <nmmintrin.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HANDED_ON (64 * 1024)
#define LONGEST_TAG 1024
#define LONGEST_RECORD (LONGEST_TAG + 64)

typedef struct {
    PyObject_HEAD
    int file;
    size_t used;
    unsigned char buffer[HANDED_ON + LONGEST_RECORD];
} Writer;

static uint32_t masked_crc32c(const unsigned char *bytes, size_t length) {
    uint64_t crc = 0xffffffffu;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    for (; length; bytes++, length--) crc = _mm_crc32_u8((uint32_t)crc, *bytes);
    uint32_t plain = ~(uint32_t)crc;
    return ((plain >> 15) | (plain << 17)) + 0xa282ead8u;
}

static unsigned char *put_varint(unsigned char *at, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *at++ = (unsigned char)(value | 0x80);
    *at++ = (unsigned char)value;
    return at;
}

static unsigned varint_length(uint64_t value) {
    unsigned length = 1;
    for (; value >= 0x80; value >>= 7) length++;
    return length;
}

static void put_record(Writer *self, const unsigned char *data, size_t length) {
    unsigned char *at = self->buffer + self->used;
    uint64_t framed = length;
    uint32_t crc;
    memcpy(at, &framed, 8);
    crc = masked_crc32c(at, 8);
    memcpy(at + 8, &crc, 4);
    memcpy(at + 12, data, length);
    crc = masked_crc32c(data, length);
    memcpy(at + 12 + length, &crc, 4);
    self->used += length + 16;
}

static int hand_on(Writer *self) {
    size_t done = 0;
    while (done < self->used) {
        ssize_t written = write(self->file, self->buffer + done, self->used - done);
        if (written < 0) {
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
        done += (size_t)written;
    }
    self->used = 0;
    return 0;
}

static double now(void) {
    struct timespec clock;
    clock_gettime(CLOCK_REALTIME, &clock);
    return (double)clock.tv_sec + 1e-9 * (double)clock.tv_nsec;
}

/* add_scalar(tag, value, step) */
static PyObject *add_scalar(Writer *self, PyObject *const *arguments, Py_ssize_t count) {
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "add_scalar(tag, value, step)");
        return NULL;
    }
    Py_ssize_t tag_length;
    const char *tag = PyUnicode_AsUTF8AndSize(arguments[0], &tag_length);
    double number = PyFloat_AsDouble(arguments[1]);
    long long step = PyLong_AsLongLong(arguments[2]);
    if (!tag || PyErr_Occurred()) return NULL;
    if (tag_length > LONGEST_TAG) {
        PyErr_SetString(PyExc_ValueError, "tag too long");
        return NULL;
    }

    float value = (float)number;
    double wall_time = now();
    uint64_t value_length = 1 + varint_length((uint64_t)tag_length) + (uint64_t)tag_length + 5;
    uint64_t summary_length = 1 + varint_length(value_length) + value_length;
    unsigned char data[LONGEST_RECORD], *at = data;
    *at++ = 0x09; /* Event.wall_time, a double */
    memcpy(at, &wall_time, 8);
    at += 8;
    *at++ = 0x10; /* Event.step */
    at = put_varint(at, (uint64_t)step);
    *at++ = 0x2a; /* Event.summary */
    at = put_varint(at, summary_length);
    *at++ = 0x0a; /* Summary.value */
    at = put_varint(at, value_length);
    *at++ = 0x0a; /* Summary.Value.tag */
    at = put_varint(at, (uint64_t)tag_length);
    memcpy(at, tag, (size_t)tag_length);
    at += tag_length;
    *at++ = 0x15; /* Summary.Value.simple_value, a float */
    memcpy(at, &value, 4);
    at += 4;

    put_record(self, data, (size_t)(at - data));
    if (self->used >= HANDED_ON && hand_on(self) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *close_writer(Writer *self, PyObject *unused) {
    (void)unused;
    if (self->file >= 0) {
        if (hand_on(self) < 0) return NULL;
        close(self->file);
        self->file = -1;
    }
    Py_RETURN_NONE;
}

static int initialise(Writer *self, PyObject *arguments, PyObject *keywords) {
    const char *path;
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "s", &path)) return -1;
    self->used = 0;
    self->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (self->file < 0) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
        return -1;
    }
    double wall_time = now();
    unsigned char data[24] = {0x09};
    memcpy(data + 1, &wall_time, 8);
    memcpy(data + 9, "\x1a\x0d" "brain.Event:2", 15); /* Event.file_version */
    put_record(self, data, 24);
    return 0;
}

static PyMethodDef methods[] = {
    {"add_scalar", (PyCFunction)(void (*)(void))add_scalar, METH_FASTCALL, NULL},
    {"close", (PyCFunction)close_writer, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject WriterType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "c_writer.Writer",
    .tp_basicsize = sizeof(Writer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)initialise,
    .tp_methods = methods,
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "c_writer", .m_size = -1};

PyMODINIT_FUNC PyInit_c_writer(void) {
    PyObject *module = PyModule_Create(&definition);
    if (!module || PyModule_AddType(module, &WriterType) < 0) return NULL;
    return module;
}
