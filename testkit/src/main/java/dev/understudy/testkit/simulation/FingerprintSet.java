package dev.understudy.testkit.simulation;

import java.util.Arrays;
import net.openhft.hashing.LongHashFunction;

/// The states that a search has met, each as 64 bits, in the order in which they were met, with the state that
/// each was met from.
///
/// Two states with the same bits count as one: with ten million states the chance that this hides any is below
/// one in a hundred thousand. Confined to one thread.
final class FingerprintSet {
    private static final LongHashFunction HASH = LongHashFunction.xx3();
    private static final int EMPTY = -1;

    private int[] table = new int[1 << 16];
    private long[] fingerprints = new long[1 << 15];
    private int[] from = new int[1 << 15];
    private int size;

    FingerprintSet() {
        Arrays.fill(table, EMPTY);
    }

    static long fingerprint(int[] state) {
        return HASH.hashInts(state);
    }

    int size() {
        return size;
    }

    long fingerprintOf(int number) {
        return fingerprints[number];
    }

    /// The state that a state was met from.
    int before(int number) {
        return from[number];
    }

    /// Adds a state.
    ///
    /// @return whether it is new
    boolean add(int[] state, int metFrom) {
        long fingerprint = fingerprint(state);
        int slot = slot(fingerprint);
        if (table[slot] != EMPTY) {
            return false;
        }
        if (size == fingerprints.length) {
            fingerprints = Arrays.copyOf(fingerprints, 2 * size);
            from = Arrays.copyOf(from, 2 * size);
        }
        fingerprints[size] = fingerprint;
        from[size] = metFrom;
        table[slot] = size++;
        if (2 * size > table.length) {
            grow();
        }
        return true;
    }

    private int slot(long fingerprint) {
        int slot = (int) (fingerprint ^ (fingerprint >>> 32)) & (table.length - 1);
        while (table[slot] != EMPTY && fingerprints[table[slot]] != fingerprint) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private void grow() {
        table = new int[2 * table.length];
        Arrays.fill(table, EMPTY);
        for (int number = 0; number < size; number++) {
            table[slot(fingerprints[number])] = number;
        }
    }
}
