/// `trainyard demo`: the example yard, brought to life.
@NullMarked
package dev.trainyard.cli.demo;

import org.jspecify.annotations.NullMarked;
