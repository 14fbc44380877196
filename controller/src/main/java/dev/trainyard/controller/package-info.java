/// The round: what is wanted and what was seen become actions and a status commit.
@NullMarked
package dev.trainyard.controller;

import org.jspecify.annotations.NullMarked;
