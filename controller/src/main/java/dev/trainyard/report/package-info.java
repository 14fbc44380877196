/// Status as pages that people read on any forge, in a clone or in a terminal: Markdown, SVG and
/// plain text. Pure functions from values to text: no I/O and no clock, so that equal status gives
/// equal pages and a round without news commits nothing.
@NullMarked
package dev.trainyard.report;

import org.jspecify.annotations.NullMarked;
