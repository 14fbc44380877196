package dev.trainyard.job;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// What a file holds, decompressed if it begins as gzip or zstd files do, whatever it is called.
/// One that is called so and begins otherwise is damaged.
final class Decompression extends FilterInputStream {
  /// 128 MiB of memory, what `zstd --long` and `--ultra` need at most by default.
  private static final int ZSTD_WINDOW_LOG = 27;

  private static final int MAGIC_BYTES = 4;
  private static final int GZIP = 0x8b1f;
  private static final int ZSTD = 0xfd2f_b528;
  private static final int ZSTD_SKIPPABLE = 0x184d_2a50;

  private Decompression(InputStream in) {
    super(in);
  }

  /// How a file is compressed.
  private enum Format {
    NONE,
    GZIP,
    ZSTD;

    static Format ofName(String location) {
      String name = location.replaceFirst("[?#].*$", "").toLowerCase(Locale.ROOT);
      if (name.endsWith(".gz") || name.endsWith(".gzip")) {
        return GZIP;
      }
      return name.endsWith(".zst") || name.endsWith(".zstd") ? ZSTD : NONE;
    }

    static Format ofContent(int magic) {
      if ((magic & 0xffff) == Decompression.GZIP) {
        return GZIP;
      }
      boolean skippable = (magic & 0xffff_fff0) == ZSTD_SKIPPABLE;
      return magic == Decompression.ZSTD || skippable ? ZSTD : NONE;
    }
  }

  /// Opens the content of a file.
  ///
  /// @param raw its bytes
  /// @param location what it is called
  /// @throws CorruptInputException as reading does, if the bytes are not what they should be
  static InputStream open(InputStream raw, String location) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    Format format = Format.ofContent(magic(in));
    Format named = Format.ofName(location);
    if (named != Format.NONE && named != format) {
      throw new CorruptInputException(
          "is no " + named.toString().toLowerCase(Locale.ROOT) + " file, but is called so");
    }
    try {
      return switch (format) {
        case NONE -> in;
        case GZIP -> new Decompression(new Gunzip(in));
        case ZSTD ->
            new Decompression(new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG));
      };
    } catch (EOFException e) {
      throw cutOff();
    }
  }

  private static int magic(BufferedInputStream in) throws IOException {
    in.mark(MAGIC_BYTES);
    byte[] first = in.readNBytes(MAGIC_BYTES);
    in.reset();
    int magic = 0;
    for (int i = 0; i < first.length; i++) {
      magic |= (first[i] & 0xff) << (8 * i);
    }
    return magic;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (EOFException e) {
      throw cutOff();
    } catch (ZstdIOException e) {
      throw new CorruptInputException("is damaged or cut off: " + LogExcerpt.clean(e + ""));
    }
  }

  private static CorruptInputException cutOff() {
    return new CorruptInputException("is cut off: its compressed content has no end");
  }
}
