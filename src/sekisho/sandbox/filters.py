"""The three filters: strict jobs, transforming jobs, external programs.

The choices. A *strict* job may read, write and end; asking for memory is answered with "no memory"
(its heap was grown before), anything else kills it. A *transforming* job may besides manage memory
and ask for the time; to whoever looks up a file name the answer is "no such file", because innocent
libraries probe for files and go on without them; a few harmless questions get "not permitted"; all
else (sockets, exec, fork, threads, signals to others, and every call not named here) kills the
whole process, because an honest parser does none of it. Nobody gets executable memory. An
*external* program is a program we do not know: it may do all but the dangerous, which is refused,
not killed.
"""

import errno as codes

from sekisho.sandbox.seccomp import ALLOW, KILL, Bits, Rule, assemble, errno
from sekisho.sandbox.syscalls import numbers

PROT_EXEC = 4
NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag

_STRICT_ALLOWED = "read write exit exit_group rt_sigreturn"
_STRICT_NO_MEMORY = "mmap mremap munmap madvise"

_TRANSFORM_ALLOWED = """
    read write readv writev pread64 pwrite64 lseek close fstat exit exit_group
    brk munmap mremap madvise futex membarrier sched_yield sched_getaffinity
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage getrandom
    getpid gettid getppid getuid getgid geteuid getegid sysinfo
"""
_TRANSFORM_NO_EXEC = "mmap mprotect"
_TRANSFORM_NO_FILE = """
    open openat openat2 stat lstat newfstatat statx access faccessat faccessat2
    readlink readlinkat getcwd
"""
_TRANSFORM_REFUSED = "fcntl getdents64 getrlimit prlimit64 uname fadvise64"

_PROGRAM_REFUSED = """
    ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd
    mount umount2 pivot_root chroot
    open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr
    unshare setns keyctl add_key request_key bpf perf_event_open userfaultfd
    io_uring_setup io_uring_enter io_uring_register
    kexec_load kexec_file_load init_module finit_module delete_module reboot
    swapon swapoff acct quotactl quotactl_fd syslog vhangup
    settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname
    iopl ioperm modify_ldt personality uselib sysfs _sysctl nfsservctl lookup_dcookie
    name_to_handle_at open_by_handle_at fanotify_init
    move_pages migrate_pages mbind set_mempolicy get_mempolicy vmsplice memfd_secret
"""


def _rules(machine: str, *groups: tuple[str, Rule]) -> dict[int, Rule]:
    return {nr: rule for names, rule in groups for nr in numbers(machine, names)}


def strict_filter(machine: str) -> bytes:
    """Return the filter for a job that may read, write and end."""
    rules = _rules(
        machine,
        (_STRICT_ALLOWED, ALLOW),
        (_STRICT_NO_MEMORY, errno(codes.ENOMEM)),
        # The C library reads brk's answer as an address: 0 is below any heap, hence "no memory".
        ("brk", errno(0)),
    )
    return assemble(machine, rules, KILL)


def transform_filter(machine: str) -> bytes:
    """Return the filter for a job that parses and writes documents in memory."""
    rules = _rules(
        machine,
        (_TRANSFORM_ALLOWED, ALLOW),
        (_TRANSFORM_NO_EXEC, Bits(2, PROT_EXEC, errno(codes.EACCES), ALLOW)),
        (_TRANSFORM_NO_FILE, errno(codes.ENOENT)),
        (_TRANSFORM_REFUSED, errno(codes.EPERM)),
        ("ioctl", errno(codes.ENOTTY)),
    )
    return assemble(machine, rules, KILL)


def program_filter(machine: str) -> bytes:
    """Return the filter for an external program: the dangerous calls are refused."""
    rules = _rules(
        machine,
        (_PROGRAM_REFUSED, errno(codes.EPERM)),
        ("clone", Bits(0, NEW_NAMESPACES, errno(codes.EPERM), ALLOW)),
        # Its flags lie in memory a filter cannot read; the C library falls back to clone.
        ("clone3", errno(codes.ENOSYS)),
    )
    return assemble(machine, rules, ALLOW)
