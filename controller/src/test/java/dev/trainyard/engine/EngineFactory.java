package dev.trainyard.engine;

import java.util.List;

/// Makes an engine in any process.
public interface EngineFactory {
  /// Opens it over what it keeps.
  Engine open(List<String> arguments) throws Exception;

  /// Opens one by the factory's class.
  static Engine open(String factory, List<String> arguments) throws Exception {
    var maker = Class.forName(factory).asSubclass(EngineFactory.class).getDeclaredConstructor();
    maker.setAccessible(true);
    return maker.newInstance().open(arguments);
  }
}
