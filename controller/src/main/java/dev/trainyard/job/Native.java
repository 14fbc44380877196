package dev.trainyard.job;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// The functions of the C library that the JDK does not offer. Linux, glibc or musl.
@SuppressWarnings("restricted") // calling them is what this class is for
final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
  private static final AddressLayout P = ADDRESS;

  static final MethodHandle POSIX_SPAWN = function("posix_spawn", JAVA_INT, P, P, P, P, P, P);
  static final MethodHandle ACTIONS_INIT = function("posix_spawn_file_actions_init", JAVA_INT, P);
  static final MethodHandle ACTIONS_DUP2 =
      function("posix_spawn_file_actions_adddup2", JAVA_INT, P, JAVA_INT, JAVA_INT);
  static final MethodHandle ACTIONS_OPEN =
      function("posix_spawn_file_actions_addopen", JAVA_INT, P, JAVA_INT, P, JAVA_INT, JAVA_INT);
  static final MethodHandle ACTIONS_CHDIR =
      function("posix_spawn_file_actions_addchdir_np", JAVA_INT, P, P);
  static final MethodHandle ACTIONS_DESTROY =
      function("posix_spawn_file_actions_destroy", JAVA_INT, P);

  /// Since glibc 2.34; elsewhere descriptors are marked one by one.
  static final Optional<MethodHandle> ACTIONS_CLOSE_FROM =
      optional("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, P, JAVA_INT);

  static final MethodHandle ATTR_INIT = function("posix_spawnattr_init", JAVA_INT, P);
  static final MethodHandle ATTR_SET_FLAGS =
      function("posix_spawnattr_setflags", JAVA_INT, P, JAVA_SHORT);
  static final MethodHandle ATTR_SET_DEFAULTS =
      function("posix_spawnattr_setsigdefault", JAVA_INT, P, P);
  static final MethodHandle ATTR_SET_MASK = function("posix_spawnattr_setsigmask", JAVA_INT, P, P);
  static final MethodHandle ATTR_DESTROY = function("posix_spawnattr_destroy", JAVA_INT, P);
  static final MethodHandle SIGNALS_ALL = function("sigfillset", JAVA_INT, P);
  static final MethodHandle SIGNALS_NONE = function("sigemptyset", JAVA_INT, P);
  static final MethodHandle WAITID = function("waitid", JAVA_INT, JAVA_INT, JAVA_INT, P, JAVA_INT);
  static final MethodHandle WAIT4 = function("wait4", JAVA_INT, JAVA_INT, P, JAVA_INT, P);
  static final MethodHandle KILL = function("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle PIPE2 = function("pipe2", JAVA_INT, P, JAVA_INT);
  static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
  static final MethodHandle POLL = function("poll", JAVA_INT, P, JAVA_LONG, JAVA_INT);
  static final MethodHandle USER = function("geteuid", JAVA_INT);
  static final MethodHandle PAGE_SIZE = function("getpagesize", JAVA_INT);
  static final MethodHandle READ = function("read", JAVA_LONG, JAVA_INT, P, JAVA_LONG);
  static final MethodHandle WRITE = function("write", JAVA_LONG, JAVA_INT, P, JAVA_LONG);

  /// `prctl(option, value)`; variadic in C.
  static final MethodHandle PRCTL = variadic("prctl", JAVA_INT, JAVA_INT, JAVA_LONG);

  /// `fcntl(fd, command, value)`; variadic in C.
  static final MethodHandle FCNTL = variadicAfter2("fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  /// `syscall(number, a, b)`; variadic in C.
  static final MethodHandle SYSCALL =
      variadic("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private Native() {}

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return optional(name, result, parameters)
        .orElseThrow(() -> new UnsupportedOperationException("no " + name + " in the C library"));
  }

  private static Optional<MethodHandle> optional(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return LIBRARY
        .find(name)
        .map(at -> LINKER.downcallHandle(at, FunctionDescriptor.of(result, parameters)));
  }

  private static MethodHandle variadic(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.firstVariadicArg(1));
  }

  private static MethodHandle variadicAfter2(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.firstVariadicArg(2));
  }

  /// Calls a function whose result is an `int`; its errors are results, never exceptions.
  static int call(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("a C function was called with wrong arguments", e);
    }
  }

  /// Calls a function whose result is a `long`.
  static long callLong(MethodHandle function, Object... arguments) {
    try {
      return (long) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("a C function was called with wrong arguments", e);
    }
  }

  /// A null-terminated array of texts, as `argv` and `envp` want it.
  static MemorySegment texts(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
    return array;
  }
}
