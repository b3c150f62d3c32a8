package dev.understudy.sharding.ownership;

import java.util.List;
import java.util.Optional;

/// One link of the chain: who belongs to the grid, who votes on the next link, and who owns what. Immutable.
///
/// @param genesisId names the grid for ever; frames of another genesis are refused
/// @param epoch its number; the first configuration is 1
/// @param members oldest first
/// @param voters who chooses the next configuration; may name a member that left by plan and is expected back
/// @param leader who may propose the next one without asking first
/// @param table who owns what; of the same epoch
public record Configuration(
        String genesisId,
        long epoch,
        List<GridMember> members,
        List<MemberId> voters,
        Incarnation leader,
        ShardTable table) {
    public Configuration {
        members = List.copyOf(members);
        voters = List.copyOf(voters);
        if (table.epoch() != epoch) {
            throw new IllegalArgumentException("a table of epoch " + table.epoch() + " in configuration " + epoch);
        }
    }

    /// How many voters make a majority.
    public int majority() {
        return voters.size() / 2 + 1;
    }

    /// Voters that are not members: they left by plan, and count until they are back or dropped.
    public List<MemberId> absentVoters() {
        return voters.stream().filter(voter -> member(voter).isEmpty()).toList();
    }

    /// The member with an id, if it belongs.
    public Optional<GridMember> member(MemberId id) {
        for (var member : members) {
            if (member.id().equals(id)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /// Whether exactly this run of a member belongs.
    public boolean contains(Incarnation incarnation) {
        for (var member : members) {
            if (member.id().equals(incarnation.member())) {
                return member.incarnation() == incarnation.number();
            }
        }
        return false;
    }

    /// The run of a member that belongs; the member must.
    Incarnation incarnationOf(MemberId id) {
        return member(id)
                .map(GridMember::run)
                .orElseThrow(() -> new IllegalArgumentException(id + " is no member of configuration " + epoch));
    }

    /// Its members' ids and shards, in one line for traces.
    @Override
    public String toString() {
        var text = new StringBuilder("C" + epoch + "{");
        members.forEach(member -> text.append(member.run()).append(' '));
        text.append("voters=").append(voters).append(" leader=").append(leader);
        if (table.shards() <= 16) {
            for (int s = 0; s < table.shards(); s++) {
                var row = table.of(s);
                text.append(" s")
                        .append(s)
                        .append('=')
                        .append(row.owner())
                        .append('@')
                        .append(row.ownerEpoch());
                text.append(row.inSync());
                if (!row.learners().isEmpty()) {
                    text.append(" learners=").append(row.learners());
                }
                if (!row.predecessors().isEmpty()) {
                    text.append(" after=").append(row.predecessors());
                }
                if (row.relinquishedBy() != null) {
                    text.append(" relinquished");
                }
            }
        }
        return text.append('}').toString();
    }
}
