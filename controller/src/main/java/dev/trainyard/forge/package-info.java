/// Pull requests as a forge has them: who asks for what, comments and checks of commits. GitHub and
/// GitLab behind one small interface. What comes from a forge was written by anybody.
@NullMarked
package dev.trainyard.forge;

import org.jspecify.annotations.NullMarked;
