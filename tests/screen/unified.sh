#!/bin/sh
# The first program of a kernel of its own (User Mode Linux): gives it control groups of version 2 alone,
# handed on to a service as systemd would, and runs in it what tries the limits: of groups alone (unified.py),
# or of whole sessions (TestKept). Arguments come as the environment: HERE, PYTHON, WHAT.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/run/tmp PATIENCE=4  # all is slower here
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
case "$WHAT" in
  sessions) "$PYTHON" -m pytest -q --color=no -p no:cacheprovider tests/screen/test_caps.py::TestKept ;;
  *) "$PYTHON" -m tests.screen.unified ;;
esac
echo "ended with $?"
echo o >/proc/sysrq-trigger
sleep 10
