import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Counts pairs in a mass window and in its sidebands, once as they are (replica 0) and once for each resampling, in which
 * every event weighs as much as a Poisson number of mean 1. The spread of signal minus sidebands over the replicas is its
 * statistical error.
 *
 * <p>The numbers are drawn from the event's own text: replicas of different jobs can be added, in any order, and a second
 * run gives the same. One source file, run as {@code java PoissonBootstrap.java}; needs Java 17 or later.
 */
public final class PoissonBootstrap {
  private record Window(double low, double high) {
    boolean holds(double mass) {
      return mass >= low && mass < high;
    }

    boolean isBeside(double mass) {
      double side = (high - low) / 2;
      return mass >= low - side && mass < high + side && !holds(mass);
    }
  }

  private final Window window;
  private final long[] signal;
  private final long[] sidebands;

  private PoissonBootstrap(int replicas, Window window) {
    this.window = window;
    this.signal = new long[replicas + 1];
    this.sidebands = new long[replicas + 1];
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 5) {
      System.err.println("usage: PoissonBootstrap INPUTS RESULT REPLICAS LOW HIGH");
      System.exit(64);
    }
    Window window = new Window(Double.parseDouble(args[3]), Double.parseDouble(args[4]));
    PoissonBootstrap bootstrap = new PoissonBootstrap(Integer.parseInt(args[2]), window);
    for (String input : Files.readAllLines(Path.of(args[0]))) {
      if (!input.isBlank()) {
        bootstrap.read(Path.of(input));
      }
    }
    bootstrap.write(Path.of(args[1]));
  }

  private void read(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String header = lines.readLine();
      if (header == null) {
        System.out.println(file + ": empty, skipped");
        return;
      }
      int[] columns = columns(header, file);
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          add(line, columns);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
          System.err.println("error: " + file + ":" + number + ": not an event: " + e.getMessage());
          System.exit(65);
        }
      }
      System.out.println(file + ": " + (number - 1) + " events");
    }
  }

  private static int[] columns(String header, Path file) {
    List<String> names = Arrays.asList(header.split(",", -1));
    List<String> wanted = List.of("E1", "px1", "py1", "pz1", "E2", "px2", "py2", "pz2");
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(names);
    if (!missing.isEmpty()) {
      System.err.println("error: " + file + ":1: no columns " + missing + " in the header");
      System.exit(65);
    }
    return wanted.stream().mapToInt(names::indexOf).toArray();
  }

  private void add(String line, int[] columns) {
    String[] cells = line.split(",", -1);
    double square = 0;
    for (int i = 0; i < 4; i++) {
      double sum = Double.parseDouble(cells[columns[i]]) + Double.parseDouble(cells[columns[i + 4]]);
      square += i == 0 ? sum * sum : -sum * sum;
    }
    double mass = Math.sqrt(Math.max(square, 0));
    if (window.holds(mass)) {
      count(signal, line);
    } else if (window.isBeside(mass)) {
      count(sidebands, line);
    }
  }

  private static void count(long[] replicas, String line) {
    replicas[0]++;
    SplittableRandom random = new SplittableRandom(seed(line));
    for (int i = 1; i < replicas.length; i++) {
      replicas[i] += poisson(random);
    }
  }

  /** FNV-1a of the line. */
  private static long seed(String line) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** A Poisson number of mean 1 (Knuth). */
  private static int poisson(SplittableRandom random) {
    int events = 0;
    for (double p = random.nextDouble(); p > Math.exp(-1); p *= random.nextDouble()) {
      events++;
    }
    return events;
  }

  private void write(Path result) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(result))) {
      out.println("replica,signal,sidebands");
      for (int i = 0; i < signal.length; i++) {
        out.println(i + "," + signal[i] + "," + sidebands[i]);
      }
    }
    System.out.println("above background: " + (signal[0] - sidebands[0]));
  }
}
