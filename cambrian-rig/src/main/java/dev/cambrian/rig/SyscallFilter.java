package dev.cambrian.rig;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * What a process of an organism may not ask of the kernel, as a program for {@code seccomp(2)}. It
 * comes on top of the filter that the container runtime sets, and takes away what looks into or
 * steers other processes ({@code ptrace}, {@code process_vm_readv}, {@code process_vm_writev}),
 * what the kernel shares between containers (keyrings) and what has been a way out of them more
 * than once (io_uring, userfaultfd, perf events). io_uring is told to be missing, so that programs
 * do without; the others are told not to be permitted.
 *
 * <p>The instructions are those of classic BPF (linux/filter.h) over {@code struct seccomp_data},
 * the numbers those of asm/unistd.h.
 *
 * @param architecture the kernel's AUDIT_ARCH number
 * @param firstForeign system calls from that number on belong to another binary interface; 0 where
 *     there is none
 * @param denied numbers that answer EPERM
 * @param missing numbers that answer ENOSYS
 * @param launcher numbers of setsid, setgroups, setresgid, setresuid, prctl, prlimit64 and seccomp
 */
record SyscallFilter(
    int architecture,
    int firstForeign,
    List<Integer> denied,
    List<Integer> missing,
    List<Integer> launcher) {
  private static final SyscallFilter X86_64 =
      new SyscallFilter(
          0xC000003E,
          0x40000000,
          List.of(101, 310, 311, 248, 249, 250, 323, 298),
          List.of(425, 426, 427),
          List.of(112, 116, 119, 117, 157, 302, 317));
  private static final SyscallFilter AARCH64 =
      new SyscallFilter(
          0xC00000B7,
          0,
          List.of(117, 270, 271, 217, 218, 219, 282, 241),
          List.of(425, 426, 427),
          List.of(157, 159, 149, 147, 167, 261, 277));

  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7FFF0000;
  private static final int ERRNO = 0x00050000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int NUMBER_AT = 0;
  private static final int ARCHITECTURE_AT = 4;
  private static final int INSTRUCTION_BYTES = 8;

  /**
   * For the processor of this JVM.
   *
   * @throws InfrastructureException on one whose numbers are not known
   */
  static SyscallFilter here() {
    String architecture = System.getProperty("os.arch", "");
    return switch (architecture) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new InfrastructureException(
              "the rig's container knows the system calls of amd64 and aarch64, not of "
                  + Text.oneLine(architecture));
    };
  }

  /** The program, in hexadecimal. */
  String program() {
    int size = 8 + (firstForeign == 0 ? 0 : 2) + 2 * (denied.size() + missing.size());
    ByteBuffer program =
        ByteBuffer.allocate(size * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    add(program, LOAD, 0, 0, ARCHITECTURE_AT);
    add(program, JUMP_IF_EQUAL, 1, 0, architecture);
    add(program, RETURN, 0, 0, ERRNO | ENOSYS);
    add(program, LOAD, 0, 0, NUMBER_AT);
    if (firstForeign != 0) {
      add(program, JUMP_IF_AT_LEAST, 0, 1, firstForeign);
      add(program, RETURN, 0, 0, ERRNO | ENOSYS);
    }
    denied.forEach(number -> refuse(program, number, EPERM));
    missing.forEach(number -> refuse(program, number, ENOSYS));
    add(program, RETURN, 0, 0, ALLOW);
    return HexFormat.of().formatHex(program.array(), 0, program.position());
  }

  private static void refuse(ByteBuffer program, int number, int error) {
    add(program, JUMP_IF_EQUAL, 0, 1, number);
    add(program, RETURN, 0, 0, ERRNO | error);
  }

  private static void add(ByteBuffer program, int code, int ifTrue, int ifFalse, int value) {
    program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
  }
}
