package dev.understudy.sharding.ownership;

/// The name under which the protocol knows one member: opaque, compared by its characters.
///
/// It is the identity of the member's *store*: it stays while the disk stays, and owns promises, accepted
/// values, logs and seals. A member without a disk takes a new one at each start, for it has forgotten what it
/// promised.
///
/// @param value at least one character; equal values are the same member
public record MemberId(String value) implements Comparable<MemberId> {
    public MemberId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a member id needs at least one character");
        }
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
