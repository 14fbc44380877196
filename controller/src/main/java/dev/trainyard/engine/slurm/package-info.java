/// The engine that runs tasks as job arrays of a Slurm cluster, by Slurm's own commands, and keeps
/// its accounts in a folder that the nodes share.
@NullMarked
package dev.trainyard.engine.slurm;

import org.jspecify.annotations.NullMarked;
