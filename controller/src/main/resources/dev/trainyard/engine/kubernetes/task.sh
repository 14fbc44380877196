# Runs one task of a Job, in the user's image: sh -c THIS task INDEXES SECONDS KIB SCRATCH COMMAND...
# The task's index is the one at the place $JOB_COMPLETION_INDEX of INDEXES, such as 0-99,105.
# Ends with the command's own code, or with 213 where the cluster ended it, which begins it again, or
# with 214 after SECONDS, or with 215 where the cluster ended it with more than KIB in the folder SCRATCH,
# which would be so again. A command that ends with one of these itself is said to have ended with 212.
exec </dev/null 2>&1
place=$JOB_COMPLETION_INDEX indexes=$1 seconds=$2 most=$3 scratch=$4 index=
shift 4
IFS=,
for range in $indexes; do
  from=${range%-*} to=${range#*-}
  if [ "$place" -le "$((to - from))" ]; then
    index=$((from + place))
    break
  fi
  place=$((place - (to - from + 1)))
done
unset IFS
[ -n "$index" ] || exit 2
for word; do
  shift
  [ "$word" != "{index}" ] || word=$index
  set -- "$@" "$word"
done

# In a session of its own, it can signal its whole group.
if command -v setsid >/dev/null; then
  setsid "$@" &
else
  "$@" &
fi
task=$!
told=
end() {
  told=${told:-$1}
  kill -TERM "$task"
  (sleep 20; kill -KILL "$task") &
}
is_full() {
  command -v du >/dev/null || return 1
  used=$(du -skx "$scratch" 2>/dev/null)
  used=${used%%[!0-9]*}
  [ "${used:-0}" -ge "$most" ]
}
trap 'if is_full; then end 215; else end 213; fi' TERM
trap 'end 214' USR1
(sleep "$seconds"; kill -USR1 "$$") &
clock=$!

wait "$task"
code=$?
# A signal ends the waiting, but not the task.
while kill -0 "$task" 2>/dev/null; do
  wait "$task"
  code=$?
done
kill "$clock"
case $code in 213 | 214 | 215) code=212 ;; esac
exit "${told:-$code}"
