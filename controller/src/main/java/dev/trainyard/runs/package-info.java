/// Run sources: databases, files and addresses that know of runs, read as tables of typed fields.
@NullMarked
package dev.trainyard.runs;

import org.jspecify.annotations.NullMarked;
