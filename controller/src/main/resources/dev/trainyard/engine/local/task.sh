#!/bin/sh
# Runs one task: task.sh FOLDER INDEX BOOT COMMAND...
# Claims it (FOLDER/INDEX.pid: pid, start time, boot), so that it never runs twice; runs the command
# with its output in FOLDER/INDEX.log; leaves the exit code in FOLDER/INDEX.exit, complete with its
# line break. Only builtins, so that a task costs one shell. Linux: reads /proc.
folder=$1 index=$2 boot=$3
shift 3

# The fields after the program's name, which may hold anything; the 20th of them is the start time.
start_time() { started=${20}; }
read -r stat </proc/$$/stat
start_time ${stat##*) }

set -C # only one process can create the claim
exec 9>"$folder/$index.pid" || exit 2
set +C
echo "$$ $started $boot" >&9 || exit 2
exec 9>&-

# Who cancels writes this first and looks for claims then, so one of us sees the other.
[ ! -e "$folder/cancelled" ] || exit 3

# A command that signals its whole group means itself. In the command these are as usual.
trap : HUP INT TERM

(exec "$@") </dev/null >>"$folder/$index.log" 2>&1
echo $? >"$folder/$index.exit"

# What the command left running in this group, and this shell.
kill -s KILL 0
