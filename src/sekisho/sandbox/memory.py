"""Memory for strict jobs: all of it from one heap that is grown before the filter closes.

Under the strict filter no memory can be asked of the kernel. So the interpreter's own arenas (it
keeps its frame stack there) are moved to the C heap, the C library is told to use nothing but that
heap and never to give any back, and each job grows it to its limit first: pages that are never
touched cost nothing. Beyond that malloc fails and Python raises MemoryError.
"""

import ctypes
import os

from sekisho.sandbox.kernel import LIBC

M_TRIM_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX = -1, -4, -8
DOMAIN_RAW = 0


class _Allocator(ctypes.Structure):  # PyMemAllocatorEx
    _fields_ = tuple(
        (name, ctypes.c_void_p) for name in ("context", "malloc", "calloc", "realloc", "free")
    )


class _Arenas(ctypes.Structure):  # PyObjectArenaAllocator
    _fields_ = tuple((name, ctypes.c_void_p) for name in ("context", "alloc", "free"))


def use_one_heap() -> None:
    """Serve everything this process allocates from now on from the C heap.

    Call it first thing in the process, while the frame stack is still in its first arena, which is
    never given back.
    """
    if os.environ.get("PYTHONMALLOC") != "malloc":
        raise OSError("a strict server is started with PYTHONMALLOC=malloc")
    for option, value in ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, -1), (M_ARENA_MAX, 1)):
        if LIBC.mallopt(ctypes.c_int(option), ctypes.c_int(value)) != 1:
            raise OSError(f"mallopt {option}")
    raw = _Allocator()
    ctypes.pythonapi.PyMem_GetAllocator(ctypes.c_int(DOMAIN_RAW), ctypes.byref(raw))
    # The raw functions take (context, size) and (context, pointer); a third argument is ignored.
    arenas = _Arenas(raw.context, raw.malloc, raw.free)
    ctypes.pythonapi.PyObject_SetArenaAllocator(ctypes.byref(arenas))


LIBC.malloc.restype = ctypes.c_void_p
LIBC.malloc.argtypes = (ctypes.c_size_t,)
LIBC.free.argtypes = (ctypes.c_void_p,)


def grow_heap(size: int) -> None:
    """Make the heap large enough for `size` more bytes; MemoryError when the kernel says no."""
    block = LIBC.malloc(size)
    if not block:
        raise MemoryError
    LIBC.free(block)
