#!/bin/sh
# Runs one task of an array on a node: task.sh PART COMMAND...
# PART/job is the one array that may run this part: the first to come writes it, so a submission that
# arrived twice runs once. PART/over/TASK says how the task ended: the first to end writes it. PART/lost
# holds tasks that were given up. What of both Slurm starts again later ends at once. Nothing is written
# where Slurm ended the task.
part=$1 job=$SLURM_ARRAY_JOB_ID task=$SLURM_ARRAY_TASK_ID
shift

# first FILE LINE: the file appears with this line, unless it is there.
first() {
  half="${1%/*}/.$job.$task.$$"
  printf '%s\n' "$2" >"$half" || exit 2
  ln "$half" "$1" 2>/dev/null
  rm -f "$half"
}

[ -s "$part/job" ] || first "$part/job" "$job"
read -r chosen <"$part/job" || exit 2
[ "$chosen" = "$job" ] || exit 4
# Who cancels writes this first and has Slurm end the array then.
[ ! -e "$part/../cancelled" ] || exit 3
[ ! -e "$part/over/$task" ] || exit 0
! grep -qs "^$task " "$part"/lost/* || exit 0

index=$(sed -n "$((task + 1))p" "$part/indexes")
[ -n "$index" ] || exit 2
for word; do
  shift
  [ "$word" != "{index}" ] || word=$index
  set -- "$@" "$word"
done

# Slurm signals this shell too when it ends a task. A command that signals its whole group, in a
# session of its own, does not.
ended=
trap 'ended=yes' TERM HUP INT
setsid "$@" </dev/null
code=$?
# The command may have died of it before this shell has heard of it.
[ "$code" -le 128 ] || sleep 1
[ -z "$ended" ] || exit 143
first "$part/over/$task" "$code"
exit "$code"
