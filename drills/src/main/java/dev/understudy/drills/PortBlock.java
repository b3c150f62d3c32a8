package dev.understudy.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A block of ports that this process has to itself, so that two runs side by side don't disturb each other.
///
/// ```
///   base        control channels of up to 50 nodes
///   base + 50   their admin HTTP
///   base + 100  their data channels
///   base + 200  failure detection of the control channels
///   base + 300  failure detection of the data channels
/// ```
///
/// A block lies below the ports that the kernel hands out by itself. It is taken by a lock on a file, which
/// goes with the process, and only if every port in it is free: a cluster that outlived the process which
/// started it keeps its block that way.
public final class PortBlock implements AutoCloseable {
    /// The most nodes that find room in a block.
    static final int MOST_NODES = 50;

    private static final int SIZE = 350;
    private static final int FIRST = 10_240;
    private static final int BLOCKS = 64;
    private static final int ADMIN_OFFSET = 50;

    private final int base;
    private final FileChannel lockFile;

    private PortBlock(int base, FileChannel lockFile) {
        this.base = base;
        this.lockFile = lockFile;
    }

    /// Takes a free block, or fails if there is none.
    public static PortBlock take(InetAddress address, RandomGenerator random) {
        List<Integer> bases = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            bases.add(FIRST + block * SIZE);
        }
        Collections.shuffle(bases, Random.from(random));
        for (int base : bases) {
            FileChannel lockFile = lock(base);
            if (lockFile == null) {
                continue;
            }
            if (isFree(address, base)) {
                return new PortBlock(base, lockFile);
            }
            release(lockFile);
        }
        throw new GridException("found no %d free ports in a row between %d and %d on %s"
                .formatted(SIZE, FIRST, FIRST + BLOCKS * SIZE, address.getHostAddress()));
    }

    public int base() {
        return base;
    }

    static int transportPort(int base, int node) {
        return base + node;
    }

    static int adminPort(int base, int node) {
        return base + ADMIN_OFFSET + node;
    }

    private static @Nullable FileChannel lock(int base) {
        try {
            Path folder = Path.of(
                    System.getProperty("java.io.tmpdir"), "understudy-ports-" + System.getProperty("user.name"));
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve(base + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return null;
            }
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("locking the ports from " + base + " on", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // Another grid of this process has it.
        }
    }

    private static boolean isFree(InetAddress address, int base) {
        for (int port = base; port < base + SIZE; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(address, port));
            } catch (IOException _) {
                return false;
            }
        }
        return true;
    }

    private static void release(FileChannel lockFile) {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("releasing a block of ports", e);
        }
    }

    @Override
    public void close() {
        release(lockFile);
    }
}
