package dev.trainyard.cli;

/// Whole trains as processes of this machine.
class LocalTrainIT extends EngineTrains {
  @Override
  String engine() {
    return "local: {slots: 1, memory: 1Gi}";
  }
}
