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
  CPU_PER_JOB("CPU ms/job");

  private final String unit;

  Quantity(String unit) {
    this.unit = unit;
  }

  String unit() {
    return unit;
  }
}
