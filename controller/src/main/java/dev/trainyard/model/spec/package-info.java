/// What users declare: the specs of every kind and the snapshot of a yard at one commit.
@NullMarked
package dev.trainyard.model.spec;

import org.jspecify.annotations.NullMarked;
