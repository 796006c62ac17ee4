#!/bin/sh
# The first program of a kernel of its own (User Mode Linux): gives it control groups of version 2 alone,
# handed on to a service as systemd would, and runs in it what tries the limits (unified.py).
# Arguments come as the environment: HERE, PYTHON.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/run/tmp
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm 2>/dev/null
mkdir /run/tmp
mount -t cgroup2 none /sys/fs/cgroup
mkdir /sys/fs/cgroup/sekisho.service
echo "+memory +pids +cpu" >/sys/fs/cgroup/cgroup.subtree_control
echo $$ >/sys/fs/cgroup/sekisho.service/cgroup.procs
ip link set lo up
cd "$HERE" || exit 1
"$PYTHON" -m tests.screen.unified
echo "ended with $?"
echo o >/proc/sysrq-trigger
sleep 10
