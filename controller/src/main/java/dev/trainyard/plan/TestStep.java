package dev.trainyard.plan;

import dev.trainyard.model.reconcile.Action;
import dev.trainyard.model.reconcile.Plan.Wait;
import dev.trainyard.model.status.WagonTestStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of one wagon test in this round.
///
/// @param due when to look again although nothing moves, or null
record TestStep(
    WagonTestStatus status, List<Action> actions, List<Wait> waits, @Nullable Instant due) {}
