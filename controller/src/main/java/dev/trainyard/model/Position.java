package dev.trainyard.model;

/// A place in a file of the yard; lines and columns count from 1, and 0 means "the whole file".
public record Position(String path, int line, int column) implements Comparable<Position> {

  public static Position ofFile(String path) {
    return new Position(path, 0, 0);
  }

  @Override
  public int compareTo(Position other) {
    int byPath = path.compareTo(other.path);
    int byLine = byPath != 0 ? byPath : Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// `file:line:column`, the form that editors and terminals make clickable.
  @Override
  public String toString() {
    return line == 0 ? path : path + ":" + line + ":" + column;
  }
}
