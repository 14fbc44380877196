package dev.trainyard.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Addresses at which something of ours may listen that is meant for nobody else.
final class InternalAddresses {
  private static final int V4 = 4;

  private InternalAddresses() {}

  static boolean contain(InetAddress address) throws UnknownHostException {
    byte[] bytes = address.getAddress();
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || (bytes.length == V4 ? isReserved(bytes) : isReservedOrLeadsToOne(bytes));
  }

  /// Of "this" network, shared, of protocols, of benchmarks, or of a class that nobody has.
  private static boolean isReserved(byte[] v4) {
    return begins(v4, 0, 8)
        || begins(v4, 100 << 24 | 64 << 16, 10)
        || begins(v4, 192 << 24, 24)
        || begins(v4, 198 << 24 | 18 << 16, 15)
        || begins(v4, 240 << 24, 4);
  }

  private static boolean begins(byte[] v4, int network, int bits) {
    int address = 0;
    for (byte each : v4) {
      address = address << 8 | (each & 0xff);
    }
    return (address ^ network) >>> (32 - bits) == 0;
  }

  /// Unique local addresses, and those in which an address of version 4 is written: translated
  /// (64:ff9b::/96), by 6to4 (2002::/16), or compatible (::/96).
  private static boolean isReservedOrLeadsToOne(byte[] v6) throws UnknownHostException {
    byte[] translated = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] head = Arrays.copyOf(v6, 12);
    if (Arrays.equals(head, translated) || Arrays.equals(head, new byte[12])) {
      return contain(InetAddress.getByAddress(Arrays.copyOfRange(v6, 12, 16)));
    } else if (v6[0] == 0x20 && v6[1] == 0x02) {
      return contain(InetAddress.getByAddress(Arrays.copyOfRange(v6, 2, 6)));
    }
    return (v6[0] & 0xfe) == 0xfc;
  }
}
