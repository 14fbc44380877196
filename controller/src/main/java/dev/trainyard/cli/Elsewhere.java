package dev.trainyard.cli;

import dev.trainyard.remote.Remote;
import dev.trainyard.remote.RemoteAddress;
import dev.trainyard.remote.RemoteAddress.Scheme;
import dev.trainyard.remote.Remotes;
import dev.trainyard.remote.s3.S3Access;
import dev.trainyard.remote.s3.S3Settings;
import dev.trainyard.remote.xrootd.XrootdProgram;
import dev.trainyard.remote.xrootd.XrootdRemote;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Object storage and XRootD servers as the settings say how to reach them; connections are made
/// when they are needed, and closed together.
final class Elsewhere implements Remotes, Closeable {
  private final @Nullable RemoteAddress store;
  private final S3Settings ofStore;
  private final S3Settings ofInputs;
  private final @Nullable Path commands;
  private final Map<S3Settings, S3Access> opened = new HashMap<>();

  /// @param store where the store is; null if that is a folder
  /// @param commands the folder of XRootD's programs; null: they are looked for as usual
  Elsewhere(
      @Nullable RemoteAddress store,
      S3Settings ofStore,
      S3Settings ofInputs,
      @Nullable Path commands) {
    this.commands = commands;
    this.store = store;
    this.ofStore = ofStore;
    this.ofInputs = ofInputs;
  }

  /// As a yard's settings say.
  static Elsewhere of(SettingsFile file) {
    return new Elsewhere(
        file.storeAddress().orElse(null),
        s3(file, file.settings().spec().s3()),
        ofInputs(file),
        commands(file));
  }

  /// A bucket's name tells whose it is, and with which credentials it is read.
  ///
  /// @throws IllegalArgumentException if it means two
  static void check(SettingsFile file, RemoteAddress store) {
    URI ofStore = s3(file, file.settings().spec().s3()).endpoint();
    boolean elsewhere = !Objects.equals(ofStore, ofInputs(file).endpoint());
    boolean meansTwo =
        file.settings().spec().inputs().buckets().stream()
            .map(bucket -> bucket.split("/", 2)[0])
            .anyMatch(store.authority()::equals);
    if (store.scheme() == Scheme.S3 && elsewhere && meansTwo) {
      throw new IllegalArgumentException(
          "bucket %s is in inputs.buckets too, at another endpoint; a location could mean either, so rename one"
              .formatted(store.authority()));
    }
  }

  /// The words that say the same to tasks.
  static List<String> words(SettingsFile file) {
    List<String> words = new ArrayList<>();
    String scratch = file.settings().spec().scratch();
    if (scratch != null && file.storeAddress().isPresent()) {
      words.addAll(List.of(RemoteOptions.SCRATCH, file.path(scratch).toString()));
    }
    Path commands = commands(file);
    if (commands != null) {
      words.addAll(List.of(RemoteOptions.XROOTD, commands.toString()));
    }
    words.addAll(S3Words.of(RemoteOptions.STORE, s3(file, file.settings().spec().s3())));
    words.addAll(S3Words.of(RemoteOptions.INPUTS, ofInputs(file)));
    return words;
  }

  private static @Nullable Path commands(SettingsFile file) {
    Settings.Xrootd set = file.settings().spec().xrootd();
    String folder = set == null ? null : set.commands();
    return folder == null ? null : file.path(folder);
  }

  static S3Settings ofInputs(SettingsFile file) {
    Settings.S3 set = file.settings().spec().inputs().s3();
    return s3(file, set == null ? file.settings().spec().s3() : set);
  }

  static S3Settings s3(SettingsFile file, Settings.@Nullable S3 set) {
    if (set == null) {
      return S3Settings.USUAL;
    }
    String endpoint = set.endpoint();
    String credentials = set.credentials();
    return new S3Settings(
        endpoint == null ? null : URI.create(endpoint),
        set.region(),
        credentials == null ? null : file.path(credentials),
        set.profile(),
        set.pathStyle() ? S3Settings.Style.PATH : S3Settings.Style.HOST,
        set.anonymous() ? S3Settings.Signing.ANONYMOUS : S3Settings.Signing.SIGNED);
  }

  @Override
  public Remote open(RemoteAddress address) throws IOException {
    return switch (address.scheme()) {
      case S3 -> access(isOfStore(address) ? ofStore : ofInputs).at(address);
      case ROOT -> new XrootdRemote(XrootdProgram.in(commands), address, InstantSource.system());
    };
  }

  private boolean isOfStore(RemoteAddress address) {
    return store != null
        && store.scheme() == Scheme.S3
        && store.authority().equals(address.authority());
  }

  private synchronized S3Access access(S3Settings settings) {
    return opened.computeIfAbsent(settings, S3Access::open);
  }

  @Override
  public synchronized void close() {
    opened.values().forEach(S3Access::close);
    opened.clear();
  }
}
