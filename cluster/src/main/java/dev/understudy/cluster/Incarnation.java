package dev.understudy.cluster;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Identity of one start of one node: 128 random bits, new whenever a transport starts.
///
/// Names come back after a restart, incarnations never do. Leases, lanes and death certificates are therefore
/// tied to this and not to [Member#name()].
public record Incarnation(long high, long low) implements Comparable<Incarnation> {
    /// Draws a new incarnation from the given source.
    public static Incarnation random(RandomGenerator random) {
        return new Incarnation(random.nextLong(), random.nextLong());
    }

    /// An arbitrary but fixed order, for those who need one.
    @Override
    public int compareTo(Incarnation other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// The first 32 bits in hexadecimal: enough to tell two starts of a node apart in a log.
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits((int) (high >>> 32));
    }
}
