package dev.trainyard.bench;

/// What can be measured.
enum Quantity {
  WALL("ms"),
  CPU("CPU ms"),
  MEMORY("MiB RSS"),
  ALLOCATED("KiB allocated"),
  HEAP("MiB heap"),
  SIZE("KiB"),
  READ("MiB read"),
  PER_JOB("ms/job"),
  CPU_PER_JOB("CPU ms/job"),
  AFTER_JOBS("ms after the last job"),
  AFTER_TASKS("ms after the last task"),
  CALLS("calls of the engine/s"),
  REQUESTS("requests/s");

  private final String unit;

  Quantity(String unit) {
    this.unit = unit;
  }

  String unit() {
    return unit;
  }
}
