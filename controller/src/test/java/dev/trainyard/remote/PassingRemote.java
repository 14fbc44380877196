package dev.trainyard.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A place that does what another one does, but where a test says something else.
public class PassingRemote implements Remote {
  private final Remote remote;

  protected PassingRemote(Remote remote) {
    this.remote = remote;
  }

  @Override
  public RemoteAddress address() {
    return remote.address();
  }

  @Override
  public Optional<Entry> find(String name) throws IOException {
    return remote.find(name);
  }

  @Override
  public Listing list(String folder, String begin, String after) throws IOException {
    return remote.list(folder, begin, after);
  }

  @Override
  public void get(String name, Path target, Duration most) throws IOException {
    remote.get(name, target, most);
  }

  @Override
  public byte[] read(String name) throws IOException {
    return remote.read(name);
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    return remote.open(name, from);
  }

  @Override
  public void put(Path file, String name) throws IOException {
    remote.put(file, name);
  }

  @Override
  public void put(byte[] content, String name) throws IOException {
    remote.put(content, name);
  }

  @Override
  public boolean create(byte[] content, String name) throws IOException {
    return remote.create(content, name);
  }

  @Override
  public void delete(String name) throws IOException {
    remote.delete(name);
  }

  @Override
  public void sweep(Instant before) throws IOException {
    remote.sweep(before);
  }
}
