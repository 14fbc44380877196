/// The engine that runs tasks as processes of this machine and keeps its accounts in a folder.
@NullMarked
package dev.trainyard.engine.local;

import org.jspecify.annotations.NullMarked;
