package dev.understudy.sharding.ownership;

/// One run of a member's process. Leases, lanes, command ids and death certificates name it: what is proved of
/// one run says nothing of the next.
///
/// @param member the store that it runs on
/// @param number new at each start and each rejoin, and greater than every earlier one of the same member
public record Incarnation(MemberId member, long number) implements Comparable<Incarnation> {
    @Override
    public int compareTo(Incarnation other) {
        int byMember = member.compareTo(other.member);
        return byMember != 0 ? byMember : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return member + "#" + number;
    }
}
