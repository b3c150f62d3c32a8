package dev.understudy.sharding.ownership;

/// A member as a configuration lists it.
///
/// @param id the identity that lives with its disk
/// @param incarnation the identity of this run of its process: leases, lanes and death certificates name it
/// @param weight its share of the shards relative to the others; 0 is a client member, which hosts nothing
/// @param zone where it stands (rack, availability zone, host); two replicas of a shard avoid the same zone
public record GridMember(MemberId id, long incarnation, int weight, String zone) {
    public GridMember {
        if (weight < 0) {
            throw new IllegalArgumentException("the weight of " + id + " must not be negative: " + weight);
        }
    }

    /// A member of weight 1 whose zone is itself: no other shares its fate.
    public static GridMember of(String id) {
        return new GridMember(new MemberId(id), 1, 1, id);
    }

    /// Whether it may hold replicas at all.
    public boolean hosts() {
        return weight > 0;
    }

    /// The run of its process.
    public Incarnation run() {
        return new Incarnation(id, incarnation);
    }

    /// The same member with another weight.
    public GridMember withWeight(int newWeight) {
        return new GridMember(id, incarnation, newWeight, zone);
    }

    /// The same member in another zone.
    public GridMember withZone(String newZone) {
        return new GridMember(id, incarnation, weight, newZone);
    }

    /// The same member after a restart.
    public GridMember withIncarnation(long newIncarnation) {
        return new GridMember(id, newIncarnation, weight, zone);
    }
}
