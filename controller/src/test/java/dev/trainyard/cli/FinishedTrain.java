package dev.trainyard.cli;

import dev.trainyard.store.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A small yard whose train `all` has succeeded: run once for all test classes, copied for each
/// test that needs one.
final class FinishedTrain implements AutoCloseable {
  private final Path folder;

  private FinishedTrain(Path folder) {
    this.folder = folder;
  }

  private static FinishedTrain run() {
    try {
      Path folder = Files.createTempDirectory("finished-train-");
      try (SmallYard yard = SmallYard.in(folder)) {
        yard.commit("trains/all.yaml", SmallYard.train("all", ""));
        RunningController.untilQuiet(yard.settings());
      }
      return new FinishedTrain(folder);
    } catch (Exception e) {
      throw new IllegalStateException("the train did not get through", e);
    }
  }

  /// A yard of one's own.
  SmallYard copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(folder.relativize(file).toString());
        if (!Files.isDirectory(copy)) {
          Files.copy(file, copy);
        }
      }
    }
    return SmallYard.at(target);
  }

  @Override
  public void close() {
    try {
      Commit.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives it to tests that ask for one.
  static final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == FinishedTrain.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(FinishedTrain.class))
          .computeIfAbsent(FinishedTrain.class, _ -> run());
    }
  }
}
