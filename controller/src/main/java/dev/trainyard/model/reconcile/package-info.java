/// What a round passes from stage to stage: the world as observed, the plan, its actions.
@NullMarked
package dev.trainyard.model.reconcile;

import org.jspecify.annotations.NullMarked;
