package dev.trainyard.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A kernel filter (seccomp, classic BPF) that keeps a confined program from what namespaces do not
/// cover: the kernel's key rings, further namespaces and mounts, families of sockets that reach
/// beyond the network namespace (the host of a virtual machine, Bluetooth), files with set-user-id
/// bits that would lie on the disk, and interfaces of the kernel that no analysis needs.
///
/// What is newer than the filter understands is answered with "no such call": the C library falls
/// back to what it does understand.
final class SystemCalls {
  private static final int LOAD = 0x20;
  private static final int RETURN = 0x06;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int JUMP_IF_ANY_BIT = 0x45;
  private static final int INSTRUCTION_BYTES = 8;

  private static final int ALLOW = 0x7fff_0000;
  private static final int ERRNO = 0x0005_0000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
  private static final int NEW_NAMESPACES = 0x7e02_0000;

  private static final int SET_ID_BITS = 06000;

  /// O_CREAT and the bit of O_TMPFILE.
  private static final int CREATES = 0x40_0040;

  /// AF_UNIX, AF_INET, AF_INET6, AF_NETLINK.
  private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

  /// The other way to call on x86-64 begins here.
  private static final int X32 = 0x4000_0000;

  /// One machine's numbers.
  ///
  /// @param forbidden answered with "not permitted"
  /// @param unknown answered with "no such call"
  /// @param modes calls that set a file's mode, with the place of that argument
  /// @param looks calls that look into or change another process, with the place of its number
  /// @param opens calls that may create a file: the place of their flags; the mode comes next
  private record Machine(
      int architecture,
      List<Integer> forbidden,
      List<Integer> unknown,
      int fork,
      int socket,
      Map<Integer, Integer> modes,
      Map<Integer, Integer> opens,
      Map<Integer, Integer> looks) {}

  /// In this order: keyctl, add_key, request_key; bpf, perf_event_open, userfaultfd; unshare,
  /// setns, mount, umount2, pivot_root, chroot; fsopen, fsconfig, fsmount, fspick, open_tree,
  /// move_mount, mount_setattr; name_to_handle_at, open_by_handle_at, kcmp, syslog; modify_ldt.
  /// Unknown: clone3, openat2, io_uring (3). Modes: chmod, fchmod, fchmodat, fchmodat2, mknod,
  /// mknodat, creat. Opens: open, openat. Looks: ptrace, process_vm_readv, process_vm_writev.
  private static final Machine X86_64 =
      new Machine(
          0xc000_003e,
          List.of(
              250, 248, 249, 321, 298, 323, 272, 308, 165, 166, 155, 161, 430, 431, 432, 433, 428,
              429, 442, 303, 304, 312, 103, 154),
          List.of(435, 437, 425, 426, 427),
          56,
          41,
          Map.of(90, 1, 91, 1, 268, 2, 452, 2, 133, 1, 259, 2, 85, 1),
          Map.of(2, 1, 257, 2),
          Map.of(101, 1, 310, 0, 311, 0));

  private static final Machine AARCH64 =
      new Machine(
          0xc000_00b7,
          List.of(
              219, 217, 218, 280, 241, 282, 97, 268, 40, 39, 41, 51, 430, 431, 432, 433, 428, 429,
              442, 264, 265, 272, 116),
          List.of(435, 437, 425, 426, 427),
          220,
          198,
          Map.of(52, 1, 53, 2, 452, 2, 33, 2),
          Map.of(56, 2),
          Map.of(117, 1, 270, 0, 271, 0));

  private record Instruction(int code, int ifTrue, int ifFalse, int value) {}

  private final List<Instruction> program = new ArrayList<>();

  private SystemCalls() {}

  /// The filter of this machine, as the kernel wants it; empty where its numbers are not known.
  static Optional<byte[]> filter() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> Optional.of(new SystemCalls().of(X86_64));
      case "aarch64" -> Optional.of(new SystemCalls().of(AARCH64));
      default -> Optional.empty();
    };
  }

  private byte[] of(Machine machine) {
    add(LOAD, 0, 0, ARCHITECTURE);
    add(JUMP_IF_EQUAL, 1, 0, machine.architecture());
    refuse(ENOSYS);
    add(LOAD, 0, 0, NUMBER);
    add(JUMP_IF_AT_LEAST, 0, 1, X32);
    refuse(ENOSYS);
    machine.forbidden().forEach(call -> whenCall(call, () -> refuse(EPERM)));
    machine.unknown().forEach(call -> whenCall(call, () -> refuse(ENOSYS)));
    whenCall(machine.fork(), () -> refuseBits(0, NEW_NAMESPACES));
    whenCall(machine.socket(), this::refuseFamilies);
    machine.modes().forEach((call, mode) -> whenCall(call, () -> refuseBits(mode, SET_ID_BITS)));
    machine.opens().forEach((call, flags) -> whenCall(call, () -> refuseCreation(flags)));
    machine.looks().forEach((call, pid) -> whenCall(call, () -> refuseFirst(pid)));
    add(RETURN, 0, 0, ALLOW);
    return bytes();
  }

  /// The body runs for this call only, and ends the program for it.
  private void whenCall(int call, Runnable body) {
    int at = program.size();
    add(JUMP_IF_EQUAL, 0, 0, call);
    body.run();
    if (program.getLast().code() != RETURN) {
      throw new IllegalStateException("the body of a rule must end with an answer");
    }
    program.set(at, new Instruction(JUMP_IF_EQUAL, 0, program.size() - at - 1, call));
  }

  private void refuseBits(int argument, int bits) {
    loadArgument(argument);
    add(JUMP_IF_ANY_BIT, 0, 1, bits);
    refuse(EPERM);
    add(RETURN, 0, 0, ALLOW);
  }

  private void refuseCreation(int flags) {
    loadArgument(flags);
    add(JUMP_IF_ANY_BIT, 1, 0, CREATES);
    add(RETURN, 0, 0, ALLOW);
    refuseBits(flags + 1, SET_ID_BITS);
  }

  /// The first process of its namespace is the tool's, and found by its environment.
  private void refuseFirst(int argument) {
    loadArgument(argument);
    add(JUMP_IF_EQUAL, 0, 1, 1);
    refuse(EPERM);
    add(RETURN, 0, 0, ALLOW);
  }

  private void refuseFamilies() {
    loadArgument(0);
    for (int family : FAMILIES) {
      add(JUMP_IF_EQUAL, 0, 1, family);
      add(RETURN, 0, 0, ALLOW);
    }
    refuse(EAFNOSUPPORT);
  }

  /// Its lower half, which is all that these arguments have.
  private void loadArgument(int argument) {
    add(LOAD, 0, 0, FIRST_ARGUMENT + argument * Long.BYTES);
  }

  private void refuse(int error) {
    add(RETURN, 0, 0, ERRNO | error);
  }

  private void add(int code, int ifTrue, int ifFalse, int value) {
    program.add(new Instruction(code, ifTrue, ifFalse, value));
  }

  private byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(program.size() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    for (Instruction it : program) {
      bytes.putShort((short) it.code()).put((byte) it.ifTrue()).put((byte) it.ifFalse());
      bytes.putInt(it.value());
    }
    return bytes.array();
  }
}
