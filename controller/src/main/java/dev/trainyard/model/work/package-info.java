/// What travels between planner, engines and jobs: orders, tasks, results, actions.
@NullMarked
package dev.trainyard.model.work;

import org.jspecify.annotations.NullMarked;
