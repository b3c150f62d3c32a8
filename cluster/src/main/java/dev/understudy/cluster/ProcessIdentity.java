package dev.understudy.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which operating system process a member runs in, precise enough that a neighbour on the same machine can see it
/// gone.
///
/// A process id alone says nothing: ids are reused, and two containers on one host each see the other's as free.
/// So the boot id of the kernel and the number of the PID namespace must be equal before an id is compared at
/// all, and the start time tells a process from its successor under the same id. Off Linux everything but the id
/// is unknown, and then nothing is ever seen.
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

    /// What is to be seen of a process.
    public enum Sight {
        /// It runs, or is stopped.
        RUNNING,
        /// It is not there: the id is free, a zombie's, or that of a process that started later. It may never
        /// have been to be seen, as a mount option hides the processes of other users: proof it is only for who
        /// has seen it run.
        GONE,
        /// Nothing can be said.
        UNKNOWN
    }

    static ProcessIdentity current(Path proc, long pid) {
        // A process can be in a PID namespace of its own and still have the /proc of another mounted, in which
        // its id is somebody else's.
        Optional<Stat> self = stat(proc, "self").filter(stat -> stat.pid == pid);
        return new ProcessIdentity(
                bootId(proc), pidNamespace(proc), pid, self.map(Stat::startTime).orElse(0L));
    }

    /// Whether ids mean the same to both: same kernel, same namespace, and all of it known.
    public boolean isBeside(ProcessIdentity observer) {
        return !bootId.isEmpty()
                && pidNamespace != 0
                && startTime != 0
                && observer.startTime != 0
                && bootId.equals(observer.bootId)
                && pidNamespace == observer.pidNamespace;
    }

    /// Looks at this process now.
    ///
    /// @param observer the process that runs this code
    public Sight seenBy(ProcessIdentity observer) {
        return seenBy(observer, PROC);
    }

    Sight seenBy(ProcessIdentity observer, Path proc) {
        if (!isBeside(observer)) {
            return Sight.UNKNOWN;
        }
        String id = Long.toString(pid);
        if (!Files.exists(proc.resolve(id))) {
            return Sight.GONE;
        }
        return stat(proc, id)
                .map(stat -> stat.startTime != startTime || stat.isDead() ? Sight.GONE : Sight.RUNNING)
                .orElse(Sight.UNKNOWN);
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
    private static Optional<Stat> stat(Path proc, String which) {
        try {
            String line = Files.readString(proc.resolve(which).resolve("stat"));
            long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    new Stat(pid, fields[0].charAt(0), Long.parseLong(fields[17]), Long.parseLong(fields[19])));
        } catch (IOException | RuntimeException _) {
            return Optional.empty(); // gone between two looks, or not Linux: the caller decides what that means
        }
    }

    private record Stat(long pid, char state, long threads, long startTime) {
        /// A process whose first thread has ended is called a zombie too, while its other threads run on.
        boolean isDead() {
            return (state == 'Z' || state == 'X') && threads <= 1;
        }
    }
}
