# Runs one task of a Job, in the user's image: sh -c THIS task INDEXES SECONDS COMMAND...
# The task's index is the one at the place $JOB_COMPLETION_INDEX of INDEXES, such as 0-99,105.
# Ends with the command's own code, or with 213 where the cluster ended it, which begins it again, or
# with 214 after SECONDS. A command that ends with one of these itself is said to have ended with 212.
exec </dev/null 2>&1
place=$JOB_COMPLETION_INDEX indexes=$1 seconds=$2 index=
shift 2
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
trap 'end 213' TERM
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
[ "$code" != 213 ] && [ "$code" != 214 ] || code=212
exit "${told:-$code}"
