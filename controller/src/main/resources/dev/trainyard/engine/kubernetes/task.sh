# Runs one task of a Job, in the user's image: sh -c THIS task INDEXES COMMAND...
# The task's index is the one at the place $JOB_COMPLETION_INDEX of INDEXES, such as 0-99,105. The
# command is no process 1: that one would not feel signals that it has no handler for.
exec </dev/null 2>&1
place=$JOB_COMPLETION_INDEX indexes=$1 index=
shift
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

"$@" &
task=$!
trap 'kill -TERM "$task"' TERM
wait "$task"
code=$?
# A signal ends the waiting, but not the task.
while kill -0 "$task" 2>/dev/null; do
  wait "$task"
  code=$?
done
exit "$code"
