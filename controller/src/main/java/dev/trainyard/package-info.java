/// Trainyard: runs scientific analysis trains from a Git repository.
@NullMarked
package dev.trainyard;

import org.jspecify.annotations.NullMarked;
