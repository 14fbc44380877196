package dev.trainyard.model.status;

/// Which input files a merged output holds, of those that it should hold.
public record Coverage(int files, int ofFiles, long bytes, long ofBytes) {
  /// The share of files, from 0 to 1; an empty train covers nothing.
  public double share() {
    return ofFiles == 0 ? 0 : (double) files / ofFiles;
  }

  public boolean isComplete() {
    return ofFiles > 0 && files == ofFiles;
  }
}
