/// Registries of container images: what a name stands for now.
@NullMarked
package dev.trainyard.registry;

import org.jspecify.annotations.NullMarked;
