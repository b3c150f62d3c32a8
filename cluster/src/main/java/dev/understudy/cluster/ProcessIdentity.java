package dev.understudy.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which operating system process a member runs in, precise enough that a neighbour on the same machine can prove
/// it gone.
///
/// A process id alone proves nothing: ids are reused, and two containers on one host each see the other's as
/// free. So the boot id of the kernel and the number of the PID namespace must be equal before an id is compared
/// at all, and the start time tells a process from its successor under the same id. Off Linux everything but the
/// id is unknown, and then nothing is ever proven.
///
/// @param bootId the kernel's boot id, or "" where it is unknown
/// @param pidNamespace inode of the PID namespace, or 0 where it is unknown
/// @param pid process id within that namespace
/// @param startTime start of the process in clock ticks since boot, or 0 where it is unknown
public record ProcessIdentity(String bootId, long pidNamespace, long pid, long startTime) {
    private static final Path PROC = Path.of("/proc");

    /// The process that this code runs in.
    public static ProcessIdentity current() {
        return current(PROC, ProcessHandle.current().pid());
    }

    static ProcessIdentity current(Path proc, long pid) {
        return new ProcessIdentity(
                bootId(proc),
                pidNamespace(proc),
                pid,
                stat(proc, pid).map(Stat::startTime).orElse(0L));
    }

    /// Whether it is certain that this process no longer runs anything: same kernel, same namespace, and the id
    /// is free, a zombie's, or taken by a process that started later. `false` means "can't tell", not "alive".
    public boolean isProvablyGone() {
        return isProvablyGone(PROC);
    }

    boolean isProvablyGone(Path proc) {
        boolean comparable = !bootId.isEmpty()
                && pidNamespace != 0
                && startTime != 0
                && bootId.equals(bootId(proc))
                && pidNamespace == pidNamespace(proc);
        if (!comparable) {
            return false;
        }
        if (!Files.exists(proc.resolve(Long.toString(pid)))) {
            return true;
        }
        return stat(proc, pid)
                .map(stat -> stat.startTime != startTime || stat.isDead())
                .orElse(false);
    }

    private static String bootId(Path proc) {
        try {
            return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException _) {
            return ""; // no such file off Linux: "unknown" is an answer here
        }
    }

    /// The link reads `pid:[4026531836]`.
    private static long pidNamespace(Path proc) {
        try {
            String link = Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
        } catch (IOException | RuntimeException _) {
            return 0; // hidden by a sandbox, or not Linux: unknown
        }
    }

    /// `pid (name) state ppid …`: the name may hold blanks and brackets, so fields are counted from its last
    /// bracket on.
    private static Optional<Stat> stat(Path proc, long pid) {
        try {
            String line = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[19])));
        } catch (IOException | RuntimeException _) {
            return Optional.empty(); // gone between two looks, or not Linux: the caller decides what that means
        }
    }

    private record Stat(char state, long startTime) {
        boolean isDead() {
            return state == 'Z' || state == 'X';
        }
    }
}
