package dev.trainyard.job;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What a gzip file holds, all its members one after the other, each checked by its checksum and
/// its length. The JDK's own stream takes a damaged member after the first for the end of the file;
/// this one never ends early in silence. Zeros after the last member are padding.
final class Gunzip extends InputStream {
  private static final int ID1 = 0x1f;
  private static final int ID2 = 0x8b;
  private static final int DEFLATED = 8;
  private static final int HAS_HEADER_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int FIXED_FIELDS = 6;
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int filled;
  private boolean inMember;
  private boolean ended;

  Gunzip(InputStream in) throws IOException {
    this.in = in;
    readHeader(next());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (!ended && length > 0) {
      if (!inMember) {
        startMember();
      } else {
        int count = inflate(bytes, offset, length);
        if (count > 0) {
          return count;
        }
      }
    }
    return length == 0 ? 0 : -1;
  }

  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    try {
      if (inflater.needsInput()) {
        need();
        inflater.setInput(buffer, at, filled - at);
        at = filled;
      }
      int count = inflater.inflate(bytes, offset, length);
      checksum.update(bytes, offset, count);
      if (inflater.finished()) {
        at = filled - inflater.getRemaining();
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new CorruptInputException("is no gzip file: it wants a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw new CorruptInputException("is damaged: " + e.getMessage());
    }
  }

  private void endMember() throws IOException {
    long sum = nextWord();
    long size = nextWord();
    if (sum != checksum.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new CorruptInputException("is damaged: its checksum does not fit");
    }
    inMember = false;
  }

  /// Another member, or padding up to the end.
  private void startMember() throws IOException {
    if (at == filled && !fill()) {
      ended = true;
      return;
    }
    int first = next();
    if (first != 0) {
      readHeader(first);
      return;
    }
    do {
      while (at < filled) {
        if (buffer[at++] != 0) {
          throw new CorruptInputException("has something else after its compressed content");
        }
      }
    } while (fill());
    ended = true;
  }

  private void readHeader(int first) throws IOException {
    if (first != ID1 || next() != ID2 || next() != DEFLATED) {
      throw new CorruptInputException("has something else where gzip content should be");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new CorruptInputException("has a damaged gzip header");
    }
    skip(FIXED_FIELDS);
    if ((flags & HAS_EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CHECKSUM) != 0) {
      skip(2);
    }
    inflater.reset();
    checksum.reset();
    inMember = true;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // The text is of no use here.
    }
  }

  private long nextWord() throws IOException {
    return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    need();
    return buffer[at++] & 0xff;
  }

  private void need() throws IOException {
    if (at == filled && !fill()) {
      throw new EOFException();
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
